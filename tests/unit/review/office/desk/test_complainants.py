"""Those who complain: their records, who is one voice with whom, and behind which walls."""

from pathlib import Path

import pytest

from leeward.model.errors import NotAllowed, UsageError
from leeward.review.office.desk.complainants import mark_of
from leeward.review.people.rights import Role
from tests.offices import complained, judged, office, sits
from tests.stores import a_server

FAR, FIRST, SECOND = "domain:far.example", "local:1@m1.example", "local:2@m1.example"


async def test_records_voices_and_complaints_are_told(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await complained(desk, await judged(desk, 12), 1)
        ada, people = (await sits(desk, "ada", Role.LEAD)).visitor, desk.room.complainants
        listed = await people.listed(ada)
        assert [one.source for one in listed.sources] == [FAR, FIRST, SECOND]
        assert (listed.number, listed.pages, listed.pause) == (3, 1, None)
        far = listed.sources[0]
        assert (far.records[0].upheld.hits, far.records[0].upheld.of, far.judged) == (9, 12, 12)
        assert far.weight > listed.sources[1].weight > 0
        assert [one.source for one in (await people.listed(ada, "FAR.ex")).sources] == [FAR]
        assert (await people.listed(ada, page=2)).sources == ()
        told = await people.one(ada, mark_of(FIRST))
        assert (told.alike, told.more, told.flying, told.most_flying) == ((SECOND,), 0, 0, 3)
        assert len(told.complaints) == 12
        assert told.complaints[0].review == "rejected"
        with pytest.raises(UsageError, match="nobody of that name"):
            await people.one(ada, mark_of("domain:else.example"))


async def test_mute_trust_and_their_ways_back_need_a_reason(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        await complained(desk, await judged(desk, 12), 1)
        ada, people, mark = (await sits(desk, "ada", Role.LEAD)).visitor, desk.room.complainants, mark_of(FAR)
        with pytest.raises(UsageError, match="reason"):
            await people.mute(ada, mark, " ")
        before = (await people.one(ada, mark)).source
        await people.mute(ada, mark, "a quarrel")
        muted = (await people.one(ada, mark)).source
        assert muted.muted_until is not None
        assert (muted.muted_until - desk.clock()).days == 29
        assert muted.judged == before.judged
        await people.unmute(ada, mark, "made peace")
        assert (await people.one(ada, mark)).source.muted_until is None
        await people.trust(ada, mark, "we know them")
        trusted = (await people.one(ada, mark)).source
        assert (trusted.is_named, trusted.weight > before.weight) == (True, True)
        await people.distrust(ada, mark, "we do not")
        again = (await people.one(ada, mark)).source
        assert not again.is_named
        assert again.weight == pytest.approx(before.weight, abs=1e-4)
        await people.pause(ada, 12, "a storm")
        assert (await people.listed(ada)).pause is not None
        await people.pause(ada, 0, "it is over")
        assert (await people.listed(ada)).pause is None


async def test_a_lead_of_one_server_sees_no_source_of_another(fresh_database: str, tmp_path: Path) -> None:
    async with office(fresh_database, tmp_path) as desk:
        one = await a_server(desk.store)
        two = await a_server(desk.store, "https://other.example")
        await complained(desk, await judged(desk, 4, one), one)
        await complained(desk, await judged(desk, 4, two), two, "secret.example")
        cleo = (await sits(desk, "cleo", Role.LEAD, servers=[one])).visitor
        people = desk.room.complainants
        assert {one.source for one in (await people.listed(cleo)).sources} == {FAR, FIRST, SECOND}
        for hidden in ("domain:secret.example", "local:1@m2.example"):
            with pytest.raises(UsageError, match="nobody of that name"):
                await people.one(cleo, mark_of(hidden))
            with pytest.raises(UsageError, match="nobody of that name"):
                await people.mute(cleo, mark_of(hidden), "so")
        told = await people.one(cleo, mark_of(FIRST))
        assert told.alike == (SECOND,), "those of the other server are alike, too, and not told"
        assert told.more == 2
        await people.mute(cleo, mark_of(FIRST), "a quarrel")
        with pytest.raises(NotAllowed):
            await people.mute(cleo, mark_of(FAR), "it complains elsewhere, too")
        with pytest.raises(NotAllowed):
            await people.pause(cleo, 3, "so")
