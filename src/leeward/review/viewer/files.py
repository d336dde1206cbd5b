"""Media of a case as words: what is known of each without looking at it."""

from dataclasses import dataclass
from enum import StrEnum

from leeward.store.desk.viewing.views import FileRow


class Likeness(StrEnum):
    """What a media has in common with entries of lists."""

    EXACT = "exact"
    NEAR = "near"
    NONE = "none"
    UNKNOWN = "unknown"  # nobody could look at it


@dataclass(frozen=True, slots=True)
class MediaFile:
    """One media of a case. position: counted from 0. size: bytes; None: unknown. look: how looking at it came
    out, with its reason. distance: of the nearest match, of 256 bits. keep: the state of its bytes, empty:
    nobody asked for them. needs_reason: it can be decided without looking, so a look has to be justified."""

    media: int
    position: int
    kind: str
    media_type: str
    size: int | None
    look: str
    look_reason: str
    likeness: Likeness
    distance: int | None
    keep: str
    keep_reason: str
    needs_reason: bool

    @property
    def is_shown(self) -> bool:
        """Whether there is anything that could be shown."""
        return self.keep == "kept"


def told(row: FileRow, *, is_check: bool = False) -> MediaFile:
    """The words of one row. is_check: it was decided before, and is dealt again as if it was not."""
    return MediaFile(
        media=row.media,
        position=row.position,
        kind=row.kind,
        media_type=row.media_type or "",
        size=row.size,
        look=row.look or "",
        look_reason=row.look_reason or "",
        likeness=_likeness(row),
        distance=None if row.is_listed else row.distance,
        keep=row.keep or "",
        keep_reason=row.keep_reason or "",
        needs_reason=not is_check and (row.is_exact or row.is_decided),
    )


def _likeness(row: FileRow) -> Likeness:
    if row.is_listed:
        return Likeness.EXACT
    if row.distance is not None:
        return Likeness.NEAR
    return Likeness.NONE if row.look == "looked" else Likeness.UNKNOWN
