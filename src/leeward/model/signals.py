"""Signals: shareable strings for content, as computed from one media; and matches: one found in a bank."""

from dataclasses import dataclass
from enum import StrEnum


class View(StrEnum):
    """Which rendering of the picture a perceptual signal was computed from."""

    STORED = "stored"  # the samples as the file holds them: what the reference hashes
    SHOWN = "shown"  # palette, CMYK, 1- and 16-bit resolved to what a viewer sees
    ON_BLACK = "on-black"  # transparency over black
    ON_WHITE = "on-white"  # transparency over white
    TURNED = "turned"  # as EXIF orientation asks
    ROTATED_90 = "rotated-90"
    ROTATED_180 = "rotated-180"
    ROTATED_270 = "rotated-270"
    FLIPPED_X = "flipped-x"
    FLIPPED_Y = "flipped-y"
    FLIPPED_PLUS_1 = "flipped-plus-1"
    FLIPPED_MINUS_1 = "flipped-minus-1"


@dataclass(frozen=True, slots=True)
class Signal:
    """One computed signal.

    kind: a signal plug-in's name ("md5", "pdq", "vpdq"). value: lower-case hexadecimal.
    quality: 0 to 100 where the kind has one. frame: 0-based number in an animation or clip.
    at_s: seconds from the start of a clip.
    """

    kind: str
    value: str
    quality: int | None = None
    view: View = View.STORED
    frame: int | None = None
    at_s: float | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """One computed signal found in one bank.

    value: the bank's own value. distance: bits, 0 for exact kinds. threshold: bits, the limit used.
    exact: the kind compares for equality. entry, note: the list's own words, None if it has none.
    query_percent, entry_percent: vpdq only, 0 to 100, share of frames that matched.
    """

    bank: str
    signal: Signal
    value: str
    entry: str | None
    note: str | None
    distance: int
    threshold: int
    exact: bool
    query_percent: float | None = None
    entry_percent: float | None = None
