"""Orders: an outbox that all workers share."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from leeward.model.orders import Answer, Order, OrderState, Receipt, Subject
from leeward.store.casework.cases import CaseRow
from leeward.store.connection import Connection, dump, load
from leeward.store.queries import query

ENDED = frozenset({OrderState.DONE, OrderState.REFUSED, OrderState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class NewOrder:
    """One order to write. target: the native id of what it touches. person: None: the policy orders it.
    undoes: the order that this one takes back. answer: of one by hand, what to do."""

    key: str
    case: int
    server: int
    action: str
    target: str
    subject: Subject
    person: str | None
    times: int
    undoes: int | None
    state: OrderState
    answer: Receipt | None


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as it stands. attempts: how often it was sent. next_at: when to look at it again."""

    id: int
    key: str
    case: int
    server: int
    action: str
    target: str
    subject: Subject
    person: str | None
    times: int
    undoes: int | None
    state: OrderState
    attempts: int
    next_at: datetime | None
    answer: Receipt | None
    made_at: datetime
    ended_at: datetime | None

    @property
    def order(self) -> Order:
        """As a server program is given it."""
        return Order(self.key, self.action, self.subject, max(self.attempts, 1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an answer makes of an order. ended_at: set where that is the end of it."""

    state: OrderState
    receipt: Receipt
    next_at: datetime | None = None
    ended_at: datetime | None = None


async def add(connection: Connection, orders: Sequence[NewOrder], at: datetime) -> list[OrderRow]:
    """Those that are new."""
    if not orders:
        return []
    columns = [[_plain(getattr(one, name)) for one in orders] for name in NewOrder.__slots__]
    return [_row(row) for row in await connection.fetch(query("orders", "add"), *columns, at)]


async def one(connection: Connection, order: int) -> OrderRow | None:
    """None: there is none with this number."""
    row = await connection.fetchrow(query("orders", "one"), order)
    return _row(row) if row else None


async def of_case(connection: Connection, case: int) -> list[OrderRow]:
    """Every order of a case, the first first."""
    return [_row(row) for row in await connection.fetch(query("orders", "of_case"), case)]


async def due(connection: Connection, case: int, now: datetime) -> list[OrderRow]:
    """Those that want something done now."""
    return [_row(row) for row in await connection.fetch(query("orders", "due"), case, now)]


async def send(connection: Connection, order: OrderRow, again_at: datetime) -> bool:
    """Mark it as sent; commit before you send. False: somebody else did. again_at: when to look what became
    of it, if nothing is heard."""
    said = await connection.execute(
        query("orders", "send"), order.id, str(order.state), order.attempts, again_at
    )
    return said == "UPDATE 1"


async def answer(connection: Connection, order: OrderRow, outcome: Outcome) -> bool:
    """Write what became of it; False: it has moved meanwhile, and nothing is written."""
    said = await connection.execute(
        query("orders", "answer"),
        order.id,
        str(order.state),
        order.attempts,
        str(outcome.state),
        dump(outcome.receipt),
        outcome.next_at,
        outcome.ended_at,
    )
    return said == "UPDATE 1"


async def withdraw(
    connection: Connection, case: int, states: Collection[OrderState], at: datetime, but: Sequence[str] = ()
) -> list[OrderRow]:
    """Take back what is not done yet, in these states. but: actions that stay."""
    told = [str(state) for state in states]
    return [_row(row) for row in await connection.fetch(query("orders", "withdraw"), case, told, [*but], at)]


async def postpone(connection: Connection, orders: Sequence[int], to: datetime) -> None:
    """Of these, what waits goes on waiting until then."""
    await connection.execute(query("orders", "postpone"), [*orders], to)


async def hurry(connection: Connection, case: int, at: datetime) -> None:
    """What a person does by hand is looked at now, not at its time."""
    await connection.execute(query("orders", "hurry"), case, at)


async def touched(
    connection: Connection, case: CaseRow, actions: Collection[str], since: datetime
) -> dict[str, set[str]]:
    """By action, what the policy has touched on a case's server since then, for cases that match exactly like
    this one, or do not. Nobody else counts meanwhile."""
    await connection.execute(query("orders", "lock_fuse"), case.server)
    found: dict[str, set[str]] = {}
    told = await connection.fetch(query("orders", "touched"), case.server, [*actions], since, case.is_exact)
    for row in told:
        found.setdefault(row["action"], set()).add(row["target"])
    return found


async def stopped(connection: Connection, server: int) -> dict[str, int]:
    """By action, how many the fuse has stopped."""
    rows = await connection.fetch(query("orders", "stopped"), server)
    return {row["action"]: row["number"] for row in rows}


async def let_go(connection: Connection, server: int, action: str, person: str, most: int) -> list[OrderRow]:
    """The oldest of those stopped, now waiting, as this person's."""
    rows = await connection.fetch(query("orders", "let_go"), server, action, person, most)
    return [_row(row) for row in rows]


async def is_held_elsewhere(connection: Connection, order: OrderRow) -> bool:
    """Whether another case has the same of the same subject, so that it must stay."""
    return bool(await connection.fetchval(query("orders", "held_elsewhere"), *_same(order)))


async def is_ours(connection: Connection, order: OrderRow) -> bool:
    """Whether what it wants is so by our own doing, for another case."""
    return bool(await connection.fetchval(query("orders", "ours"), *_same(order)))


async def take(connection: Connection, order: OrderRow) -> bool:
    """Whether this connection is now alone with the order's subject, until `let` or its own end."""
    return bool(await connection.fetchval(query("orders", "take"), order.server, order.target))


async def let(connection: Connection, order: OrderRow) -> None:
    """Others may."""
    await connection.fetchval(query("orders", "let"), order.server, order.target)


def _same(order: OrderRow) -> tuple[object, ...]:
    return order.server, order.action, order.target, order.case


def _plain(value: object) -> object:
    if isinstance(value, Subject | Receipt):
        return dump(value)
    return str(value) if isinstance(value, OrderState) else value


def _row(row: Any) -> OrderRow:
    fields = {name: row[name] for name in OrderRow.__slots__}
    fields["state"] = OrderState(row["state"])
    fields["subject"] = msgspec.json.decode(row["subject"], type=Subject)
    fields["answer"] = _receipt(load(row["answer"]))
    return OrderRow(**fields)


def _receipt(told: Any) -> Receipt | None:
    return Receipt(**{**told, "answer": Answer(told["answer"])}) if told else None
