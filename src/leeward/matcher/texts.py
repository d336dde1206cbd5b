"""Optional texts, one a row, in two arrays: no Python object a row."""

from array import array
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.container import Writer, shaped

_BLOCK = 1 << 18  # rows moved at a time


class Texts:
    """Collects texts. None and "" are the same: no text."""

    def __init__(self) -> None:
        self._rows = 0
        self._ends = array("Q")
        self._blob = bytearray()

    def __len__(self) -> int:
        return self._rows

    def add(self, text: str | None) -> None:
        """Append one row."""
        self._rows += 1
        if text:
            self._fill(self._rows - 1)
            self._blob += text.encode("utf-8", "replace")
            self._ends.append(len(self._blob))

    def add_many(self, texts: Sequence[str | None] | None, rows: int) -> None:
        """Append many rows; None: rows without a text."""
        if texts is None:
            self._rows += rows
            return
        for text in texts:
            self.add(text)

    def _fill(self, rows: int) -> None:
        if len(self._ends) < rows:
            self._ends.extend(array("Q", [len(self._blob)]) * (rows - len(self._ends)))

    def write(self, writer: Writer, name: str, rows: NDArray[Any] | None) -> bool:
        """Write the rows in the given order (None: as they are). Returns: whether there was any text."""
        if not self._blob:
            return False
        self._fill(self._rows)
        starts = np.concatenate([np.zeros(1, np.uint64), np.frombuffer(self._ends, np.uint64)]).astype(
            np.int64
        )
        blob = np.frombuffer(self._blob, np.uint8)
        order = np.arange(self._rows) if rows is None else rows.astype(np.int64)
        lengths = np.diff(starts)[order]
        offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths)])
        writer.write(f"{name}/offsets", offsets)
        slot = writer.reserve(f"{name}/bytes", "|u1", blob.shape)
        for first in range(0, self._rows, _BLOCK):
            slot.append(blob[_places(starts[order[first : first + _BLOCK]], lengths[first : first + _BLOCK])])
        return True


def _places(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Every index of every text, one after the other."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()))


class StoredTexts:
    """Reads what `Texts` wrote. Raises: DamagedBank: it is not of its shape."""

    def __init__(self, read: Callable[[str], NDArray[Any]], name: str, rows: int) -> None:
        self._offsets = shaped(read(f"{name}/offsets"), "<i8", rows + 1)
        self._blob = shaped(read(f"{name}/bytes"), "|u1", None)

    def get(self, row: int) -> str | None:
        """The row's text, None if it has none."""
        raw = self._blob[int(self._offsets[row]) : int(self._offsets[row + 1])].tobytes()
        return raw.decode("utf-8", "replace") or None
