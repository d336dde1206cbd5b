"""Probes: what is to be looked at again after a receipt, and what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.model.items import Place
from leeward.model.proofs import Aspect, Probe, Seen
from leeward.store.connection import Connection
from leeward.store.queries import query


@dataclass(frozen=True, slots=True)
class Round:
    """One round of a case. times: how often it was confirmed."""

    case: int
    times: int
    number: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Target:
    """One thing to probe. media: whose copy it is, or None. is_ours: the server should have removed it."""

    probe: Probe
    media: int | None
    is_ours: bool


@dataclass(frozen=True, slots=True)
class ProbeRow:
    """One probe as it stands. seen: None before it is done."""

    id: int
    times: int
    round: int
    target: Target
    due_at: datetime
    seen: Seen | None
    detail: str | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Result:
    """What one probe saw. detail: a sentence without the address."""

    id: int
    seen: Seen
    detail: str


async def add(connection: Connection, turn: Round, targets: Sequence[Target]) -> None:
    """Write a round; what is there already stays."""
    await connection.execute(
        query("probes", "add"),
        turn.case,
        turn.times,
        turn.number,
        turn.due_at,
        [str(one.probe.what) for one in targets],
        [str(one.probe.place) for one in targets],
        [one.probe.url for one in targets],
        [one.media for one in targets],
        ["gone" if one.is_ours else "nothing" for one in targets],
    )


async def still_open(connection: Connection, case: int, times: int, number: int) -> list[ProbeRow]:
    """What this round has yet to see."""
    return [_row(row) for row in await connection.fetch(query("probes", "open"), case, times, number)]


async def save(connection: Connection, results: Sequence[Result], at: datetime) -> set[int]:
    """Write what was seen; gives those that nobody had written before."""
    rows = await connection.fetch(
        query("probes", "save"),
        [one.id for one in results],
        [str(one.seen) for one in results],
        [one.detail for one in results],
        at,
    )
    return {row["id"] for row in rows}


async def of_case(connection: Connection, case: int) -> list[ProbeRow]:
    """Every probe of a case, the first first."""
    return [_row(row) for row in await connection.fetch(query("probes", "of_case"), case)]


async def overdue(connection: Connection, before: datetime, most: int) -> list[tuple[int, int, int]]:
    """Rounds (case, times, round) that should have been probed before that: their job is gone."""
    rows = await connection.fetch(query("probes", "overdue"), before, most)
    return [(row["case"], row["times"], row["round"]) for row in rows]


def _row(row: Any) -> ProbeRow:
    probe = Probe(Aspect(row["what"]), Place(row["place"]), row["url"])
    return ProbeRow(
        id=row["id"],
        times=row["times"],
        round=row["round"],
        target=Target(probe, row["media"], row["expects"] == "gone"),
        due_at=row["due_at"],
        seen=Seen(row["state"]) if row["state"] else None,
        detail=row["detail"],
        done_at=row["done_at"],
    )
