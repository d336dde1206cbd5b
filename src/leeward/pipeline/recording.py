"""Writes the ledger's entries, in the transaction of what they tell of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.ledger.entries import SALT_BYTES, Entry, encode, leaf_hash
from leeward.model.findings import Json
from leeward.store import ledger
from leeward.store.connection import Connection

EXPOSURE = "view."  # begins the kinds of entries about what one person was shown: nobody is found by them


@dataclass(frozen=True, slots=True)
class Note:
    """One thing that happened. body: plain JSON, without a post's words or media bytes."""

    kind: str
    body: Json
    item: int | None = None
    case: int | None = None


@dataclass(frozen=True, slots=True)
class Recorder:
    """Makes entries of notes. clock: UTC. entropy: that many random bytes."""

    clock: Callable[[], datetime]
    entropy: Callable[[int], bytes]

    async def record(self, connection: Connection, notes: Sequence[Note]) -> None:
        """Add entries to the caller's transaction. Raises: LedgerError: a body cannot be carried."""
        at = self.clock()
        await ledger.add(connection, [self._row(note, at) for note in notes])

    def _row(self, note: Note, at: datetime) -> ledger.Row:
        data = encode(Entry(note.kind, at, self.entropy(SALT_BYTES), note.body))
        person = None if note.kind.startswith(EXPOSURE) else _person(note.body)
        return ledger.Row(note.kind, leaf_hash(data), data, note.item, note.case, person)


def _person(body: Json) -> str | None:
    """Who did it, as the entry says: a name, or a number of theirs."""
    told = body.get("person", body.get("author")) if isinstance(body, dict) else None
    return None if told is None or isinstance(told, bool) else str(told)
