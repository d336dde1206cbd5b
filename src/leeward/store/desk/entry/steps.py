"""Steps of signing in that are under way, each taken once; and how often somebody has tried."""

from dataclasses import dataclass
from datetime import datetime

from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Step:
    """digest: of what names it. kind: link, code, passkey, server. person: None: nobody is known yet."""

    digest: bytes
    kind: str
    person: int | None = None
    sealed: bytes | None = None


async def begin(connection: Connection, step: Step, times: tuple[datetime, datetime]) -> None:
    """times: now, and until when it can be taken."""
    told = (step.digest, step.person, step.kind, step.sealed)
    await connection.execute(query("credentials", "begin_step"), *told, *times)


async def take(connection: Connection, digest: bytes, kind: str, now: datetime) -> Step | None:
    """The step, which nobody can take again; None: there is none, it was taken, or it is too late."""
    row = await connection.fetchrow(query("credentials", "take_step"), digest, kind, now)
    return Step(digest, kind, row["person"], row["sealed"]) if row else None


async def of_person(connection: Connection, person: int, kind: str, now: datetime) -> Step | None:
    """Their newest one that nobody has taken."""
    row = await connection.fetchrow(query("credentials", "step_of"), person, kind, now)
    return Step(row["digest"], kind, person, row["sealed"]) if row else None


async def drop(connection: Connection, person: int, kind: str = "") -> None:
    """Forget theirs. kind: only these."""
    await connection.execute(query("credentials", "drop_steps"), person, kind)


async def sweep(connection: Connection, now: datetime, tried_before: datetime) -> None:
    """Forget what is too late, and attempts from before this time."""
    await connection.execute(query("credentials", "sweep_steps"), now)
    await connection.execute(query("credentials", "sweep_attempts"), tried_before)


async def count(connection: Connection, what: str, window: datetime) -> None:
    """One more attempt. what: what is limited, and a digest of whose. window: the minute it is in."""
    await connection.execute(query("credentials", "count_attempt"), what, window)


async def attempts(connection: Connection, what: str, since: datetime) -> int:
    """How many there were."""
    return int(await connection.fetchval(query("credentials", "attempts"), what, since))


async def forget(connection: Connection, what: str) -> None:
    """It went well: what was tried before counts no more."""
    await connection.execute(query("credentials", "forget_attempts"), what)
