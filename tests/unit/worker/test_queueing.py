"""Jobs are done, done again when they fail, and left for others when the worker ends."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from leeward.model.errors import DatabaseError, NetError
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.store.connection import Store
from leeward.store.queue import NewJob, enqueue, sizes
from leeward.worker import queueing
from leeward.worker.queueing import Duties, Timed, work
from tests.databases import Databases
from tests.stores import opened

PATIENT_S = 30.0


@pytest.fixture
async def store(fresh_database: str) -> AsyncIterator[Store]:
    async with opened(fresh_database) as store:
        yield store


@asynccontextmanager
async def _working(store: Store, duties: Duties) -> AsyncIterator[asyncio.Event]:
    stop = asyncio.Event()
    running = asyncio.create_task(work(store, duties, stop))
    try:
        yield stop
    finally:
        stop.set()
        await asyncio.wait_for(running, PATIENT_S)


async def _put(store: Store, *jobs: NewJob) -> None:
    async with store.transaction() as connection:
        await enqueue(connection, jobs)


async def _until(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + PATIENT_S
    while not is_so() and time.monotonic() < until:
        await asyncio.sleep(0.02)
    assert is_so()


async def _left(store: Store) -> dict[str, int]:
    async with store.session() as connection:
        return await sizes(connection)


def _look(handler: Callable[[Mapping[str, Json]], Awaitable[None]]) -> Duties:
    return Duties({JobKind.LOOK: handler})


JOB = NewJob(JobKind.LOOK, {"media": [1, 2]})


async def test_a_job_is_done_with_what_it_carries_and_is_gone(store: Store) -> None:
    done: list[Mapping[str, Json]] = []

    async def handler(payload: Mapping[str, Json]) -> None:
        done.append(payload)

    async with _working(store, _look(handler)):
        await _put(store, JOB, NewJob(JobKind.PROBE, {"case": 1}))
        await _until(lambda: bool(done))
    assert done == [{"media": [1, 2]}]
    assert await _left(store) == {"probe": 1}  # whoever can do it will


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NetError("the way is closed"), "the way is closed"),
        (KeyError("https://secret.example/1.png"), "KeyError"),
    ],
    ids=["ours", "any other"],
)
async def test_a_job_survives_its_handlers_error_and_nothing_of_it_is_repeated(
    store: Store, error: Exception, said: str
) -> None:
    tries = 0

    async def handler(_: Mapping[str, Json]) -> None:
        nonlocal tries
        tries += 1
        if tries < 2:
            raise error

    with capture_logs() as logs:
        async with _working(store, _look(handler)):
            await _put(store, JOB)
            await _until(lambda: tries == 2)
    told = [one for one in logs if one["event"] == "job.failed"]
    assert [one["attempt"] for one in told] == [1]
    assert all(str(one["said"]).startswith(said) for one in told)
    async with store.session() as connection:
        kept = await connection.fetch("SELECT traceback::text FROM pgqueuer_log WHERE traceback IS NOT NULL")
    assert kept
    assert "secret.example" not in str(logs) + str(kept)
    assert await _left(store) == {}


async def test_a_job_that_failed_a_hundred_times_is_not_given_up(store: Store) -> None:
    async def handler(_: Mapping[str, Json]) -> None:
        raise NetError("not yet")

    await _put(store, JOB)
    async with store.transaction() as connection:
        await connection.execute("UPDATE pgqueuer SET attempts = 2000")
    with capture_logs() as logs:
        async with _working(store, _look(handler)):
            await _until(lambda: any(one["event"] == "job.failed" for one in logs))
    async with store.session() as connection:
        row = await connection.fetchrow(
            "SELECT status::text, attempts, extract(epoch FROM execute_after - now())::int AS wait_s"
            " FROM pgqueuer"
        )
    assert (row["status"], row["attempts"]) == ("queued", 2001)
    assert queueing.MOST_S - 30 < row["wait_s"] <= queueing.MOST_S


async def test_a_database_that_goes_away_is_waited_for(databases: Databases) -> None:
    done: list[int] = []

    async def handler(payload: Mapping[str, Json]) -> None:
        done.append(int(str(payload["n"])))

    with databases.fresh() as url:
        name = url.partition("?")[0].rpartition("/")[2]
        async with opened(url) as store, _working(store, _look(handler)):
            await _put(store, NewJob(JobKind.LOOK, {"n": 1}))
            await _until(lambda: done == [1])
            for _ in range(2):
                databases.do(
                    f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                )
                await asyncio.sleep(0.1)
            with suppress(DatabaseError):  # of the pool's dead connections one may be given out
                await _left(store)
            await _put(store, NewJob(JobKind.LOOK, {"n": 2}))
            await _until(lambda: 2 in done)


async def test_an_idle_worker_ends_at_once(store: Store) -> None:
    async def handler(_: Mapping[str, Json]) -> None:
        return

    async with _working(store, _look(handler)):
        await asyncio.sleep(0.5)
        begun = time.monotonic()
    assert time.monotonic() - begun < 3


async def test_a_job_under_way_when_the_worker_ends_is_done_if_quick_and_left_for_others_if_not(
    store: Store,
) -> None:
    under_way: set[str] = set()
    done: list[str] = []

    async def handler(payload: Mapping[str, Json]) -> None:
        name = str(payload["name"])
        under_way.add(name)
        await asyncio.sleep(0.2 if name == "quick" else 60)
        done.append(name)

    await _put(store, *(NewJob(JobKind.LOOK, {"name": name}) for name in ("quick", "slow")))
    async with _working(store, replace(_look(handler), grace_s=0.5)):
        await _until(lambda: len(under_way) == 2)
        begun = time.monotonic()
    assert time.monotonic() - begun < 5
    assert done == ["quick"]
    async with store.session() as connection:
        rows = await connection.fetch("SELECT status::text, payload FROM pgqueuer")
    assert [(row["status"], row["payload"]) for row in rows] == [("queued", b'{"name": "slow"}')]


async def test_schedules_come_again_and_their_errors_are_told(store: Store) -> None:
    runs = {"good": 0, "bad": 0, "worse": 0}

    def timed(name: str, error: Exception | None) -> Timed:
        async def run() -> None:
            runs[name] += 1
            if error:
                raise error

        return Timed(name, "* * * * * */1", run)

    errors = {"good": None, "bad": NetError("not now"), "worse": ValueError("https://secret.example")}
    with capture_logs() as logs:
        async with _working(store, Duties({}, [timed(*one) for one in errors.items()])):
            await _until(lambda: min(runs.values()) >= 2)
    told = {one["schedule"]: one["said"] for one in logs if one["event"] == "schedule.failed"}
    assert told["bad"] == "not now"
    assert told["worse"].startswith("ValueError in test_queueing.py")
    assert "good" not in told


@pytest.mark.parametrize(("heartbeat_s", "is_taken"), [(20.0, True), (600.0, False)])
async def test_the_job_of_a_worker_that_fell_silent_is_anothers(
    store: Store, heartbeat_s: float, is_taken: bool
) -> None:
    done: set[str] = set()

    async def handler(payload: Mapping[str, Json]) -> None:
        done.add(str(payload["name"]))

    await _put(store, NewJob(JobKind.LOOK, {"name": "left"}))
    async with store.transaction() as connection:
        silent = "UPDATE pgqueuer SET status = 'picked', heartbeat = now() - interval '1 minute'"
        await connection.execute(silent)
    async with _working(store, replace(_look(handler), heartbeat_s=heartbeat_s)):
        await _put(store, NewJob(JobKind.LOOK, {"name": "new"}))
        await _until(lambda: "new" in done and ("left" in done or not is_taken))
    assert ("left" in done) is is_taken
