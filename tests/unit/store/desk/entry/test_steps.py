"""Steps and attempts, in the database."""

from datetime import timedelta

from leeward.store.desk.entry import steps
from leeward.store.desk.entry.steps import Step
from tests.stores import START, opened

LATER = START + timedelta(minutes=15)


async def test_a_step_is_taken_once_by_its_kind_and_in_time(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        step = Step(b"d", "link", None, b"sealed")
        await steps.begin(connection, step, (START, LATER))
        assert await steps.take(connection, b"d", "passkey", START) is None
        assert await steps.take(connection, b"d", "link", LATER) is None
        assert await steps.take(connection, b"d", "link", START) == step
        assert await steps.take(connection, b"d", "link", START) is None
        await steps.sweep(connection, LATER, START)
        assert await connection.fetchval("SELECT count(*) FROM invitations") == 0


async def test_attempts_are_counted_by_the_minute_and_forgotten(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        for minute in (0, 0, 5):
            await steps.count(connection, "name:x", START + timedelta(minutes=minute))
        assert await steps.attempts(connection, "name:x", START) == 3
        assert await steps.attempts(connection, "name:x", START + timedelta(minutes=1)) == 1
        assert await steps.attempts(connection, "name:y", START) == 0
        await steps.sweep(connection, START, START + timedelta(minutes=1))
        assert await steps.attempts(connection, "name:x", START) == 1
        await steps.forget(connection, "name:x")
        assert await steps.attempts(connection, "name:x", START) == 0
