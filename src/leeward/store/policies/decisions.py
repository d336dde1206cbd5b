"""Decisions, and the cases they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.cases import HOLDS, START, LetGo
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.store.connection import Connection, load
from leeward.store.queries import query
from leeward.store.queue import NewJob, enqueue

PRIORITY = 5  # of asking again: before what is to be looked at, after what is to be done
_A_JOB = 100  # posts


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
    """A case to open, or to add to. is_early: it holds until somebody looks, no more. hours: after which what
    it holds is let go if nobody decides; None: never."""

    item: int
    server: int
    queue: str
    actions: tuple[str, ...]
    is_exact: bool
    is_early: bool = False
    hours: int | None = None


@dataclass(frozen=True, slots=True)
class Earlier:
    """A decision as it was kept. frame, evaluation: parsed JSON."""

    policy: str
    frame: Json
    evaluation: Json
    actions: tuple[str, ...]


async def add_policy(connection: Connection, digest: str, text: str, at: datetime) -> None:
    """Keep a policy's text for ever: decisions name it."""
    await connection.execute(query("decisions", "add_policy"), digest, text, at)


async def add(
    connection: Connection, decisions: Sequence[NewDecision], maker: Maker, at: datetime
) -> dict[int, int]:
    """Write decisions; gives their ids by item."""
    if not decisions:
        return {}
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
    return {row["item"]: row["id"] for row in rows}


async def mark_decided(connection: Connection, items: Sequence[int], at: datetime) -> None:
    """All that was to be looked at for these posts was looked at, and decided."""
    if items:
        await connection.execute(query("decisions", "mark_decided"), [*items], at)


async def last(connection: Connection, items: Sequence[int]) -> dict[int, Earlier]:
    """The last decision of each post."""
    rows = await connection.fetch(query("decisions", "last"), [*items]) if items else []
    return {
        row["item"]: Earlier(
            row["policy"],
            load(row["frame"]),
            load(row["evaluation"]),
            tuple(row["actions"]),
        )
        for row in rows
    }


async def lapsed(connection: Connection, items: Sequence[int]) -> set[int]:
    """Those of these posts that were held until nobody decided in time."""
    rows = await connection.fetch(query("decisions", "lapsed"), [*items], str(LetGo.LAPSED)) if items else []
    return {row["item"] for row in rows}


async def ask_again(connection: Connection, items: Sequence[int], at: datetime) -> None:
    """Something new is known of these posts: have them decided anew, soon. The job exists with the
    transaction; should it get lost, the mark on the posts does not."""
    if items:
        await connection.execute(query("decisions", "ask_again"), [*items], at)
        await enqueue(connection, ask_jobs(items))


def ask_jobs(items: Sequence[int], key: str | None = None) -> list[NewJob]:
    """Jobs that decide these posts. key: tells apart what asked for it."""
    parts = [sorted(items)[start : start + _A_JOB] for start in range(0, len(items), _A_JOB)]
    return [
        NewJob(JobKind.DECIDE, {"items": [*part]}, key=key and f"{key}:{part[0]}", priority=PRIORITY)
        for part in parts
    ]


async def was_asked(connection: Connection, items: Sequence[int]) -> None:
    """All that was known of these posts is decided."""
    await connection.execute(query("decisions", "was_asked"), [*items])


async def unasked(connection: Connection, before: datetime, most: int) -> list[int]:
    """Posts of which something new is known since before that: their job is gone."""
    return [row["id"] for row in await connection.fetch(query("decisions", "unasked"), before, most)]


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
        case.is_early,
        None if case.hours is None else at + timedelta(hours=case.hours),
        sorted(HOLDS),
    )
    return row["id"], row["is_new"]


async def open_flags(connection: Connection, items: Sequence[int]) -> dict[int, int]:
    """Open complaints by post; posts without one are left out."""
    rows = await connection.fetch(query("decisions", "open_flags"), [*items]) if items else []
    return {row["item"]: row["number"] for row in rows}
