"""The only door to pictures: who may look, what they say first, what is written before anything leaves."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from leeward.config import Desk as DeskSettings
from leeward.ledger.entries import decode
from leeward.media.ladder.headers import is_within
from leeward.model.errors import CaseError, NotAllowed, NotLooked
from leeward.review.people.rights import CHILD_SAFETY, Right, Role, Visitor
from leeward.review.viewer.viewer import GOES_ON_S, TICKET_S, Level, Viewer, Way, Wish
from tests.desks import Served, served_desk
from tests.pictures import a_case, bridge, claim, flicker, noted, shown

BRIDGE = bridge(640, 480)
WHY = "the author asks for it"


class _Seat:
    """Somebody with a claimed case."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.viewer: Viewer = served.room.viewer

    async def sit(self, *media: bytes, role: Role = Role.MODERATOR, is_exact: bool = False) -> "_Seat":
        self.visitor = Visitor(await self.served.person("ada", role), "ada", frozenset({role}), None)
        self.case = await a_case(self.served, *(media or (BRIDGE,)), is_exact=is_exact)
        await claim(self.served, self.case, "ada")
        self.media = [one.media for one in await self.viewer.files(self.visitor, self.case)]
        return self

    async def show(self, wish: Wish, why: str = "") -> int:
        found = await self.viewer.show(self.visitor, self.case, self.media[0], wish, why)
        assert is_within(found.shown.data, wish.level, wish.way)
        return found.view

    async def bodies(self, kind: str) -> list[dict[str, object]]:
        async with self.served.store.session() as connection:
            rows = await connection.fetch("SELECT data FROM ledger WHERE kind = $1 ORDER BY id", kind)
        return [dict(decode(bytes(row["data"])).body) for row in rows]  # type: ignore[arg-type]


@pytest.fixture
async def seat(fresh_database: str) -> AsyncIterator[_Seat]:
    async with served_desk(fresh_database) as served:
        yield _Seat(served)


async def test_each_step_and_each_second_is_one_entry(seat: _Seat) -> None:
    await seat.sit()
    for level in Level:
        await seat.show(Wish(level))
    view = await seat.show(Wish(Level.MOSAIC))
    assert [await seat.viewer.tick(seat.visitor, view) for _ in range(3)] == [1, 2, 3]
    await seat.viewer.hide(seat.visitor, view)
    await seat.viewer.hide(seat.visitor, view)
    one = ["view.began", "view.ended"]
    assert await noted(seat.served, seat.case) == [*one * 4, "view.began", *["view.second"] * 3, "view.ended"]
    steps = await shown(seat.served, seat.case)
    assert [step[0] for step in steps] == [1, 2, 3, 4, 1]
    assert all(step[4] for step in steps)
    assert steps[-1][3] == 3
    (*_, last) = await seat.bodies("view.began")
    assert (last["view"], last["person"], last["media"]) == (view, seat.visitor.person, seat.media[0])
    assert (last["level"], last["way"], last["frame"], last.get("why")) == (1, "whole", 0, None)


async def test_whoever_decides_without_looking_causes_no_view(seat: _Seat) -> None:
    await seat.sit(is_exact=True)
    (file,) = await seat.viewer.files(seat.visitor, seat.case)
    assert file.is_shown
    assert file.needs_reason
    assert await shown(seat.served, seat.case) == []
    assert await noted(seat.served, seat.case) == []


async def test_what_needs_no_look_asks_why_once_in_a_while(seat: _Seat) -> None:
    await seat.sit(is_exact=True)
    for why in ("", "because", " " * 30):
        with pytest.raises(CaseError, match="on a list, exactly as it is"):
            await seat.show(Wish(Level.MOSAIC), why)
    assert await shown(seat.served, seat.case) == []
    await seat.show(Wish(Level.MOSAIC), WHY)
    await seat.show(Wish(Level.BLURRED))
    assert [one["why"] for one in await seat.bodies("view.began")] == [WHY, WHY]
    seat.served.clock.pass_s(16 * 60)
    with pytest.raises(CaseError):
        await seat.show(Wish(Level.BLURRED))


async def test_what_was_decided_before_asks_why(seat: _Seat) -> None:
    await seat.sit()
    async with seat.served.store.transaction() as connection:
        await connection.execute("UPDATE cases SET verdict = 'confirmed', state = 'returned'")
    await claim(seat.served, seat.case, "ada")
    with pytest.raises(CaseError, match="decided before"):
        await seat.show(Wish(Level.MOSAIC))
    await seat.show(Wish(Level.MOSAIC), WHY)


