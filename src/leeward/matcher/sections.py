"""The entries of a bank on their way into its file: bytes in rows, no Python object an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from leeward.matcher.kinds import CLIPS, WIDTHS
from leeward.matcher.texts import Texts
from leeward.model.errors import BadSignal

CLIP_DIGEST = 16  # bytes by which a clip is known again


@dataclass(slots=True)
class Sections:
    """The entries of one kind. width: bytes of a value. raw: the values, one after the other.
    frames: of each clip, how many values are its own; only for kinds of clips."""

    width: int
    raw: bytearray = field(default_factory=bytearray)
    entries: Texts = field(default_factory=Texts)
    notes: Texts = field(default_factory=Texts)
    frames: list[int] = field(default_factory=list)
    digests: bytearray = field(default_factory=bytearray)

    @property
    def values(self) -> NDArray[np.uint8]:
        """(n, width), a view."""
        return np.frombuffer(self.raw, np.uint8).reshape(-1, self.width)

    def __len__(self) -> int:
        return len(self.entries)


class Builder:
    """Takes a list's entries in any order. Raises: BadSignal: a value is not as long as its kind's."""

    def __init__(self) -> None:
        self._kinds: dict[str, Sections] = {}

    def add(self, kind: str, value: bytes, entry: str | None = None, note: str | None = None) -> None:
        """Take one entry. A clip is given as its frames one after the other."""
        if kind in CLIPS:
            width = WIDTHS[kind]
            self.add_clip([value[at : at + width] for at in range(0, len(value), width)], entry, note)
            return
        sections = self._of(kind, len(value))
        sections.raw += value
        sections.entries.add(entry)
        sections.notes.add(note)

    def add_many(
        self,
        kind: str,
        values: NDArray[np.uint8],
        entries: Sequence[str | None] | None = None,
        notes: Sequence[str | None] | None = None,
    ) -> None:
        """Take (n, width) values at once; not for clips."""
        if kind in CLIPS or values.ndim != 2:
            raise ValueError("only kinds of one value an entry can be added in rows")
        sections = self._of(kind, values.shape[1])
        sections.raw += np.ascontiguousarray(values, np.uint8).reshape(-1).data
        sections.entries.add_many(entries, len(values))
        sections.notes.add_many(notes, len(values))

    def add_clip(self, frames: Sequence[bytes], entry: str | None = None, note: str | None = None) -> None:
        """Take one vpdq entry of at least one frame."""
        if not frames or any(len(frame) != WIDTHS["vpdq"] for frame in frames):
            raise BadSignal("a vpdq entry needs frames of 32 bytes each", "check the list's entry")
        sections = self._of("vpdq", WIDTHS["vpdq"])
        clip = b"".join(frames)
        sections.raw += clip
        sections.frames.append(len(frames))
        sections.digests += clip_digest(clip)
        sections.entries.add(entry)
        sections.notes.add(note)

    def finish(self) -> Mapping[str, Sections]:
        """What `build` takes, by kind."""
        return dict(sorted(self._kinds.items()))

    def _of(self, kind: str, width: int) -> Sections:
        sections = self._kinds.get(kind)
        if sections is None:
            sections = self._kinds[kind] = Sections(WIDTHS.get(kind, width))
        check_width(kind, width, sections.width)
        return sections


def check_width(kind: str, width: int, wanted: int) -> None:
    """Raises: BadSignal: the two differ, or there is no value at all."""
    if width != wanted or not width:
        raise BadSignal(f"a {kind} value has {wanted} bytes, this one {width}", "check the value")


def clip_digest(clip: bytes) -> bytes:
    """A clip's frames, by which a removed clip is recognised."""
    return blake2b(clip, digest_size=CLIP_DIGEST).digest()
