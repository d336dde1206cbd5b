"""One kind's entries in a built file."""

from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

import numpy as np
from numpy.typing import NDArray

from leeward.matcher import exact
from leeward.matcher.container import Reader, Writer
from leeward.matcher.entries import Hit
from leeward.matcher.near import bands
from leeward.matcher.near.flat import Nearby
from leeward.matcher.sections import CLIP_DIGEST, CLIPS, NEAR, Sections
from leeward.matcher.texts import StoredTexts


def write(writer: Writer, kind: str, sections: Sections, progress: Callable[[float], None]) -> dict[str, Any]:
    """Write one kind. Returns: its layout, for the header."""
    rows: NDArray[Any] | None
    if kind in NEAR:
        layout, rows = bands.write(writer, kind, sections.values, progress)
    else:
        layout, rows = exact.write(writer, kind, sections.values)
    if kind in CLIPS:
        _write_clips(writer, kind, sections, rows)
        rows = None  # texts belong to clips, whose order is the list's
    layout["width"] = sections.width
    layout["entry"] = sections.entries.write(writer, f"{kind}/entry", rows)
    layout["note"] = sections.notes.write(writer, f"{kind}/note", rows)
    progress(1.0)
    return layout


def _write_clips(writer: Writer, kind: str, sections: Sections, rows: NDArray[Any] | None) -> None:
    frames = np.array(sections.frames, np.uint32)
    owners = np.repeat(np.arange(len(frames), dtype=np.uint32), frames)
    writer.write(f"{kind}/owners", owners if rows is None else owners[rows])
    writer.write(f"{kind}/frames", frames)
    writer.write(f"{kind}/digests", np.frombuffer(sections.digests, np.uint8).reshape(-1, CLIP_DIGEST))


class StoredKind:
    """Finds entries of one kind. Raises: DamagedBank: a section is missing or contradicts another."""

    def __init__(self, reader: Reader, kind: str, layout: Mapping[str, Any]) -> None:
        read = reader.array
        self.width: int = layout["width"]
        self._is_near = kind in NEAR
        self._section: bands.Near = (
            bands.open_section(read, kind, layout)
            if kind in NEAR
            else exact.ExactSection(read(f"{kind}/values"))
        )
        self._clips = _Clips(reader, kind) if kind in CLIPS else None
        self._entries = StoredTexts(read, f"{kind}/entry", layout["entry"])
        self._notes = StoredTexts(read, f"{kind}/note", layout["note"])

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
        numbers = rows if self._clips is None else self._clips.owners[rows]
        values = self._section.values(rows)
        columns = (found.queries.tolist(), found.distances.tolist(), numbers.tolist())
        return [
            Hit(query, value.tobytes(), self._entries.get(number), self._notes.get(number), distance, number)
            for query, distance, number, value in zip(*columns, values, strict=True)
        ]

    def _key(self, hit: Hit) -> bytes:
        return hit.value if self._clips is None else self._clips.digest(hit.entry_number)

    def frames(self, entry_number: int) -> int:
        """How many values an entry has."""
        return 1 if self._clips is None else self._clips.frames(entry_number)


class _Clips:
    """Which clip each frame is of."""

    def __init__(self, reader: Reader, kind: str) -> None:
        self.owners = reader.array(f"{kind}/owners")
        self._frames = reader.array(f"{kind}/frames")
        self._digests = reader.array(f"{kind}/digests")

    def digest(self, clip: int) -> bytes:
        return bytes(self._digests[clip].tobytes())

    def frames(self, clip: int) -> int:
        return int(self._frames[clip])
