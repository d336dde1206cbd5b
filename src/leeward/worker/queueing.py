"""Runs the queue's engine: handlers by kind of job, schedules, and a new start when the database was gone."""

import asyncio
import contextlib
import json
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

import structlog
from pgqueuer import Job, PgQueuer
from pgqueuer.errors import FailingListenerError, RetryRequested
from pgqueuer.executors import EntrypointExecutor
from pgqueuer.models import Context, Schedule

from leeward.model.errors import Busy, DatabaseError, LeewardError
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.store.connection import GONE, Store

Handler = Callable[[Mapping[str, Json]], Awaitable[None]]

LOOK_EVERY = timedelta(seconds=2)  # for jobs that nobody was told of
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
    """What this process does for the queue. grace_s: for jobs under way when it ends.

    heartbeat_s: a job whose worker said nothing for so long is another's.
    """

    handlers: Mapping[JobKind, Handler]
    timed: Sequence[Timed] = ()
    grace_s: float = 5.0
    heartbeat_s: float = 20.0


async def work(store: Store, duties: Duties, stop: asyncio.Event) -> None:
    """Work until `stop`; what is under way then has a few seconds, and goes back into the queue.

    A database that goes away is waited for; jobs under way are done again then.
    Raises: RuntimeError: the engine's tables are not what it expects.
    """
    while not stop.is_set():
        engine = _engine(store, duties, stop)
        runs = asyncio.ensure_future(
            engine.run(
                dequeue_timeout=LOOK_EVERY,
                batch_size=AT_ONCE // 2,
                max_concurrent_tasks=AT_ONCE,
                # its first probe of the listener may come before the listener: no reason to begin again, as
                # jobs are looked for every few seconds anyway
                shutdown_on_listener_failure=False,
                heartbeat_timeout=timedelta(seconds=duties.heartbeat_s),
            )
        )
        stopped = asyncio.ensure_future(stop.wait())
        try:
            await asyncio.wait({runs, stopped}, return_when=asyncio.FIRST_COMPLETED)
            engine.shutdown.set()
            await runs
        except (*GONE, DatabaseError, FailingListenerError) as error:
            log.warning("queue.interrupted", cause=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), _REST_S)
        finally:
            stopped.cancel()
            runs.cancel()


def _engine(store: Store, duties: Duties, stop: asyncio.Event) -> PgQueuer:
    engine = PgQueuer.from_asyncpg_pool(store.pool)
    end = partial(_end, stop, duties.grace_s)
    for kind, handler in duties.handlers.items():
        handled = partial(_handled, handler, end)
        engine.entrypoint(str(kind), on_failure="hold", executor_factory=_Patient)(handled)
    for timed in duties.timed:
        engine.schedule(timed.name, timed.cron)(partial(_timed, timed))
    return engine


class _Patient(EntrypointExecutor):
    """Nothing is given up: what the row says is what is to be done."""

    async def execute(self, job: Job, context: Context) -> None:
        """Raises: RetryRequested: it failed, and comes again."""
        # not as a cause: the engine keeps tracebacks, and other programs' errors may repeat addresses
        (outcome,) = await asyncio.gather(super().execute(job, context), return_exceptions=True)
        if isinstance(outcome, Exception):
            raise _again(job, outcome)
        if isinstance(outcome, BaseException):
            raise outcome


def _again(job: Job, error: Exception) -> RetryRequested:
    wait_s = min(FEWEST_S * 2.0 ** min(job.attempts, 20), MOST_S)
    said = error.message if isinstance(error, LeewardError) else f"{type(error).__name__} in {_where(error)}"
    log.warning("job.failed", kind=job.entrypoint, attempt=job.attempts + 1, said=said)
    return RetryRequested(timedelta(seconds=wait_s), said)


def _where(error: Exception) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "nowhere"


async def _handled(handler: Handler, end: Callable[[], Coroutine[None, None, None]], job: Job) -> None:
    doing = asyncio.ensure_future(handler(json.loads(job.payload or b"{}")))
    ending = asyncio.ensure_future(end())
    try:
        await asyncio.wait({doing, ending}, return_when=asyncio.FIRST_COMPLETED)
        if not doing.done():
            raise Busy("this worker ends", "another goes on")
        await doing
    finally:
        doing.cancel()
        ending.cancel()
        await asyncio.gather(doing, ending, return_exceptions=True)


async def _end(stop: asyncio.Event, grace_s: float) -> None:
    await stop.wait()
    await asyncio.sleep(grace_s)


async def _timed(timed: Timed, _schedule: Schedule) -> None:
    """A schedule that fails is told, and comes again at its next time."""
    try:
        await timed.run()
    except LeewardError as error:
        log.warning("schedule.failed", schedule=timed.name, said=error.message)
    except Exception as error:
        log.warning("schedule.failed", schedule=timed.name, said=f"{type(error).__name__} in {_where(error)}")
        raise
