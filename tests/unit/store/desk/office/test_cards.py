"""What cards ask: counts of hours, and verdicts by the rule as it was written."""

from datetime import timedelta
from pathlib import Path

from leeward.policy.parse import parse_bundle
from leeward.review.office.policies.finding import files_of
from leeward.store.desk.office import cards as figures
from leeward.store.desk.office.cards import Counts
from leeward.store.policies import brakes
from leeward.store.policies.brakes import Counted
from tests.offices import judged
from tests.offices import office as opened_office


async def test_counts_are_summed_by_rule_and_only_of_the_time(fresh_database: str, tmp_path: Path) -> None:
    async with opened_office(fresh_database, tmp_path) as desk, desk.store.transaction() as connection:
        hour = desk.clock().replace(minute=0, second=0, microsecond=0)
        for number in range(3):
            rows = [Counted("c", True, 9, 2, 1), Counted("c", False, 5, 3, 0)]
            await brakes.count(connection, rows, hour - timedelta(days=20 * number))
        found = await figures.counts(connection, ["c", "other"], hour - timedelta(days=30))
        assert found == {"c": Counts(asked=28, hits=4, noted=6, unknown=2)}


async def test_what_people_said_is_counted_for_each_rule_that_hit(
    fresh_database: str, tmp_path: Path
) -> None:
    async with opened_office(fresh_database, tmp_path) as desk:
        cases = await judged(desk, 40)
        policy = parse_bundle(files_of(tmp_path / "policy.toml").bundle)
        async with desk.store.session() as connection:
            found = await figures.judged(connection, desk.clock() - timedelta(days=30))
            assert set(found) <= {rule.core for rule in policy.rules}
            assert all(0 < right <= number <= 30 for right, number in found.values())
            assert await figures.judged(connection, desk.clock() - timedelta(days=1)) == {}
            assert await figures.visible(connection, [*cases[:2], 999]) == frozenset(cases[:2])


async def test_a_verdict_that_keeps_a_post_behind_a_warning_agrees(
    fresh_database: str, tmp_path: Path
) -> None:
    async with opened_office(fresh_database, tmp_path) as desk:
        await judged(desk, 12)
        async with desk.store.session() as connection:
            await connection.execute("UPDATE cases SET verdict = 'restricted' WHERE verdict = 'released'")
            found = await figures.judged(connection, desk.clock() - timedelta(days=30))
        assert found
        assert all(right == number for right, number in found.values())
