"""Errands: what people asked for that takes longer than a page, how far it is, and what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from leeward.model.findings import Json
from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query


class ErrandState(StrEnum):
    """Where an errand is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Errand:
    """One errand. done, total: how far it is; total 0: nobody knows yet. said: why it failed.

    result: None: there is none yet, or it was not asked for.
    """

    id: int
    person: int
    kind: str
    asked: Mapping[str, Any]
    state: ErrandState
    done: int
    total: int
    result: Mapping[str, Any] | None
    said: str
    asked_at: datetime
    began_at: datetime | None
    ended_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in {ErrandState.WAITING, ErrandState.RUNNING}


async def add(connection: Connection, person: int, kind: str, asked: Mapping[str, Json], at: datetime) -> int:
    """A new one; gives its number."""
    return int(await connection.fetchval(query("errands", "add"), person, kind, dump(asked), at))


async def one(connection: Connection, number: int) -> Errand | None:
    """None: there is none with this number."""
    row = await connection.fetchrow(query("errands", "one"), number)
    return _errand(row) if row else None


async def latest(connection: Connection, person: int, kind: str, most: int) -> list[Errand]:
    """A person's errands of a kind, the newest first, without what came of them."""
    return [_errand(row) for row in await connection.fetch(query("errands", "latest"), person, kind, most)]


async def begin(connection: Connection, number: int, at: datetime) -> bool:
    """Whether it is still wanted; begun before and not ended, it begins again."""
    return await connection.fetchval(query("errands", "begin"), number, at) is not None


async def tell(connection: Connection, number: int, done: int, total: int) -> bool:
    """Write how far it is; False: nobody wants it any more."""
    return await connection.fetchval(query("errands", "tell"), number, done, total) is not None


async def finish(connection: Connection, number: int, result: Mapping[str, Json], at: datetime) -> None:
    """It is done."""
    values = (str(ErrandState.DONE), dump(result), "", at)
    await connection.execute(query("errands", "finish"), number, *values)


async def fail(connection: Connection, number: int, said: str, at: datetime) -> None:
    """It cannot be done. said: why, for people."""
    await connection.execute(query("errands", "finish"), number, str(ErrandState.FAILED), None, said, at)


async def stop(connection: Connection, person: int, kind: str, numbers: Sequence[int], at: datetime) -> None:
    """The person does not want these any more."""
    await connection.execute(query("errands", "stop"), person, kind, [*numbers], at)


async def forget(connection: Connection, before: datetime) -> None:
    """Forget what was asked for before that."""
    await connection.execute(query("errands", "forget"), before)


def _errand(row: Any) -> Errand:
    told = {name: row[name] for name in Errand.__slots__}
    told |= {"asked": load(row["asked"]), "result": load(row["result"]), "state": ErrandState(row["state"])}
    return Errand(**told)
