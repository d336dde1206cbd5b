"""Complaints of one source, with what became of each."""

from pathlib import Path

from leeward.store.desk.office import complainants
from tests.offices import complained, judged, office


async def test_each_complaint_is_told_with_its_case_and_what_people_made_of_it(
    fresh_database: str, tmp_path: Path
) -> None:
    async with office(fresh_database, tmp_path) as desk:
        cases = await judged(desk, 4)
        await complained(desk, cases, 1)
        async with desk.store.session() as connection:
            sources = await complainants.sources(connection)
            assert sources == {"domain:far.example", "local:1@m1.example", "local:2@m1.example"}
            found = await complainants.complaints(connection, "domain:far.example", 3)
            assert [one.review for one in found] == ["rejected", "upheld", "upheld"]
            assert [one.case for one in found] == cases[:0:-1]
            assert {(one.group, one.domain) for one in found} == {("general", "m.example")}
            assert await complainants.complaints(connection, "domain:else.example", 3) == []
