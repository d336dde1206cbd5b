"""Verdicts of the desk: what people said, before and after it takes effect."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class NewVerdict:
    """One to keep. cases: the first was looked at. due_at: from then on it takes effect."""

    cases: Sequence[int]
    person: int
    kind: str
    actions: Sequence[str]
    why: str
    without_looking: bool
    said_at: datetime
    due_at: datetime


@dataclass(frozen=True, slots=True)
class VerdictRow:
    """One as it stands. name: its person's. outcome: by case, what came of it."""

    id: int
    cases: tuple[int, ...]
    person: int
    name: str
    kind: str
    actions: tuple[str, ...]
    why: str
    without_looking: bool
    said_at: datetime
    due_at: datetime
    begun_at: datetime | None
    applied_at: datetime | None
    undone_at: datetime | None
    outcome: Mapping[int, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Pass:
    """Why somebody is not dealt some cases: skip, unable, handed, first."""

    person: int
    kind: str
    at: datetime


async def say(connection: Connection, new: NewVerdict) -> int:
    """The id of a new one."""
    told = [[*new.cases], new.person, new.kind, [*new.actions], new.why, new.without_looking]
    found: int = await connection.fetchval(query("verdicts", "say"), *told, new.said_at, new.due_at)
    return found


async def lock_cases(connection: Connection, cases: Sequence[int]) -> None:
    """Nobody else says anything of these before the transaction ends."""
    await connection.execute(query("verdicts", "lock_cases"), [*cases])


async def pending_cases(connection: Connection, cases: Sequence[int]) -> set[int]:
    """Those of these of which somebody has said something that has not taken effect yet."""
    return {row["id"] for row in await connection.fetch(query("verdicts", "pending_cases"), [*cases])}


async def undo(connection: Connection, verdict: int, person: int, at: datetime) -> bool:
    """Whether it was taken back; False: it is too late, or it is not this person's."""
    return await connection.execute(query("verdicts", "undo"), verdict, person, at) == "UPDATE 1"


async def begin(connection: Connection, verdict: int, at: datetime) -> bool:
    """Whether it is to take effect now; from then on nobody takes it back."""
    return await connection.execute(query("verdicts", "begin"), verdict, at) == "UPDATE 1"


async def one(connection: Connection, verdict: int) -> VerdictRow | None:
    """None: there is none with this number."""
    row = await connection.fetchrow(query("verdicts", "one"), verdict)
    return _row(row) if row else None


async def locked(connection: Connection, verdict: int) -> VerdictRow | None:
    """As `one`, and nobody else applies it before the transaction ends."""
    row = await connection.fetchrow(query("verdicts", "locked"), verdict)
    return _row(row) if row else None


async def came_of(connection: Connection, verdict: int, case: int, outcome: Mapping[str, Any]) -> None:
    """Write what became of one case."""
    await connection.execute(query("verdicts", "came_of"), verdict, str(case), dump(outcome))


async def end(connection: Connection, verdict: int, at: datetime) -> None:
    """All of its cases have an outcome."""
    await connection.execute(query("verdicts", "end"), verdict, at)


async def due(connection: Connection, at: datetime, most: int) -> list[int]:
    """Those that should have taken effect by then."""
    return [row["id"] for row in await connection.fetch(query("verdicts", "due"), at, most)]


async def pending_of(connection: Connection, person: int, now: datetime) -> list[VerdictRow]:
    """What a person can still take back, the newest first."""
    return [_row(row) for row in await connection.fetch(query("verdicts", "pending_of"), person, now)]


async def conflicts(connection: Connection, person: int) -> list[VerdictRow]:
    """What did not take effect as this person wished, unread."""
    return [_row(row) for row in await connection.fetch(query("verdicts", "conflicts"), person)]


async def tell(connection: Connection, verdict: int, person: int, at: datetime) -> None:
    """They have read it."""
    await connection.execute(query("verdicts", "tell"), verdict, person, at)


async def skip(connection: Connection, cases: Sequence[int], why: Pass) -> None:
    """These are not dealt to this person again, for that reason."""
    await connection.execute(query("verdicts", "pass"), [*cases], why.person, why.kind, why.at)


async def skip_known(connection: Connection, case: int, names: Sequence[str], at: datetime) -> None:
    """An appeal is not dealt to whoever is known by one of these names."""
    await connection.execute(query("verdicts", "pass_known"), case, [*names], "first", at)


async def has_passed(connection: Connection, case: int, person: int, kind: str) -> bool:
    """Whether a case is not dealt to a person for that reason."""
    return bool(await connection.fetchval(query("verdicts", "passed"), case, person, kind))


async def let_claim(connection: Connection, cases: Sequence[int], person: int) -> None:
    """They are not at it any more."""
    await connection.execute(query("verdicts", "let_claim"), [*cases], person)


async def pass_on(connection: Connection, case: int) -> str | None:
    """Whom a case needs that somebody could not judge: lead, or partner where no lead is left; None: it does
    not wait any more."""
    found: str | None = await connection.fetchval(query("verdicts", "needs"), case)
    return found


async def stuck(connection: Connection) -> list[tuple[int, int]]:
    """Cases that nobody here could judge, with their server."""
    return [(row["case"], row["server"]) for row in await connection.fetch(query("verdicts", "stuck"))]


def _row(row: Any) -> VerdictRow:
    fields = {name: row[name] for name in VerdictRow.__slots__}
    fields["cases"], fields["actions"] = tuple(row["cases"]), tuple(row["actions"])
    fields["outcome"] = {int(case): told for case, told in load(row["outcome"]).items()}
    return VerdictRow(**fields)