async def test_only_whoever_is_at_the_case_is_shown_its_media(seat: _Seat) -> None:
    """A file is shown for deciding, not for browsing."""
    await seat.sit()
    other = Visitor(await seat.served.person("bo", Role.MODERATOR), "bo", frozenset({Role.MODERATOR}), None)
    with pytest.raises(CaseError, match="not yours at this moment"):
        await seat.viewer.show(other, seat.case, seat.media[0], Wish(Level.MOSAIC))
    granted = replace(other, grants=frozenset({seat.case}))
    await seat.viewer.show(granted, seat.case, seat.media[0], Wish(Level.MOSAIC))
    seat.served.clock.pass_s(370 * 86_400)
    with pytest.raises(CaseError, match="not yours at this moment"):
        await seat.show(Wish(Level.MOSAIC))


async def test_nothing_of_what_is_not_theirs_to_see_can_be_told_from_nothing(seat: _Seat) -> None:
    await seat.sit()
    hidden = await a_case(seat.served, BRIDGE, queue=CHILD_SAFETY)
    said = set()
    for case, media in ((hidden, seat.media[0] + 1), (seat.case, seat.media[0] + 1), (10_000, seat.media[0])):
        assert case == seat.case or await seat.viewer.files(seat.visitor, case) == ()
        with pytest.raises(NotAllowed) as caught:
            await seat.viewer.show(seat.visitor, case, media, Wish(Level.MOSAIC))
        said.add(caught.value.message)
    assert len(said) == 1


async def test_without_the_right_to_media_there_is_none(seat: _Seat) -> None:
    await seat.sit()
    token = replace(seat.visitor, scopes=frozenset({Right.CASES, Right.DECIDE}))
    with pytest.raises(NotAllowed, match="pictures are not yours"):
        await seat.viewer.show(token, seat.case, seat.media[0], Wish(Level.MOSAIC))


async def test_a_person_looks_at_one_thing_at_a_time(seat: _Seat) -> None:
    await seat.sit()
    await asyncio.gather(*(seat.show(Wish(level)) for level in Level for _ in range(2)))
    steps = await shown(seat.served, seat.case)
    assert len(steps) == 8
    assert sum(not step[4] for step in steps) == 1


async def test_a_view_that_nobody_tells_of_any_more_is_over(seat: _Seat) -> None:
    await seat.sit()
    view = await seat.show(Wish(Level.MOSAIC))
    seat.served.clock.pass_s(GOES_ON_S + 1)
    with pytest.raises(CaseError, match="not shown any more"):
        await seat.viewer.tick(seat.visitor, view)
    await seat.viewer.forget()
    ((*_, seconds, is_over),) = await shown(seat.served, seat.case)
    assert is_over
    assert seconds == GOES_ON_S, "where nobody counted, the clock did"


async def test_whoever_tells_seldom_was_shown_it_meanwhile(seat: _Seat) -> None:
    await seat.sit()
    view = await seat.show(Wish(Level.COLOUR))
    for _ in range(10):
        seat.served.clock.pass_s(GOES_ON_S - 1)
        told = await seat.viewer.tick(seat.visitor, view)
    assert told >= 10 * (GOES_ON_S - 1)
    assert (await shown(seat.served, seat.case))[0][3] == told


async def test_a_child_safety_case_that_is_not_ranked_yet_weighs_all_the_same(seat: _Seat) -> None:
    await seat.sit(role=Role.CHILD_SAFETY)
    case = await a_case(seat.served, BRIDGE, queue=CHILD_SAFETY)
    await claim(seat.served, case, "ada")
    ((file),) = await seat.viewer.files(seat.visitor, case)
    await seat.viewer.show(seat.visitor, case, file.media, Wish(Level.MOSAIC))
    async with seat.served.store.session() as connection:
        assert await connection.fetchval("SELECT severity FROM views") == 1.0


async def test_nobody_counts_or_ends_the_view_of_another(seat: _Seat) -> None:
    await seat.sit()
    view = await seat.show(Wish(Level.MOSAIC))
    other = Visitor(await seat.served.person("bo", Role.MODERATOR), "bo", frozenset({Role.MODERATOR}), None)
    with pytest.raises(CaseError):
        await seat.viewer.tick(other, view)
    await seat.viewer.hide(other, view)
    assert await seat.viewer.tick(seat.visitor, view) == 1


