"""Runs the queue's engine: handlers by kind of job, schedules, and a new start when the database was gone."""

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

import structlog
from pgqueuer import DatabaseRetryEntrypointExecutor, Job, PgQueuer
from pgqueuer.models import Schedule

from leeward.model.errors import DatabaseError, LeewardError
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.store.connection import GONE, Store

Handler = Callable[[Mapping[str, Json]], Awaitable[None]]

HEARTBEAT = timedelta(seconds=20)  # a job whose worker said nothing for so long is another's
AT_ONCE = 8  # jobs of one worker; a look is some thirty media
FEWEST_S, MOST_S = 1.0, 300.0  # between two attempts at a job
_REST_S = 1.0

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Timed:
    """Something to do again and again, by one worker at a time. cron: with seconds as a sixth field."""

    name: str
    cron: str
    run: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Duties:
    """What this process does for the queue."""

    handlers: Mapping[JobKind, Handler]
    timed: Sequence[Timed] = ()


async def work(store: Store, duties: Duties, stop: asyncio.Event) -> None:
    """Work until `stop`. A database that goes away is waited for; jobs under way are done again then.

    Raises: LeewardError: a fault that waiting does not mend.
    """
    while not stop.is_set():
        engine = _engine(store, duties)
        runs = asyncio.ensure_future(
            engine.run(batch_size=AT_ONCE // 2, max_concurrent_tasks=AT_ONCE, heartbeat_timeout=HEARTBEAT)
        )
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({runs, stopped}, return_when=asyncio.FIRST_COMPLETED)
            engine.shutdown.set()
            await runs
        except (*GONE, DatabaseError) as error:
            log.warning("queue.interrupted", cause=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _REST_S)
        finally:
            stopped.cancel()


def _engine(store: Store, duties: Duties) -> PgQueuer:
    engine = PgQueuer.from_asyncpg_pool(store.pool)
    for kind, handler in duties.handlers.items():
        engine.entrypoint(str(kind), on_failure="hold", executor_factory=_patient)(partial(_handled, handler))
    for timed in duties.timed:
        engine.schedule(timed.name, timed.cron)(partial(_timed, timed))
    return engine


_patient = partial(
    DatabaseRetryEntrypointExecutor,
    max_attempts=1_000_000,  # nothing is given up: what the row says is what is to be done
    initial_delay=timedelta(seconds=FEWEST_S),
    max_delay=timedelta(seconds=MOST_S),
)


async def _handled(handler: Handler, job: Job) -> None:
    await handler(json.loads(job.payload or b"{}"))


async def _timed(timed: Timed, _schedule: Schedule) -> None:
    """A schedule that fails is told, and comes again at its next time."""
    try:
        await timed.run()
    except LeewardError as error:
        log.warning("schedule.failed", schedule=timed.name, said=error.message)
