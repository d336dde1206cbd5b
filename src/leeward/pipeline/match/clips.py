"""Clips in a list: one JSON text a clip, or one line a frame."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from leeward.model.banks import BankEntry
from leeward.model.errors import BadSignal
from leeward.plugins.signals.protocol import ClipSignal, SignalType

CLEAR = 50  # quality from which a frame says anything. Source: VPDQ_QUALITY_THRESHOLD in vpdq_util.py


@dataclass(frozen=True, slots=True)
class Clip:
    """A listed clip: its distinct clear frames."""

    frames: Sequence[bytes]
    entry: str | None
    note: str | None


@dataclass(slots=True)
class Clips:
    """Turns entries of a clip signal into clips; frames that stand alone on a line wait for their like."""

    signal: ClipSignal
    frame: SignalType
    waiting: dict[str, tuple[dict[bytes, None], str | None]] = field(default_factory=dict)

    def take(self, item: BankEntry) -> Clip | None:
        """The clip, if this line holds a whole one; one without a clear frame has no frames.

        Raises: BadSignal: it holds neither a clip nor a frame with the name of its clip.
        """
        if item.value.lstrip().startswith("["):
            return Clip(_clear(self.signal.normalise(item.value)), item.entry, item.note)
        value = bytes.fromhex(self.frame.normalise(item.value))
        if item.entry is None:
            raise BadSignal("a single frame needs the name of its clip in the entry column")
        frames, _ = self.waiting.setdefault(item.entry, ({}, item.note))
        frames[value] = None
        return None

    def rest(self) -> Iterator[Clip]:
        """The clips whose frames stood one on a line."""
        for entry, (frames, note) in self.waiting.items():
            yield Clip(tuple(frames), entry, note)


def _clear(normal: str) -> Sequence[bytes]:
    rows = (row.split(",") for row in json.loads(normal))
    return tuple(dict.fromkeys(bytes.fromhex(value) for value, quality, _ in rows if int(quality) >= CLEAR))
