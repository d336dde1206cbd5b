"""A job exists when its row does, and is not written a second time while it waits."""

from contextlib import suppress

from leeward.model.jobs import JobKind
from leeward.store.queue import NewJob, enqueue, release_held, sizes
from tests.stores import opened


async def test_jobs_come_and_go_with_their_transaction(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        with suppress(ZeroDivisionError):
            async with store.transaction() as connection:
                await enqueue(connection, [NewJob(JobKind.LOOK, {"media": [1]})])
                _ = 1 / 0
        async with store.transaction() as connection:
            await enqueue(connection, [])
            assert await sizes(connection) == {}
            await enqueue(
                connection, [NewJob(JobKind.LOOK, {"media": [1]}), NewJob(JobKind.ACT, {"case": 1})]
            )
            await enqueue(connection, [NewJob(JobKind.LOOK, {"media": [2]})])
        async with store.session() as connection:
            assert await sizes(connection) == {"look": 2, "act": 1}


async def test_a_key_keeps_a_job_from_being_written_twice_also_within_one_call(fresh_database: str) -> None:
    async with opened(fresh_database) as store:
        job = NewJob(JobKind.LOOK, {"media": [1]}, key="look:1")
        async with store.transaction() as connection:
            await enqueue(connection, [job, job])
            await enqueue(connection, [job])
            assert await sizes(connection) == {"look": 1}


async def test_a_job_has_its_time_and_its_priority(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        await enqueue(connection, [NewJob(JobKind.ACT, {"case": 1}, after_s=90.0, priority=10)])
        row = await connection.fetchrow(
            "SELECT priority, extract(epoch FROM execute_after - now()) AS wait_s FROM pgqueuer"
        )
        assert (row["priority"], float(row["wait_s"])) == (10, 90.0)


async def test_what_the_engine_put_aside_waits_again(fresh_database: str) -> None:
    async with opened(fresh_database) as store, store.transaction() as connection:
        await enqueue(
            connection, [NewJob(JobKind.LOOK, {"media": [1]}), NewJob(JobKind.LOOK, {"media": [2]})]
        )
        assert await release_held(connection) == 0
        await connection.execute(
            "UPDATE pgqueuer SET status = 'failed' WHERE id = (SELECT min(id) FROM pgqueuer)"
        )
        assert await release_held(connection) == 1
        assert await connection.fetchval("SELECT count(*) FROM pgqueuer WHERE status = 'queued'") == 2
