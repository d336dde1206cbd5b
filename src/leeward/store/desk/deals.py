"""Dealing: the best of what waits, for one person; claims, and what people passed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection, load
from leeward.store.queries import query

_BUNDLES = 0x1EE7_B0D1 << 32  # ours among the advisory locks of a database


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is dealt, and when. known: their name without what spelling can change. servers: None: all.

    again: who moderates alone may speak again of what they said before that; None: somebody else does.
    """

    now: datetime
    person: int
    known: str
    name: str
    servers: frozenset[int] | None
    child_safety: bool
    is_lead: bool
    again: datetime | None = None

    @property
    def told(self) -> tuple[object, ...]:
        """As queries are told: the first eight of their arguments."""
        servers = None if self.servers is None else sorted(self.servers)
        flags = (self.child_safety, self.is_lead, self.again)
        return (self.now, self.person, self.known, self.name, servers, *flags)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One case that may be dealt."""

    case: int
    lane: str
    rank: float
    since: datetime
    overdue_at: datetime


@dataclass(frozen=True, slots=True)
class Claimed:
    """A case that is this person's now, and what is decided with it, the case itself first."""

    cases: tuple[int, ...]
    band: str
    overdue_at: datetime | None


@dataclass(frozen=True, slots=True)
class Standing:
    """One row of the queue. rank: None: not ranked yet."""

    case: int
    server: int
    queue: str
    state: str
    band: str
    lane: str
    rank: float | None
    since: datetime
    parts: dict[str, Any]
    needs: str
    claimed_by: int | None
    claimed_until: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """A claim of one's own."""

    case: int
    band: str
    since: datetime
    until: datetime
    bundle: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What waits in one band. overdue: of these. oldest: since when."""

    number: int
    overdue: int
    oldest: datetime


async def best(
    connection: Connection, asker: Asker, groups: Sequence[tuple[str, str]], most: int
) -> list[Candidate]:
    """The first few of each band and lane, by index and of what is overdue."""
    bands, lanes = [band for band, _ in groups], [lane for _, lane in groups]
    return _candidates(await connection.fetch(query("deals", "best"), *asker.told, bands, lanes, most))


async def light(connection: Connection, asker: Asker, severity: float, most: int) -> list[Candidate]:
    """Cases of words only, of at most this severity."""
    return _candidates(await connection.fetch(query("deals", "light"), *asker.told, severity, most))


async def claim(connection: Connection, asker: Asker, case: int, until: datetime) -> Claimed | None:
    """Take a case with what is decided with it; None: it is not to be had by them, or not any more."""
    bundle = await connection.fetchval(query("deals", "bundle_of"), case)
    if bundle is None or not await connection.fetchval(query("deals", "alone"), _BUNDLES | bundle):
        return None
    rows = await connection.fetch(query("deals", "claim"), *asker.told, case, until)
    if not rows:
        return None
    head = next(row for row in rows if row["case"] == case)
    others = sorted(row["case"] for row in rows if row["case"] != case)
    return Claimed((case, *others), head["band"], head["overdue_at"])


async def dealt(connection: Connection, asker: Asker, got: Claimed, way: str) -> None:
    """Keep that it was dealt. way: urgent, overdue, index, light, opened."""
    told = (got.cases[0], asker.person, way, got.band, asker.now)
    await connection.execute(query("deals", "dealt"), *told)


async def ways(connection: Connection, person: int, most: int) -> list[str]:
    """How they were dealt their last cases, the last first."""
    return [row["way"] for row in await connection.fetch(query("deals", "ways"), person, most)]


async def renew(connection: Connection, case: int, person: int, now: datetime, until: datetime) -> bool:
    """Their claim lasts longer, to the minute; False: it is not theirs."""
    return bool(await connection.fetchval(query("deals", "renew"), case, person, now, until))


async def holder(connection: Connection, case: int, now: datetime) -> str | None:
    """Who holds a case."""
    found: str | None = await connection.fetchval(query("deals", "holder"), case, now)
    return found


async def mine(connection: Connection, person: int, now: datetime) -> list[Held]:
    """What they hold, the newest first."""
    rows = await connection.fetch(query("deals", "mine"), person, now)
    return [Held(row["case"], row["band"], row["since"], row["claimed_until"], row["bundle"]) for row in rows]


async def pass_on(connection: Connection, case: int, person: int, kind: str, at: datetime) -> None:
    """They are not dealt it again, nor what they hold of its bundle. Before `free`."""
    await connection.execute(query("deals", "pass"), case, person, kind, at)


async def free(connection: Connection, case: int, person: int) -> None:
    """Their claim on it, and on what is decided with it, is over."""
    await connection.execute(query("deals", "free"), case, person)


async def raise_needs(connection: Connection, cases: Sequence[int]) -> None:
    """Somebody could not judge these: a lead has to; nor could a lead: a partner."""
    await connection.execute(query("deals", "raise_needs"), [*cases])


async def bundle(connection: Connection, asker: Asker, case: int) -> tuple[int, ...]:
    """What is decided with a case, the case itself first."""
    rows = await connection.fetch(query("deals", "bundle"), *asker.told, case)
    return tuple(row["case"] for row in rows)


async def standing(connection: Connection, case: int) -> Standing | None:
    """Its row; None: it does not wait."""
    row = await connection.fetchrow(query("deals", "standing"), case)
    if row is None:
        return None
    fields = {name: row[name] for name in Standing.__slots__} | {"parts": load(row["parts"])}
    return Standing(**fields)


async def waiting(connection: Connection, now: datetime) -> dict[str, Counted]:
    """How much waits, by band."""
    rows = await connection.fetch(query("deals", "waiting"), now)
    return {row["band"]: Counted(row["number"], row["overdue"], row["oldest"]) for row in rows}


async def held(connection: Connection) -> tuple[int, datetime | None]:
    """How many authors wait, and since when the first."""
    row = await connection.fetchrow(query("deals", "held"))
    return row["number"], row["oldest"]


async def stuck(connection: Connection) -> tuple[int, int]:
    """How many wait for a lead, and for a partner."""
    row = await connection.fetchrow(query("deals", "stuck"))
    return row["lead"], row["partner"]


def _candidates(rows: Sequence[Any]) -> list[Candidate]:
    return [Candidate(**dict(row)) for row in rows]
