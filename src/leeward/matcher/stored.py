"""One kind's entries in a built file."""

from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from leeward.matcher import exact
from leeward.matcher.container import REBUILD, Reader, Writer, shaped
from leeward.matcher.entries import Hit
from leeward.matcher.kinds import CLIPS, NEAR, WIDTHS
from leeward.matcher.near import bands
from leeward.matcher.near.flat import Nearby
from leeward.matcher.near.plan import Band
from leeward.matcher.sections import CLIP_DIGEST, Sections
from leeward.matcher.texts import StoredTexts
from leeward.model.errors import DamagedBank


@dataclass(frozen=True, slots=True)
class Layout:
    """How one kind is kept. width: bytes of a value. entry, note: whether any entry has one."""

    layout: Literal["sorted", "flat", "bands"]
    width: Annotated[int, Field(ge=1, lt=1 << 20)]
    entry: bool
    note: bool
    bands: tuple[Band, ...] = ()

    def suits(self, kind: str) -> bool:
        """Whether a kind can be kept so."""
        layout = ("bands" if self.bands else "flat") if kind in NEAR else "sorted"
        return self.layout == layout and self.width == WIDTHS.get(kind, self.width)


def write(writer: Writer, kind: str, sections: Sections, progress: Callable[[float], None]) -> Layout:
    """Write one kind. Returns: its layout, for the header."""
    rows: NDArray[Any] | None
    bands_used: tuple[Band, ...] = ()
    if kind in NEAR:
        bands_used, rows = bands.write(writer, kind, sections.values, progress)
    else:
        rows = exact.write(writer, kind, sections.values)
    if kind in CLIPS:
        _write_clips(writer, kind, sections, rows)
        rows = None  # texts belong to clips, whose order is the list's
    has_entry = sections.entries.write(writer, f"{kind}/entry", rows)
    has_note = sections.notes.write(writer, f"{kind}/note", rows)
    progress(1.0)
    layout: Literal["bands", "flat", "sorted"] = "bands" if bands_used else "flat"
    return Layout(layout if kind in NEAR else "sorted", sections.width, has_entry, has_note, bands_used)


def _write_clips(writer: Writer, kind: str, sections: Sections, rows: NDArray[Any] | None) -> None:
    frames = np.array(sections.frames, np.uint32)
    owners = np.repeat(np.arange(len(frames), dtype=np.uint32), frames)
    writer.write(f"{kind}/owners", owners if rows is None else owners[rows])
    writer.write(f"{kind}/frames", frames)
    writer.write(f"{kind}/digests", np.frombuffer(sections.digests, np.uint8).reshape(-1, CLIP_DIGEST))


class StoredKind:
    """Finds entries of one kind. Raises: DamagedBank: a section is missing or contradicts another."""

    def __init__(self, reader: Reader, kind: str, layout: Layout) -> None:
        if not layout.suits(kind):
            raise DamagedBank(f"{kind} cannot be kept as the header says", REBUILD)
        read = reader.array
        self.width = layout.width
        self._section: bands.Near = (
            bands.open_section(read, kind, layout.bands)
            if kind in NEAR
            else exact.ExactSection(shaped(read(f"{kind}/values"), "|u1", None, layout.width))
        )
        self._clips = _Clips(reader, kind, len(self._section)) if kind in CLIPS else None
        self._entries = StoredTexts(read, f"{kind}/entry", len(self)) if layout.entry else None
        self._notes = StoredTexts(read, f"{kind}/note", len(self)) if layout.note else None

    def __len__(self) -> int:
        """Entries."""
        return len(self._section if self._clips is None else self._clips)

    def search(self, queries: Sequence[bytes], radius: int, removed: Set[bytes]) -> list[Hit]:
        """Every value near each query, by query and distance. removed: values, of clips their digests,
        that are not to be found."""
        wanted = np.frombuffer(b"".join(queries), np.uint8).reshape(len(queries), self.width)
        found = self._section.search(wanted, radius)
        if not len(found.rows):
            return []
        return [hit for hit in self._hits(found) if not removed or self._key(hit) not in removed]

    def _hits(self, found: Nearby) -> list[Hit]:
        if len(found.rows) > 1:
            order = np.lexsort((found.rows, found.distances, found.queries))
            found = Nearby(found.queries[order], found.rows[order], found.distances[order])
        rows = found.rows
        numbers = rows if self._clips is None else self._clips.of(rows)
        values = self._section.values(rows)
        entry, note = _getter(self._entries), _getter(self._notes)
        columns = (found.queries.tolist(), found.distances.tolist(), numbers.tolist())
        return [
            Hit(query, value.tobytes(), entry(number), note(number), distance, number)
            for query, distance, number, value in zip(*columns, values, strict=True)
        ]

    def _key(self, hit: Hit) -> bytes:
        return hit.value if self._clips is None else self._clips.digest(hit.entry_number)

    def frames(self, entry_number: int) -> int:
        """How many values an entry has."""
        return 1 if self._clips is None else self._clips.frames(entry_number)


def _getter(texts: StoredTexts | None) -> Callable[[int], str | None]:
    return (lambda row: None) if texts is None else texts.get


class _Clips:
    """Which clip each frame is of."""

    def __init__(self, reader: Reader, kind: str, rows: int) -> None:
        self._owners = shaped(reader.array(f"{kind}/owners"), "<u4", rows)
        self._frames = shaped(reader.array(f"{kind}/frames"), "<u4", None)
        self._digests = shaped(reader.array(f"{kind}/digests"), "|u1", len(self), CLIP_DIGEST)

    def __len__(self) -> int:
        return len(self._frames)

    def of(self, rows: NDArray[np.int64]) -> NDArray[np.uint32]:
        """The clip of each row. Raises: DamagedBank: there is no such clip."""
        owners: NDArray[np.uint32] = self._owners[rows]
        if int(owners.max()) >= len(self):
            raise DamagedBank("a section points outside itself", REBUILD)
        return owners

    def digest(self, clip: int) -> bytes:
        return bytes(self._digests[clip].tobytes())

    def frames(self, clip: int) -> int:
        return int(self._frames[clip])
