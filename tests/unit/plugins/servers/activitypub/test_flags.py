"""Complaints as different servers send them."""

import pytest
from hypothesis import given

from leeward.model.events import Reporter
from leeward.model.findings import Json
from leeward.plugins.servers.activitypub.flags import flag
from tests.unit.plugins.servers.activitypub.shown import ALICE, NOTE, SECRET, SERVER, hostile, note

FLAG = "https://o.example/flags/1"
SECOND = f"{ALICE}/statuses/2"
MISSKEY = f"{SERVER}/users/9abc"


def _flag(about: Json, **words: Json) -> tuple[str, tuple[str, ...]]:
    read = flag({"id": FLAG, "type": "Flag", "object": about, **words}, FLAG)
    assert SECRET not in repr(read)
    return read.target, read.posts


@pytest.mark.parametrize(
    ("about", "words", "target", "posts"),
    [
        ([ALICE, NOTE, SECOND], {"content": SECRET}, ALICE, (NOTE, SECOND)),
        (ALICE, {"content": SECRET}, ALICE, ()),
        (
            MISSKEY,
            {"content": f"Note: {SERVER}/notes/9xyz\n-----\n{SECRET} https://evil.example/notes/1"},
            MISSKEY,
            (f"{SERVER}/notes/9xyz",),
        ),
        (f"{SERVER}/post/17", {"summary": SECRET}, "", (f"{SERVER}/post/17",)),
        ([{"type": "Person", "id": ALICE}, note()], {"content": SECRET}, ALICE, (NOTE,)),
        ([NOTE, ALICE], {}, ALICE, (NOTE,)),
        ([], {}, "", ()),
        (None, {"content": [SECRET]}, "", ()),
    ],
    ids=["mastodon", "account only", "misskey", "lemmy", "akkoma", "post first", "empty", "nothing"],
)
def test_every_dialect_is_read_without_its_words(
    about: Json, words: dict[str, Json], target: str, posts: tuple[str, ...]
) -> None:
    assert _flag(about, **words) == (target, posts)


@pytest.mark.parametrize(
    "post",
    [
        f"{SERVER}/@alice/113",
        f"{SERVER}/@alice/statuses/01HX",
        f"{SERVER}/objects/0c1f",
        f"{SERVER}/notice/Aa",
        f"{SERVER}/comment/5",
        f"{SERVER}/videos/watch/0c1f",
        f"{SERVER}/p/alice/17",
        f"{SERVER}/m/boats/p/17",
    ],
)
def test_a_post_that_stands_alone_is_not_taken_for_an_account(post: str) -> None:
    assert _flag(post) == ("", (post,))


def test_who_complains_is_their_server() -> None:
    read = flag({"id": FLAG, "type": "Flag", "actor": "https://O.example/users/zoe", "object": ALICE}, FLAG)
    assert "zoe" not in repr(read)
    assert read.reporter == Reporter("domain:o.example", "o.example")
    assert (read.native_id, read.is_open, read.reporter_is_local) == (FLAG, True, False)


def test_there_is_an_end_to_what_one_flag_cites() -> None:
    about: Json = [ALICE, *(f"{ALICE}/statuses/{number}" for number in range(900))]
    assert len(_flag(about)[1]) == 100


@given(hostile())
def test_nothing_makes_it_fall_over(value: Json) -> None:
    flag({"object": value, "content": value, "summary": value, "published": value}, FLAG)


@pytest.mark.parametrize("actor", [None, "", "zoe", {"name": SECRET}, ["https://o.example/users/zoe"]])
def test_a_hidden_actor_is_nobody(actor: Json) -> None:
    assert flag({"object": ALICE, "actor": actor}, FLAG).reporter is None


# As sent, by what reads them; ids and words are invented.
SENT: dict[str, dict[str, Json]] = {
    "mastodon": {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://o.example/0f3e8a52-7c5b-4d6b-9d43-3a3b8e9d2b11",
        "type": "Flag",
        "actor": "https://o.example/actor",
        "content": SECRET,
        "object": [ALICE, NOTE],
    },
    "gotosocial": {
        "@context": "https://www.w3.org/ns/activitystreams",
        "actor": "https://o.example/users/o.example",
        "content": SECRET,
        "id": "https://o.example/reports/01HX0000000000000000000000",
        "object": [ALICE, NOTE],
        "to": ALICE,
        "type": "Flag",
    },
    "misskey": {
        "@context": ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"],
        "type": "Flag",
        "id": "https://o.example/9f8e7d",
        "actor": "https://o.example/users/9aaaaaaaaa",
        "content": f"Note: {SERVER}/notes/9xyz\n-----\n{SECRET}",
        "object": MISSKEY,
    },
    "lemmy": {
        "actor": "https://o.example/u/zoe",
        "to": [f"{SERVER}/c/boats"],
        "object": f"{SERVER}/post/17",
        "summary": SECRET,
        "type": "Flag",
        "id": "https://o.example/activities/flag/1b2c",
        "audience": f"{SERVER}/c/boats",
    },
    "akkoma": {
        "@context": ["https://www.w3.org/ns/activitystreams", {"@language": "und"}],
        "actor": "https://o.example/users/zoe",
        "cc": [],
        "content": SECRET,
        "context": "https://o.example/contexts/5",
        "id": "https://o.example/activities/77",
        "object": [
            ALICE,
            {"type": "Note", "id": NOTE, "content": SECRET, "published": "2026-11-22T02:27:34Z"},
        ],
        "published": "2026-11-22T03:00:00Z",
        "state": "open",
        "to": [],
        "type": "Flag",
    },
}
CITED = {"misskey": f"{SERVER}/notes/9xyz", "lemmy": f"{SERVER}/post/17"}


@pytest.mark.parametrize("dialect", SENT)
def test_each_server_says_the_same_in_its_own_way(dialect: str) -> None:
    read = flag(SENT[dialect], str(SENT[dialect]["id"]))
    assert read.posts == (CITED.get(dialect, NOTE),)
    assert read.reporter == Reporter("domain:o.example", "o.example")
    assert SECRET not in repr(read)


@given(hostile())
def test_nothing_of_the_actor_makes_it_fall_over(value: Json) -> None:
    flag({"object": ALICE, "actor": value}, FLAG)
