"""Held posts: whoever waits longest comes first, and nobody is told of what is not theirs."""

import pytest

from leeward.model.errors import CaseError
from leeward.review.cases import held
from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.evenings import evening


async def test_whoever_waits_longest_comes_first_with_the_rule_that_holds(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk, evening(desk) as stage:
        lead = await desk.room.sessions.recognise(await desk.cookie("lena", Role.LEAD))
        plain = await desk.room.sessions.recognise(await desk.cookie("plain", Role.MODERATOR))
        assert lead
        assert plain
        told = await desk.room.held.told(lead)
        names = {number: name for name, number in stage.cases.items()}
        assert [names[one.case] for one in told.posts] == [
            "alike",
            "alike too",
            "clip",
            "exact",
            "exact copy",
            "exact copy too",
            "newcomer",
        ]
        waits = [one.since for one in told.posts]
        assert waits == sorted(waits)
        assert told.posts[0].rules[0] == "Media looks like an entry of a list"
        assert told.posts[3].is_exact
        assert told.posts[-1].lapses_at is not None
        assert told.more == ""
        desk.clock.pass_s(3.2 * 3600)
        assert [one.is_late for one in (await desk.room.held.told(lead)).posts][:3] == [True, False, False]
        assert [names[one.case] for one in (await desk.room.held.told(plain)).posts] == ["newcomer"]


async def test_there_are_further_pages_and_no_nonsense(
    fresh_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with served_desk(fresh_database) as desk, evening(desk):
        lead = await desk.room.sessions.recognise(await desk.cookie("lena", Role.LEAD))
        assert lead
        whole = [one.case for one in (await desk.room.held.told(lead)).posts]
        monkeypatch.setattr(held, "A_PAGE", 3)
        seen: list[int] = []
        after = ""
        while True:
            page = await desk.room.held.told(lead, after)
            seen += [one.case for one in page.posts]
            if not page.more:
                break
            after = page.more
        assert seen == whole
        for nonsense in ("x", "2026-01-01,x", ","):
            with pytest.raises(CaseError, match="no page of the held posts"):
                await desk.room.held.told(lead, nonsense)
