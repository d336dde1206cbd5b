"""A round is read as it was seen: gone, there, or not known."""

from dataclasses import replace

import pytest

from leeward.model.cases import State
from leeward.model.items import Place
from leeward.model.proofs import ROUNDS_S, Aspect, Probe, Seen
from leeward.pipeline.verify.rounds import LAST, in_words, is_ours, judge, wait_before
from leeward.store.casework.probes import ProbeRow, Target
from tests.scenes import NOON, card, post, scene

GONE, THERE, UNKNOWN = Seen.GONE, Seen.STILL_THERE, Seen.UNKNOWN


def _row(what: Aspect, seen: Seen, url: str = "https://home.example/1", *, ours: bool = True) -> ProbeRow:
    place = Place.ORIGINAL if ours else Place.REMOTE
    return ProbeRow(1, 1, 0, Target(Probe(what, place, url), None, ours), NOON, seen, "so", NOON)


def _round(post: Seen, *urls: Seen, far: Seen = THERE, stored: Seen = UNKNOWN) -> list[ProbeRow]:
    return [
        _row(Aspect.POST, post),
        *(_row(Aspect.URL, one) for one in urls),
        _row(Aspect.URL, far, "https://far.example/1", ours=False),
        _row(Aspect.BYTES, stored),
    ]


@pytest.mark.parametrize(
    ("told", "number", "now", "then"),
    [
        (_round(GONE, THERE), 0, State.VERIFYING, State.VERIFYING),
        (_round(GONE, THERE), 1, State.VERIFYING, State.RETURNED),
        (_round(THERE, GONE), 1, State.VERIFYING, State.RETURNED),
        (_round(GONE, GONE), 1, State.VERIFYING, State.VERIFYING),
        (_round(GONE, GONE), LAST, State.VERIFYING, State.CLOSED),
        (_round(GONE, UNKNOWN), LAST, State.VERIFYING, State.VERIFYING),
        (_round(UNKNOWN, GONE), LAST + 3, State.VERIFYING, State.VERIFYING),
        (_round(GONE, GONE, stored=THERE), LAST - 1, State.VERIFYING, State.VERIFYING),
        (_round(GONE, GONE, stored=THERE), LAST, State.VERIFYING, State.RETURNED),
        (_round(GONE, GONE), 2, State.RETURNED, State.VERIFYING),
        (_round(GONE, GONE), LAST, State.RETURNED, State.VERIFYING),
        (_round(GONE, UNKNOWN), 2, State.RETURNED, State.RETURNED),
    ],
    ids=[
        "at once it may still be there",
        "later it never went",
        "the post is there",
        "gone so far",
        "gone for good",
        "an address not known",
        "a post not known, for ever",
        "bytes may be kept for days",
        "bytes kept for too long",
        "gone after all",
        "gone after all is looked at once more",
        "not known does not end an alarm",
    ],
)
def test_a_round_moves_a_case(told: list[ProbeRow], number: int, now: State, then: State) -> None:
    assert judge(told, number, now) is then


def test_a_round_in_words_counts_and_names_whom_we_cannot_speak_for() -> None:
    assert in_words(_round(GONE, GONE, THERE, GONE)) == (
        "post gone; 2 of 3 addresses gone; bytes unknown; remote copies may remain at far.example"
    )
    assert in_words(_round(THERE, UNKNOWN, far=GONE)) == (
        "post still there; 0 of 1 address gone, 1 not known; bytes unknown"
    )


def test_the_rounds_come_when_they_should() -> None:
    waits = [wait_before(number) for number in range(LAST + 1)]
    assert [sum(waits[: number + 1]) for number in range(LAST + 1)] == list(ROUNDS_S)
    assert wait_before(LAST + 1) == wait_before(LAST + 9) == 86_400


def test_rounds_come_when_it_is_configured_and_the_last_of_them_closes() -> None:
    assert [wait_before(number, (1.0, 4.0, 9.0)) for number in range(4)] == [1, 3, 5, 86_400]
    gone = _round(GONE, GONE)
    assert judge(gone, 1, State.VERIFYING, last=2) is State.VERIFYING
    assert judge(gone, 2, State.VERIFYING, last=2) is State.CLOSED
    kept = _round(GONE, GONE, stored=THERE)
    assert judge(kept, 2, State.VERIFYING, last=2) is State.RETURNED


@pytest.mark.parametrize(
    ("place", "url", "is_local", "ours"),
    [
        (Place.ORIGINAL, "https://cdn.example/1", True, True),
        (Place.REMOTE, "https://home.example/1", True, True),
        (Place.ORIGINAL, "https://cache.example/1", False, True),
        (Place.ORIGINAL, "https://far.example/1", False, False),
        (Place.ORIGINAL, "https://media.far.example/1", False, False),
        (Place.REMOTE, "https://cdn.example/1", False, False),
        (Place.PROXY, "https://home.example/proxy/1", False, True),
        (Place.ORIGINAL, "https://far.example/1", None, False),
    ],
)
def test_only_what_the_server_serves_is_its_to_take_away(
    place: Place, url: str, is_local: bool | None, ours: bool
) -> None:
    about = post(is_local=False)
    about = replace(about, author=replace(about.author, is_local=is_local))
    if is_local:
        about = post()
    assert is_ours(place, url, about, "home.example") is ours


async def test_a_round_is_planned_with_its_job_for_every_copy_and_the_post(fresh_database: str) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card(("hold_post", "remove_post")))
        case = await stage.add_case(about=post(urls=["https://home.example/a", "https://home.example/b"]))
        await stage.act(case)
        await stage.desk.confirm(case, "ada")
        await stage.act(case)
        assert await stage.state(case) is State.VERIFYING
        planned = await stage.ask("SELECT round, what, url FROM probes WHERE times = 1 ORDER BY id")
        assert planned == [
            (0, "post", "https://home.example/posts/1"),
            (0, "url", "https://home.example/a"),
            (0, "bytes", "https://home.example/a"),
            (0, "url", "https://home.example/b"),
            (0, "bytes", "https://home.example/b"),
        ]
        assert ("probe", f"probe:{case}:1:0") in await stage.jobs()
