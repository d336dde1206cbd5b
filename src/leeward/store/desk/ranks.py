"""Ranking: what is new of cases in the queue, what they are ranked by, where they stand, their copies."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query

_LOCK = 0x1EE7_4A4E << 32  # ours among the advisory locks of a database


@dataclass(frozen=True, slots=True)
class RankFacts:
    """What a case is ranked by. bits: of its nearest perceptual match. score: what its complaints weigh.

    is_hard: somebody could not judge it. is_ranked: it was ranked before.
    """

    case: int
    queue: str
    state: str
    server: int
    since: datetime
    needs: str
    item: int
    is_exact: bool
    followers: int | None
    has_words: bool
    score: float | None
    bits: int | None
    is_text: bool
    is_held: bool
    is_hard: bool
    bundle: int
    is_ranked: bool


@dataclass(frozen=True, slots=True)
class Ranked:
    """Where a case stands."""

    case: int
    band: str
    lane: str
    rank: float
    overdue_at: datetime
    severity: float
    is_held: bool
    is_text: bool
    parts: dict[str, float | str | bool]
    is_hard: bool


@dataclass(frozen=True, slots=True)
class MediaRow:
    """One media of a case. signals: as looking told."""

    case: int
    media: int
    look: str | None
    sha256: bytes | None
    signals: list[dict[str, Any]]
    entries: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PrintRow:
    """What one media has in common with near copies."""

    case: int
    media: int
    pdq: bytes | None
    entries: tuple[bytes, ...]
    sha256: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """How many cases are in it, and whether somebody is at one of them."""

    number: int
    is_claimed: bool


async def alone(connection: Connection) -> bool:
    """Whether nobody else ranks until the transaction ends."""
    return bool(await connection.fetchval(query("ranks", "alone"), _LOCK))


async def together(connection: Connection) -> None:
    """As `alone`, but waits for it."""
    await connection.execute(query("ranks", "together"), _LOCK)


async def by_keys(connection: Connection) -> None:
    """Until the transaction ends, nothing goes through whole tables."""
    await connection.execute(query("ranks", "by_keys"))


async def is_news(connection: Connection) -> bool:
    """Whether anything is to be ranked."""
    return bool(await connection.fetchval(query("ranks", "is_news")))


async def news(connection: Connection, most: int) -> list[int]:
    """Cases to rank, locked. What others hold just now stays news."""
    found = [row["case"] for row in await connection.fetch(query("ranks", "news"), most)]
    locked = [row["case"] for row in await connection.fetch(query("ranks", "locked"), found)]
    if missed := sorted({*found} - {*locked}):
        await connection.execute(query("ranks", "later"), missed)
    return locked


async def later(connection: Connection, cases: Sequence[int]) -> None:
    """These stay news."""
    await connection.execute(query("ranks", "later"), [*cases])


async def facts(
    connection: Connection, cases: Sequence[int], holds: Sequence[str], ours: str
) -> list[RankFacts]:
    """What they are ranked by. holds: actions that hide. ours: the bank that does not count."""
    rows = await connection.fetch(query("ranks", "facts"), [*cases], [*holds], ours)
    return [_facts(row) for row in rows]


async def place(connection: Connection, ranked: Sequence[Ranked], at: datetime) -> None:
    """Write where they stand."""
    columns = [[getattr(one, name) for one in ranked] for name in Ranked.__slots__]
    columns[Ranked.__slots__.index("parts")] = [dump(one.parts) for one in ranked]
    await connection.execute(query("ranks", "place"), *columns, at)


async def put(connection: Connection, case: int, bundle: int | None) -> int:
    """Into this bundle; None: into a new one. Gives its number."""
    found: int = await connection.fetchval(query("ranks", "put"), case, bundle)
    return found


async def media(connection: Connection, cases: Sequence[int], ours: str) -> list[MediaRow]:
    """Their media, in the order of the posts."""
    rows = await connection.fetch(query("ranks", "media"), [*cases], ours)
    return [
        MediaRow(
            row["case"],
            row["media"],
            row["look"],
            row["sha256"],
            load(row["signals"]) or [],
            (*row["entries"],),
        )
        for row in rows
    ]


async def keep_prints(
    connection: Connection, cases: Sequence[int], prints: Sequence[tuple[PrintRow, Sequence[int]]]
) -> None:
    """Write the prints of these cases, in the place of what was there. Each with its blocks."""
    await connection.execute(query("ranks", "forget_prints"), [*cases])
    rows = [one for one, _ in prints]
    await connection.execute(
        query("ranks", "print"),
        [one.case for one in rows],
        [one.media for one in rows],
        [one.pdq for one in rows],
        [" ".join(entry.hex() for entry in one.entries) or None for one in rows],
        [one.sha256 for one in rows],
        [" ".join(map(str, blocks)) for _, blocks in prints],
    )


async def near(
    connection: Connection, blocks: Mapping[int, Sequence[int]], most: int
) -> dict[int, dict[int, int]]:
    """By case, bundles by case of others in its queue, state and band that have a block in common with it."""
    asked = [" ".join(map(str, one)) for one in blocks.values()]
    found: dict[int, dict[int, int]] = {}
    for row in await connection.fetch(query("ranks", "near"), [*blocks], asked, most):
        found.setdefault(row["asked"], {})[row["case"]] = row["bundle"]
    return found


async def prints(connection: Connection, cases: Sequence[int]) -> dict[int, list[PrintRow]]:
    """Prints by case."""
    found: dict[int, list[PrintRow]] = {}
    for row in await connection.fetch(query("ranks", "prints"), [*cases]):
        fields = {name: row[name] for name in PrintRow.__slots__} | {"entries": (*row["entries"],)}
        found.setdefault(row["case"], []).append(PrintRow(**fields))
    return found


async def sizes(connection: Connection, bundles: Sequence[int], now: datetime) -> dict[int, Bundle]:
    """Bundles by number."""
    rows = await connection.fetch(query("ranks", "sizes"), [*bundles], now)
    return {row["bundle"]: Bundle(row["number"], bool(row["is_claimed"])) for row in rows}


async def merge(connection: Connection, bundles: Sequence[int], into: int) -> bool:
    """Make one of them; False: somebody holds a row of theirs just now, and nothing is changed."""
    return await connection.execute(query("ranks", "merge"), [*bundles], into) != "UPDATE 0"


async def timed(connection: Connection, since: datetime) -> dict[str, list[float]]:
    """Minutes that people took for a case, by band."""
    found: dict[str, list[float]] = {}
    for row in await connection.fetch(query("ranks", "timed"), since):
        found.setdefault(row["band"], []).append(float(row["minutes"]))
    return found


async def forget_deals(connection: Connection, before: datetime) -> None:
    """Who was dealt what before that is nobody's business any more."""
    await connection.execute(query("ranks", "forget_deals"), before)


def _facts(row: Any) -> RankFacts:
    fields = {name: row[name] for name in RankFacts.__slots__}
    score = load(fields["score"]) if fields["score"] else None
    fields["score"] = float(score) if isinstance(score, int | float) else None
    return RankFacts(**fields)
