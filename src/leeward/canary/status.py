"""Gathers the one screen from the database and from what its caller knows of this machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from itertools import groupby

import msgspec

from leeward import __version__
from leeward.canary import rules
from leeward.canary.lamps import KEPT, Lamp, Light, light
from leeward.canary.screen import (
    Counted,
    Database,
    Ledger,
    ListState,
    Looks,
    Open,
    Process,
    Queue,
    Screen,
    Server,
    Way,
)
from leeward.config import Canary, Config
from leeward.ledger import entries, heads
from leeward.model.cases import GRAPH
from leeward.model.errors import DatabaseError, LedgerError
from leeward.model.findings import Json
from leeward.store import queue, servers
from leeward.store.cluster.engine import Engine
from leeward.store.connection import Connection
from leeward.store.servers import ServerRow
from leeward.store.watch import alarms, canaries, figures, workers
from leeward.store.watch.canaries import CanaryRow
from leeward.store.watch.workers import Worker

ALIVE_S = 60.0  # since a process was last heard of; it beats every ten seconds
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Here:
    """What the database does not know. lists: the configured ones, as they are on this machine."""

    config: Config
    engine: Engine
    lists: Sequence[ListState]


async def gather(connection: Connection, here: Here, now: datetime) -> Screen:
    """The screen as it is now. Raises: DatabaseError: it does not answer, or nothing is set up in it."""
    schema = await figures.schema(connection)
    if schema is None:
        raise DatabaseError("nothing is set up in the database yet", "connect a server: leeward connect URL")
    screen = Screen(
        at=now,
        leeward=__version__,
        database=Database(here.engine.kind, here.engine.version, here.engine.where, schema),
        processes=tuple(_process(one, now) for one in await workers.every(connection)),
        servers=await _servers(connection, here.config.canary, now),
        queue=await _queue(connection, now),
        looks=await _looks(connection, now),
        answers=await figures.answers(connection, now - _DAY),
        lists=tuple(here.lists),
        cases=await figures.cases(connection),
        impatient=await figures.impatient(connection, _patience_ends(now)),
        orders=await figures.orders(connection),
        ledger=await _ledger(connection),
        counted=await _counted(connection, now),
        alarms=tuple(Open(one.name, one.said, one.since) for one in await alarms.opened(connection)),
        untold=await alarms.troubles(connection),
        problems={},
    )
    limits = rules.Limits(here.config.alarm, here.config.live.list_days)
    return replace(screen, problems=rules.problems(screen, limits))


async def lights(connection: Connection, settings: Canary, now: datetime) -> tuple[Light, ...]:
    """The lamp of every way in of every protected server that is watched."""
    rows = [one for one in await servers.every(connection) if one.is_watched]
    by_way = _by_way(await canaries.latest(connection, KEPT))
    return tuple(_light(row, way, by_way, (settings, now)) for row in rows for way in row.ways_in)


def to_json(screen: Screen) -> Json:
    """For machines: the same fields, times as ISO 8601, and whether all is well."""
    told: dict[str, Json] = msgspec.to_builtins(screen)
    return {"is_well": screen.is_well, **told}


def _process(worker: Worker, now: datetime) -> Process:
    return Process(
        host=worker.host,
        roles=worker.roles,
        version=worker.version,
        started_at=worker.started_at,
        seen_at=worker.seen_at,
        is_alive=(now - worker.seen_at).total_seconds() <= ALIVE_S,
        disk_free=worker.disk_free,
        disk_size=worker.disk_size,
    )


async def _servers(connection: Connection, settings: Canary, now: datetime) -> tuple[Server, ...]:
    rows = [one for one in await servers.every(connection) if one.is_watched]
    by_way = _by_way(await canaries.latest(connection, KEPT))
    lights = {row.id: [_light(row, way, by_way, (settings, now)) for way in row.ways_in] for row in rows}
    polled, left = await figures.polled(connection), await canaries.still_there(connection)
    return tuple(
        Server(
            id=row.id,
            address=row.address,
            domain=row.domain,
            software=row.card.software,
            version=row.card.version,
            ways_in=tuple(Way(one, polled.get((row.id, one.way_in))) for one in lights[row.id]),
            missing=row.card.missing,
            left=left.get(row.id, 0),
        )
        for row in rows
    )


def _by_way(sent: Sequence[CanaryRow]) -> dict[tuple[int, str], list[CanaryRow]]:
    return {key: [*of_it] for key, of_it in groupby(sent, lambda one: (one.server, one.way_in))}


def _light(
    row: ServerRow,
    way_in: str,
    sent: Mapping[tuple[int, str], Sequence[CanaryRow]],
    when: tuple[Canary, datetime],
) -> Light:
    settings, now = when
    if not settings.is_on:
        return Light(row.id, way_in, Lamp.OFF, "canaries are switched off")
    if row.token is None:
        return Light(row.id, way_in, Lamp.OFF, "without a token no canary can be posted there")
    if not row.has_canaries:
        return Light(row.id, way_in, Lamp.OFF, "it was connected without canaries")
    of_it = sent.get((row.id, way_in))
    if not of_it:
        return Light(row.id, way_in, Lamp.YELLOW, "no canary was sent yet")
    return light(of_it, now, stale_s=2 * 60 * settings.every_minutes + settings.within_seconds)


async def _queue(connection: Connection, now: datetime) -> Queue:
    waits = await figures.waiting(connection, now)
    jobs = await queue.sizes(connection)
    return Queue(jobs, waits.media, waits.oldest, await figures.undecided(connection))


async def _looks(connection: Connection, now: datetime) -> Looks:
    midnight = datetime.combine(now.date(), time(), UTC)
    today = await figures.looks(connection, midnight)
    last_hour = await figures.looks(connection, now - _HOUR)
    return Looks(today.by_look, last_hour.by_look)


def _patience_ends(now: datetime) -> dict[str, datetime]:
    """By state: cases that have not moved since then wait for too long."""
    patience = {state: one.patience_s for state, one in GRAPH.items()}
    return {str(state): now - timedelta(seconds=s) for state, s in patience.items() if s is not None}


async def _ledger(connection: Connection) -> Ledger:
    """What cannot be read is for `leeward ledger verify` to tell."""
    found = await figures.ledger(connection)
    try:
        since = entries.decode(found.oldest).at if found.oldest else None
        head_at = heads.decode(found.head).head.at if found.head else None
    except LedgerError:
        since = head_at = None
    return Ledger(found.size, found.waiting, since, head_at)


async def _counted(connection: Connection, now: datetime) -> tuple[Counted, ...]:
    found = await figures.counts(connection, now.date())
    return tuple(Counted(server, what, number) for (server, what), number in found.items())
