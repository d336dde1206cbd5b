"""Gives the ledger's new entries their places in the tree, and signs its head."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leeward.ledger import heads
from leeward.ledger.tree import Frontier, span
from leeward.model.errors import LedgerError
from leeward.store import ledger
from leeward.store.connection import Connection, Store

MOST = 20_000


@dataclass(frozen=True, slots=True)
class Sequencer:
    """One at a time over all workers. key: signs heads. clock: UTC. most: entries in one head."""

    store: Store
    key: Ed25519PrivateKey
    clock: Callable[[], datetime]
    most: int = MOST

    async def run(self) -> int:
        """Place what waits; gives how many. None where another worker is at it.
        Raises: DatabaseError. LedgerError: the tree is not what its last head says; nothing is added."""
        placed = 0
        while True:
            async with self.store.transaction() as connection:
                number = await self._place(connection) if await ledger.is_mine(connection) else 0
            placed += number
            if number < self.most:
                return placed

    async def _place(self, connection: Connection) -> int:
        waiting = await ledger.waiting(connection, self.most)
        if not waiting:
            return 0
        frontier = await self._frontier(connection)
        grown, nodes = frontier.append(leaf for _, leaf in waiting)
        head = heads.sign(grown.size, grown.root(), self.clock(), self.key)
        await ledger.place(
            connection,
            [(one, frontier.size + number) for number, (one, _) in enumerate(waiting)],
            nodes,
            (grown.size, heads.encode(head)),
        )
        return len(waiting)

    async def _frontier(self, connection: Connection) -> Frontier:
        last = await ledger.last_head(connection)
        if last is None:
            return Frontier()
        size, text = last
        try:
            peaks = [await ledger.node(connection, level, number) for level, number in span(0, size)]
        except KeyError as error:
            raise LedgerError(
                "the ledger lacks nodes of its own tree", "run: leeward ledger verify"
            ) from error
        frontier = Frontier(size, tuple(peaks))
        if frontier.root() != heads.decode(text).head.root:
            raise LedgerError(
                "the ledger's tree is not what its last head says", "run: leeward ledger verify"
            )
        return frontier
