"""Decisions, and the cases they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.cases import START
from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class NewDecision:
    """One decision. frame, evaluation: JSON texts. actions: in their order."""

    item: int
    round: int
    frame: str
    evaluation: str
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Maker:
    """What decides: the policy's digest and this program's version."""

    policy: str
    code: str


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case to open, or to add to."""

    item: int
    server: int
    queue: str
    actions: tuple[str, ...]
    is_exact: bool


async def add_policy(connection: Connection, digest: str, text: str, at: datetime) -> None:
    """Keep a policy's text for ever: decisions name it."""
    await connection.execute(query("decisions", "add_policy"), digest, text, at)


async def add(
    connection: Connection, decisions: Sequence[NewDecision], maker: Maker, at: datetime
) -> dict[int, int]:
    """Write decisions; gives their ids by item."""
    rows = await connection.fetch(
        query("decisions", "add_decisions"),
        [one.item for one in decisions],
        [one.round for one in decisions],
        [one.frame for one in decisions],
        [one.evaluation for one in decisions],
        [" ".join(one.actions) for one in decisions],
        at,
        maker.policy,
        maker.code,
    )
    await connection.execute(query("decisions", "mark_decided"), [one.item for one in decisions], at)
    return {row["item"]: row["id"] for row in rows}


async def open_case(connection: Connection, case: NewCase, at: datetime) -> tuple[int, bool]:
    """The case of a post, and whether it is new."""
    row = await connection.fetchrow(
        query("decisions", "open_case"),
        case.item,
        case.server,
        str(START),
        case.queue,
        list(case.actions),
        case.is_exact,
        at,
    )
    return row["id"], row["is_new"]


async def open_flags(connection: Connection, items: Sequence[int]) -> dict[int, int]:
    """Open complaints by post; posts without one are left out."""
    if not await connection.fetchval(query("decisions", "has_flags")):
        return {}
    rows = await connection.fetch(query("decisions", "open_flags"), [*items])
    return {row["item"]: row["number"] for row in rows}