async def test_a_spot_that_moves_is_one_step(seat: _Seat) -> None:
    await seat.sit()
    places = [await seat.show(Wish(Level.GREY, Way.SPOT, x / 4, 0.5)) for x in range(5)]
    assert len(set(places)) == 1
    assert await seat.show(Wish(Level.COLOUR, Way.SPOT)) != places[0]
    assert [step[:2] for step in await shown(seat.served, seat.case)] == [(3, "spot"), (4, "spot")]


async def test_each_frame_of_an_animation_is_a_step(seat: _Seat) -> None:
    await seat.sit(flicker(3))
    for frame in range(3):
        await seat.show(Wish(Level.GREY, frame=frame))
    assert [step[2] for step in await shown(seat.served, seat.case)] == [0, 1, 2]


async def test_a_picture_that_was_laid_out_is_fetched_once_and_soon(seat: _Seat) -> None:
    await seat.sit()
    _, ticket = await seat.viewer.lay_out(seat.visitor, seat.case, seat.media[0], Wish(Level.BLURRED))
    other = replace(seat.visitor, person=seat.visitor.person + 1)
    for visitor, word in ((other, ticket), (seat.visitor, "another")):
        with pytest.raises(CaseError):
            await seat.viewer.redeem(visitor, word)
    found = await seat.viewer.redeem(seat.visitor, ticket)
    assert is_within(found.shown.data, Level.BLURRED, Way.WHOLE)
    with pytest.raises(CaseError, match="shown already"):
        await seat.viewer.redeem(seat.visitor, ticket)
    _, late = await seat.viewer.lay_out(seat.visitor, seat.case, seat.media[0], Wish(Level.BLURRED))
    seat.served.clock.pass_s(TICKET_S + 1)
    with pytest.raises(CaseError):
        await seat.viewer.redeem(seat.visitor, late)


async def test_what_cannot_be_shown_is_words_and_no_view(seat: _Seat) -> None:
    await seat.sit(b"ID3" + bytes(100))
    with pytest.raises(NotLooked, match="a sound file: there is no picture to show"):
        await seat.show(Wish(Level.MOSAIC))
    async with seat.served.store.transaction() as connection:
        await connection.execute("UPDATE evidence SET state = 'too_large'")
    with pytest.raises(CaseError, match="larger than what is kept"):
        await seat.show(Wish(Level.MOSAIC))
    assert await shown(seat.served, seat.case) == []


async def test_it_is_enough_means_no_picture_and_ends_the_one_that_is_shown(seat: _Seat) -> None:
    await seat.sit()
    view = await seat.show(Wish(Level.COLOUR))
    async with seat.served.store.transaction() as connection:
        await connection.execute("UPDATE views SET severity = 100.0, seconds = 600 WHERE id = $1", view)
    with pytest.raises(NotAllowed, match="enough for today"):
        await seat.viewer.tick(seat.visitor, view)
    assert (await shown(seat.served, seat.case))[-1][4]
    with pytest.raises(NotAllowed, match="enough for today"):
        await seat.show(Wish(Level.MOSAIC))
    assert len(await shown(seat.served, seat.case)) == 1


async def test_of_many_asked_for_at_once_no_more_are_shown_than_one_after_the_other(
    fresh_database: str,
) -> None:
    async with served_desk(fresh_database, desk=DeskSettings(soft_budget=0.05, hard_budget=0.1)) as served:
        seat = await _Seat(served).sit()
        async with served.store.transaction() as connection:
            await connection.execute("UPDATE queue SET severity = 100, rank = 0")
        asked = (seat.show(Wish(Level.COLOUR)) for _ in range(8))
        done = await asyncio.gather(*asked, return_exceptions=True)
        assert sum(isinstance(one, NotAllowed) for one in done) >= 5
        assert len(await shown(served, seat.case)) <= 3


async def test_a_child_safety_case_weighs_more_than_others(seat: _Seat) -> None:
    await seat.sit(role=Role.CHILD_SAFETY)
    await seat.show(Wish(Level.MOSAIC))
    other = await a_case(seat.served, BRIDGE, queue=CHILD_SAFETY)
    async with seat.served.store.transaction() as connection:
        await connection.execute('UPDATE queue SET severity = 100, rank = 0 WHERE "case" = $1', other)
    await claim(seat.served, other, "ada")
    ((file),) = await seat.viewer.files(seat.visitor, other)
    await seat.viewer.show(seat.visitor, other, file.media, Wish(Level.MOSAIC))
    async with seat.served.store.session() as connection:
        rows = await connection.fetch("SELECT severity, queue FROM views ORDER BY id")
    assert rows[0]["severity"] < rows[1]["severity"] == 1.0
    assert rows[1]["queue"] == CHILD_SAFETY
