"""Who has which record of complaints, and where the records come from."""

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from leeward.app.station import Station, now
from leeward.model.errors import ServerError
from leeward.model.events import Flagged
from leeward.model.findings import Json
from leeward.pipeline.decide.weighing import differences
from leeward.pipeline.history import Past, events_of, pasts
from leeward.pipeline.recording import Note
from leeward.plugins import loader
from leeward.policy.community.parameters import DEFAULTS
from leeward.store import servers
from leeward.store.policies import flags
from leeward.store.servers import ServerRow

_WAY = "community bootstrap"  # whose cursor it is


@dataclass(frozen=True, slots=True)
class Record:
    """One source's record in one group. upheld, judged: complaints. weight: what its word weighs, 0 to 1."""

    source: str
    group: str
    upheld: int
    judged: int
    weight: float
    is_named: bool


@dataclass(frozen=True, slots=True)
class Recalled:
    """What a server's past came to. reports: settled ones that cite posts. added: complaints that are new.
    said: why it could not be read to its end; "": it was."""

    server: str
    reports: int
    added: int
    said: str = ""


async def sources(station: Station) -> list[Record]:
    """Everybody who has a record, the weightiest first. Raises: DatabaseError."""
    async with station.store.session() as connection:
        await station.weighing.fold.read_on(connection)
    at = now()
    found = [
        Record(source, str(group), one.upheld, one.judged, round(one.weight(at, DEFAULTS), 4), one.is_named)
        for (group, source), one in station.weighing.fold.state.records().items()
    ]
    return sorted(found, key=lambda one: (-one.weight, -one.judged, one.source, one.group))


async def check(station: Station) -> list[str]:
    """Go through the whole log again; gives what complaints held and would not hold."""
    async with station.store.session() as connection:
        return await differences(connection)


async def bootstrap(station: Station, tell: Callable[[str], None]) -> list[Recalled]:
    """Begin everybody's record with what each server's moderators settled before. Nothing is held by it.

    Interrupted, it goes on where it was; done again, it adds what is new. Raises: DatabaseError.
    """
    async with station.store.session() as connection:
        rows = [one for one in await servers.every(connection) if one.is_watched]
    return [await _recall(station, one, tell) for one in rows]


async def _recall(station: Station, row: ServerRow, tell: Callable[[str], None]) -> Recalled:
    try:
        await _read(station, row, tell)
    except ServerError as error:
        return Recalled(row.domain, 0, 0, error.message)
    async with station.store.transaction() as connection:
        kept = await flags.remembered(connection, row.id)
        told = [msgspec.convert(one, Past) for one in kept.values()]
        await flags.lock(connection)
        new = events_of(told, row.id, await flags.past_items(connection, row.id))
        await flags.append(connection, new)
        body: dict[str, Json] = {"server": row.id, "reports": len(told), "events": len(new)}
        await station.recorder.record(connection, [Note("flags.recalled", body)] if new else [])
        await servers.move_cursor(connection, row.id, _WAY, {}, now())
    return Recalled(row.domain, len(told), sum(one.kind == "complaint" for one in new))


async def _read(station: Station, row: ServerRow, tell: Callable[[str], None]) -> None:
    """Page by page, until all is there, or was there before."""
    program, link = loader.server(row.program), station.links.link(row)
    child_safety = station.config.community.child_safety
    door = station.door()
    while True:
        async with station.store.session() as connection:
            cursor = await servers.cursor(connection, row.id, _WAY)
        polled = await program.recall(link, cursor)
        events = [door.admit(one) if isinstance(one, Flagged) else one for one in polled.events]
        found = pasts(events, row.domain, child_safety)
        async with station.store.transaction() as connection:
            before = await flags.remembered(connection, row.id)
            told = {one.native_id: msgspec.to_builtins(one) for one in found}
            await flags.remember(connection, row.id, told)
            await servers.move_cursor(connection, row.id, _WAY, polled.cursor, now())
        tell(f"{row.domain}: {len(before | told)} settled reports that cite posts")
        if polled.is_complete:
            return
