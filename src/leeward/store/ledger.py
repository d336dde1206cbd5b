"""The ledger's tables."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

from leeward.store.connection import Connection
from leeward.store.queries import query

_LOCK = 0x1EED6E4  # one worker at a time places entries
_BEFORE_ALL = -(1 << 63)  # also before what somebody has made up


@dataclass(frozen=True, slots=True)
class Row:
    """One entry that waits for its place. data: canonical bytes, hashed in `leaf`. person: to find it by."""

    kind: str
    leaf: bytes
    data: bytes
    item: int | None = None
    case: int | None = None
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Placed:
    """One entry. number: None: it waits for its place. data: None: it was erased."""

    number: int | None
    kind: str
    data: bytes | None


async def add(connection: Connection, rows: Sequence[Row]) -> None:
    """Write entries in the caller's transaction."""
    if rows:
        columns = zip(*(_columns(one) for one in rows), strict=True)
        await connection.execute(query("ledger", "add"), *map(list, columns))


async def is_mine(connection: Connection) -> bool:
    """Whether this transaction may place entries; False: another worker is at it."""
    return bool(await connection.fetchval(query("ledger", "lock"), _LOCK))


async def waiting(connection: Connection, most: int) -> list[tuple[int, bytes]]:
    """Entries without a place: (id, leaf), in the order in which they were written."""
    return [(row["id"], row["leaf"]) for row in await connection.fetch(query("ledger", "waiting"), most)]


async def place(
    connection: Connection,
    numbers: Sequence[tuple[int, int]],
    nodes: Sequence[tuple[int, int, bytes]],
    head: tuple[int, bytes],
) -> None:
    """Give entries their places. numbers: (id, place). nodes: (level, number, hash). head: (size, signed)."""
    await connection.execute(
        query("ledger", "place"), [one for one, _ in numbers], [number for _, number in numbers]
    )
    if nodes:
        await connection.execute(query("ledger", "add_nodes"), *map(list, zip(*nodes, strict=True)))
    await connection.execute(query("ledger", "add_head"), *head)


async def last_head(connection: Connection) -> tuple[int, bytes] | None:
    """The newest signed head: (size, canonical bytes)."""
    row = await connection.fetchrow(query("ledger", "last_head"))
    return (row["size"], row["head"]) if row else None


async def node(connection: Connection, level: int, number: int) -> bytes:
    """The hash of a whole subtree; of level 0, of an entry. Raises: KeyError: there is none."""
    if level:
        found = await connection.fetchval(query("ledger", "node"), level, number)
    else:
        found = await connection.fetchval(query("ledger", "leaf"), number)
    if found is None:
        raise KeyError((level, number))
    return bytes(found)


async def state(connection: Connection) -> tuple[int, int]:
    """(entries in the tree, entries that wait for a place)."""
    row = await connection.fetchrow(query("ledger", "state"))
    return row["size"], row["waiting"]


async def snapshot(connection: Connection) -> None:
    """From here on, this transaction sees the ledger as it is now. Call it before anything else in it."""
    await connection.execute(query("ledger", "snapshot"))


async def every_entry(
    connection: Connection, most: int
) -> AsyncIterator[list[tuple[int, bytes, bytes | None]]]:
    """All entries that have a place: (number, leaf, data), so many at a time."""
    last = _BEFORE_ALL
    while rows := await connection.fetch(query("ledger", "entries"), last, most):
        yield [(row["number"], row["leaf"], row["data"]) for row in rows]
        last = rows[-1]["number"]


async def every_node(connection: Connection, most: int) -> AsyncIterator[list[tuple[int, int, bytes]]]:
    """All nodes above the entries: (level, number, hash), in the order in which they became complete."""
    last = (_BEFORE_ALL, 0)
    while rows := await connection.fetch(query("ledger", "nodes"), *last, most):
        yield [(row["level"], row["number"], row["hash"]) for row in rows]
        last = (rows[-1]["done"], rows[-1]["level"])


async def every_head(connection: Connection, most: int) -> AsyncIterator[list[bytes]]:
    """All signed heads, the smallest first."""
    last = _BEFORE_ALL
    while rows := await connection.fetch(query("ledger", "heads"), last, most):
        yield [row["head"] for row in rows]
        last = rows[-1]["size"]


async def entry(connection: Connection, number: int) -> Placed | None:
    """None: there is none with this number."""
    row = await connection.fetchrow(query("ledger", "entry"), number)
    return Placed(row["number"], row["kind"], row["data"]) if row else None


async def of_case(connection: Connection, case: int) -> list[Placed]:
    """Every entry of a case and of its post, in the order in which they were written."""
    rows = await connection.fetch(query("ledger", "of_case"), case)
    return [Placed(row["number"], row["kind"], row["data"]) for row in rows]


def _columns(row: Row) -> tuple[object, ...]:
    return row.kind, row.leaf, row.data, row.item, row.case, row.person
