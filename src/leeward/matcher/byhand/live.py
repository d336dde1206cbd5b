"""The changes since a bank was built, in memory: few, and scanned one by one."""

from collections.abc import Sequence

import numpy as np

from leeward.matcher.byhand.changes import Change, Verb
from leeward.matcher.entries import Hit, Record
from leeward.matcher.kinds import CLIPS, NEAR, WIDTHS
from leeward.matcher.near import flat
from leeward.matcher.sections import clip_digest


class LiveKind:
    """What was added and removed of one kind. Entries are numbered in the order they were added."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._added: dict[int, Record] = {}
        self._next = 0
        self._numbers: dict[bytes, list[int]] = {}
        self._matrix: _Matrix | None = None
        self.removed: set[bytes] = set()  # values, of clips their digests, that the built file must not find

    def __len__(self) -> int:
        return len(self._added)

    def apply(self, change: Change) -> None:
        """Take one change in; changes count in the order they are taken in."""
        value = bytes.fromhex(change.value)
        key = clip_digest(value) if self._kind in CLIPS else value
        if change.verb is Verb.ADD:
            self._added[self._next] = Record(value, change.entry, change.note)
            self._numbers.setdefault(key, []).append(self._next)
            self._next += 1
        else:
            self.removed.add(key)
            for number in self._numbers.pop(key, []):
                del self._added[number]
        self._matrix = None

    def search(self, queries: Sequence[bytes], radius: int, first: int) -> list[Hit]:
        """Every added value near each query. first: the entry number of the first one ever added."""
        if self._kind not in NEAR:
            return [
                self._hit((query, number, 0), self._added[number].value, first)
                for query, value in enumerate(queries)
                for number in self._numbers.get(value, ())
            ]
        if self._matrix is None:
            self._matrix = _Matrix(self._added)
        wanted = np.frombuffer(b"".join(queries), np.uint8).reshape(len(queries), -1)
        found = flat.scan(self._matrix.words, wanted, radius)
        owners = self._matrix.owners[found.rows].tolist()
        finds = zip(found.queries.tolist(), owners, found.distances.tolist(), strict=True)
        values = self._matrix.words[:, found.rows].T
        return [self._hit(find, value.tobytes(), first) for find, value in zip(finds, values, strict=True)]

    def _hit(self, find: tuple[int, int, int], value: bytes, first: int) -> Hit:
        query, number, distance = find
        record = self._added[number]
        return Hit(query, value, record.entry, record.note, distance, first + number)

    def frames(self, number: int) -> int:
        """How many values an added entry has."""
        return len(self._added[number].value) // WIDTHS[self._kind]


class _Matrix:
    """The added values as the scan reads them; owners: the entry of each."""

    def __init__(self, added: dict[int, Record]) -> None:
        width = WIDTHS["vpdq"]
        raw = np.frombuffer(b"".join(record.value for record in added.values()), np.uint8)
        self.words = flat.columns(raw.reshape(-1, width))
        counts = [len(record.value) // width for record in added.values()]
        self.owners = np.repeat(np.array(list(added), np.int64), counts)
