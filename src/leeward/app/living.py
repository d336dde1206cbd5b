"""`leeward up`, `leeward web`, `leeward worker`: the same code in as many processes as there are machines."""

import asyncio
import contextlib
import gc
import platform
import secrets
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from enum import StrEnum

import structlog
import uvloop

from leeward.app.crew import Crew, crew
from leeward.app.doors import web_parts
from leeward.app.duties import duties
from leeward.app.library_words import tame
from leeward.app.relaying import listening
from leeward.app.station import Station, now, station, watch_database
from leeward.app.wires import Wires
from leeward.canary.beating import Heart
from leeward.config import Config
from leeward.pipeline.ingest.intake import Intake
from leeward.web.serving import serve
from leeward.worker.queueing import work

_LOOK_S = 1.0

log = structlog.get_logger()


class Role(StrEnum):
    """What a process does."""

    WEB = "web"
    WORKER = "worker"


def run(config: Config, roles: frozenset[Role]) -> None:
    """Run until a signal asks to end. Raises: LeewardError: something that is configured cannot be used."""
    speak()
    uvloop.run(_run(config, roles))


def speak() -> None:
    """Events to standard error, one line each, with fields; never a post's words or a media's address."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer()
            if not sys.stderr.isatty()
            else structlog.dev.ConsoleRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    tame()


async def _run(config: Config, roles: frozenset[Role]) -> None:
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    async with AsyncExitStack() as held:
        opened = await held.enter_async_context(station(config))
        tasks = await _started(opened, roles, held, stop)
        gc.collect()
        gc.freeze()  # what lasts is not looked through again and again, while everything else waits
        engine = opened.engine.engine
        facts = {"roles": sorted(map(str, roles)), "database": str(engine.kind), "version": engine.version}
        if Role.WEB in roles:
            facts["desk"] = f"{config.web.address}/desk"
        log.info("leeward.up", **facts)
        await _until(stop, tasks)
        log.info("leeward.down")


async def _started(
    opened: Station, roles: frozenset[Role], held: AsyncExitStack, stop: asyncio.Event
) -> list["asyncio.Task[None]"]:
    await asyncio.to_thread(opened.reader.open)
    intake = await held.enter_async_context(opened.intake())
    wires = Wires(opened)
    tasks = [
        asyncio.create_task(watch_database(opened.engine, stop)),
        asyncio.create_task(_watch_intake(intake, stop)),
        asyncio.create_task(opened.reader.watch(stop)),
        asyncio.create_task(opened.follower().keep(stop)),
    ]
    aboard, relay = None, await listening(opened, wires, intake)
    if Role.WORKER in roles:
        aboard = await held.enter_async_context(crew(opened, intake, wires, relay))
        tasks += [
            asyncio.create_task(work(opened.store, duties(aboard), stop)),
            asyncio.create_task(aboard.hearing.stream(stop)),
            asyncio.create_task(_watch_lookers(aboard, stop)),
            asyncio.create_task(aboard.banks.watch(stop)),
        ]
    heart = Heart(
        opened.store,
        secrets.token_hex(8),
        platform.node(),
        tuple(sorted(roles)),
        opened.config.data_dir,
        now(),
        now,
    )
    tasks.append(asyncio.create_task(heart.keep(stop)))
    if Role.WEB in roles:
        parts = await web_parts(opened, wires, intake, relay, aboard.lookers if aboard else None)
        if parts.room:
            held.push_async_callback(parts.room.close)
        tasks.append(asyncio.create_task(serve(parts, stop)))
    return tasks


async def _watch_intake(intake: Intake, stop: asyncio.Event) -> None:
    """Ends, as it ended, when nothing can be taken in any more: else all were refused for ever."""
    watching, stopped = asyncio.create_task(intake.watch()), asyncio.create_task(stop.wait())
    await asyncio.wait({watching, stopped}, return_when=asyncio.FIRST_COMPLETED)
    if watching.done():
        await watching
    for one in (watching, stopped):
        one.cancel()


async def _watch_lookers(aboard: Crew, stop: asyncio.Event) -> None:
    """Raises: SandboxError: nothing can be looked at here any more: better to end than to look alive."""
    while not stop.is_set():
        if aboard.lookers.broken:
            raise aboard.lookers.broken
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _LOOK_S)


async def _until(stop: asyncio.Event, tasks: Sequence["asyncio.Task[None]"]) -> None:
    """Until it is asked to end, or one part fails: half a Leeward would look like a whole one."""
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({*tasks, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stop.set()
    for result in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
