"""Sections for values that are compared by distance: a plain scan while small, sorted bands when large."""

import importlib
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.container import REBUILD, Slot, Writer, shaped
from leeward.matcher.near import flat, plan, shuffle
from leeward.matcher.near.flat import Nearby
from leeward.model.errors import DamagedBank

FLAT_ROWS = 50_000  # below this a scan costs half a millisecond, and the compiled code half a second once
WIDTH = 32  # bytes of a value
_BATCH = 512  # queries handed over at a time
_COMPILED = "leeward.matcher.near.compiled"
_LOOPS, _SORTING = "leeward.matcher.near.loops", "leeward.matcher.near.sorting"
_ROOM = 1024  # hits expected of a batch, at first

Progress = Callable[[float], None]
Read = Callable[[str], NDArray[Any]]


class Near(Protocol):
    """A section that finds values by distance."""

    def __len__(self) -> int:
        """How many values there are."""
        ...

    def search(self, queries: NDArray[np.uint8], radius: int) -> Nearby:
        """Every value within `radius` bits of each (n, 32) query, each once."""
        ...

    def values(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """The (n, 32) bytes of some rows."""
        ...


class FlatSection:
    """Scans every value."""

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self._words = shaped(words, "<u8", 4, None)

    def __len__(self) -> int:
        return int(self._words.shape[1])

    def search(self, queries: NDArray[np.uint8], radius: int) -> Nearby:
        """See Near."""
        return flat.scan(self._words, queries, radius)

    def values(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """See Near."""
        return np.ascontiguousarray(self._words[:, rows].T).view(np.uint8).reshape(-1, WIDTH)


class BandSection:
    """Looks into the few buckets that a near value can be in. Raises: DamagedBank: at a search, where the
    section's numbers lead outside it."""

    def __init__(self, read: Read, kind: str, bands: Sequence[plan.Band]) -> None:
        names = ("values", "offsets", "signatures", "numbers")
        self._arrays = [read(f"{kind}/{name}") for name in names]
        self._kind, self._bands = kind, tuple(bands)
        self._ready: dict[int, _Ready] = {}
        self._check()

    def __len__(self) -> int:
        return len(self._arrays[0])

    def _check(self) -> None:
        values, *others = self._arrays
        shaped(values, "<u8", None, 4)
        for array, dtype in zip(others, ("<u4", "<u2", "|u1"), strict=True):
            shaped(array, dtype, None)
        rows, bands = len(self), self._bands
        offsets = sum(2**band.coarse + 1 for band in bands)
        signatures = rows * len(bands) + plan.PADDING
        numbers = rows * (len(bands) - 1) * plan.number_width(rows)
        lengths = [len(array) for array in others]
        if lengths != [offsets, signatures, numbers] or not plan.misses_nothing(bands):
            raise DamagedBank(f"section {self._kind} contradicts itself", REBUILD)

    def search(self, queries: NDArray[np.uint8], radius: int) -> Nearby:
        """See Near."""
        ready = self._ready.get(radius)
        if ready is None:
            ready = self._ready[radius] = _Ready(self._arrays, self._bands, radius)
        found = [
            ready.search(queries[first : first + _BATCH], first)
            for first in range(0, max(1, len(queries)), _BATCH)
        ]
        hits = found[0] if len(found) == 1 else np.concatenate(found)
        return Nearby(hits[:, 0], hits[:, 1], hits[:, 2])

    def values(self, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
        """See Near."""
        return shuffle.restore(self._arrays[0][rows])


class _Ready:
    """The compiled search, made ready for one radius when it is first asked for."""

    def __init__(self, arrays: Sequence[NDArray[Any]], bands: Sequence[plan.Band], radius: int) -> None:
        self._permute = importlib.import_module(_COMPILED).permute
        self._loops: Any = importlib.import_module(_LOOPS)
        self._store = self._loops.Store(*arrays)
        self._probes = self._loops.Probes(*_probes(bands, radius, len(arrays[0])))
        self._spans = np.empty((len(self._probes.flips), 2), np.uint32)
        self._candidates = np.empty(self._loops.CHUNK, np.int64)
        self._radius = radius

    def search(self, raw: NDArray[np.uint8], first: int) -> NDArray[np.int64]:
        """Rows of query (counted from `first`), row and distance."""
        queries = np.empty((len(raw), 4), np.uint64)
        self._permute(_frozen(raw), shuffle.table(), queries)
        queries.flags.writeable = False
        room, count = 0, _ROOM
        while count > room:
            room = count
            work = self._loops.Work(self._spans, self._candidates, np.empty((room, 3), np.int64))
            count = self._loops.search(self._store, self._probes, queries, work, self._radius)
        if count < 0:
            raise DamagedBank("a section points outside itself", REBUILD)
        hits: NDArray[np.int64] = work.hits[:count]
        hits[:, 0] += first
        return hits


def _probes(
    bands: Sequence[plan.Band], radius: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.uint32]]:
    """The compiled search's view of a plan: a row a band, and every probe."""
    bands = plan.for_radius(bands, radius, rows)
    table, flips, offset = [], list[int](), 0
    for band, following in zip(bands, [*bands[1:], bands[0]], strict=True):
        own = plan.flips(band)
        low = (1 << (band.width - band.coarse)) - 1
        chain = band.share + following.share - 1
        ends = len(flips), len(flips) + len(own)
        table.append([band.start, band.coarse, low, band.share - 1, chain, offset, *ends])
        flips += own
        offset += 2**band.coarse + 1
    return _frozen(np.array(table, np.int64)), _frozen(np.array(flips, np.uint32))


def open_section(read: Read, kind: str, bands: Sequence[plan.Band]) -> Near:
    """The section that `write` wrote and gave these bands. Raises: DamagedBank: it is not of its shape."""
    return BandSection(read, kind, bands) if bands else FlatSection(read(f"{kind}/words"))


def write(
    writer: Writer, kind: str, raw: NDArray[np.uint8], progress: Progress
) -> tuple[tuple[plan.Band, ...], NDArray[np.uint32] | None]:
    """Write (n, 32) values. Returns: the bands, none if few; and the order the rows are kept in (None: as
    given)."""
    if len(raw) < FLAT_ROWS:
        writer.write(f"{kind}/words", flat.columns(raw))
        return (), None
    bands = plan.choose(len(raw))
    return bands, _write_bands(writer, kind, raw, (bands, progress))


def _write_bands(
    writer: Writer, kind: str, raw: NDArray[np.uint8], how: tuple[tuple[plan.Band, ...], Progress]
) -> NDArray[np.uint32]:
    bands, progress = how
    sorting = importlib.import_module(_SORTING)
    values = np.empty((len(raw), 4), np.uint64)
    importlib.import_module(_COMPILED).permute(_frozen(raw), shuffle.table(), values)
    rows = _order(sorting, _frozen(values), bands[0])
    values = _frozen(values[rows])
    writer.write(f"{kind}/values", values)
    width = plan.number_width(len(raw))
    offsets = writer.reserve(f"{kind}/offsets", "<u4", (sum(2**band.coarse + 1 for band in bands),))
    signatures = writer.reserve(f"{kind}/signatures", "<u2", (len(raw) * len(bands) + plan.PADDING,))
    numbers = writer.reserve(f"{kind}/numbers", "|u1", (len(raw) * (len(bands) - 1) * width,))
    for index, band in enumerate(bands):
        progress(index / len(bands))
        _write_band(sorting, values, (band, width if index else 0), (offsets, signatures, numbers))
    signatures.append(np.zeros(plan.PADDING, np.uint16))
    return rows


def _write_band(
    sorting: Any, values: NDArray[np.uint64], what: tuple[plan.Band, int], slots: tuple[Slot, Slot, Slot]
) -> None:
    band, width = what
    starts = np.zeros(2**band.coarse + 1, np.uint32)
    sorting.count(values, band.start, band.coarse, starts)
    slots[0].append(starts)
    shelf = sorting.Shelf(
        starts, np.empty(len(values), np.uint16), np.empty((len(values) if width else 0, width), np.uint8)
    )
    sorting.place(values, band.start, band.coarse, shelf)
    slots[1].append(shelf.signatures)
    slots[2].append(shelf.numbers)


def _order(sorting: Any, values: NDArray[np.uint64], band: plan.Band) -> NDArray[np.uint32]:
    starts = np.zeros(2**band.coarse + 1, np.uint32)
    sorting.count(values, band.start, band.coarse, starts)
    rows = np.empty(len(values), np.uint32)
    sorting.order(values, band.start, band.coarse, (starts, rows))
    return rows


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
