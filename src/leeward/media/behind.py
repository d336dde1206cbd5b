"""What stands behind the end of a picture in its file: further pictures, a clip, an archive."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

from leeward.media import edge
from leeward.media.clip_frame import ClipFrame
from leeward.media.clips import clip
from leeward.media.formats.ends import end_of
from leeward.media.formats.forgiving import ForgivingJpeg
from leeward.media.frames import Frame
from leeward.media.sniff import HEAD_BYTES, TAR, Family, Kind, sniff
from leeward.media.stills import stills
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.pictures import Picture

MOST_PIECES = 100  # looked at behind one picture

# Found anywhere behind: cameras put words of their own before and between.
_STARTS = re.compile(
    rb"\xff\xd8\xff[\xc0-\xc4\xdb\xdd\xe0-\xef\xfe]|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....(?:WEBP|AVI )"
    rb"|ftyp|ustar[\x00 ]|PK\x03\x04|Rar!\x1a\x07|7z\xbc\xaf\x27\x1c|\xfd7zXZ\x00|\x1aE\xdf\xa3",
    re.DOTALL,
)
_LOOKED_AT = {Family.STILL, Family.CLIP, Family.ARCHIVE}
_PADDING = re.compile(rb"[\x00 \r\n]*")


def with_what_is_behind(kind: Kind, content: bytes, limits: Limits) -> Iterator[Picture]:
    """The still's own pictures, then those of every picture and clip behind it, counted on.

    Raises: NotLooked: at once, or after the last picture that could be had, if there should be more;
    also for an archive behind it, which is not entered.
    """
    counted = _Counted(limits)
    problem: NotLooked | None = None
    for number, (piece, start, end) in enumerate(_pieces(kind, content)):
        whole = content[start:end] if number else content  # what its decoder itself takes for it
        try:
            if number > MOST_PIECES:
                raise edge.too_large(f"only the first {MOST_PIECES} were looked at")
            yield from counted.of(_seen(piece, whole, limits))
        except NotLooked as why:
            problem = problem or (why if number == 0 else _behind(why))
        if number > MOST_PIECES:
            break
    if problem:
        raise problem


def _behind(why: NotLooked) -> NotLooked:
    return NotLooked(why.look, f"more behind the picture: {why.reason}")


def _seen(kind: Kind, content: bytes, limits: Limits) -> Iterator[Picture]:
    if kind.family is Family.STILL:
        return stills(kind, content, limits)
    if kind.family is Family.CLIP:
        return clip(kind, io.BytesIO(content), limits)
    raise edge.unsupported(kind.title)


class _Counted:
    """Gives every picture a number of its own, if there is more than one piece."""

    def __init__(self, limits: Limits) -> None:
        self._most = limits.frames
        self._first = self._next = 0

    def of(self, pictures: Iterator[Picture]) -> Iterator[Picture]:
        self._first = self._next
        for picture in pictures:
            number = self._first + (picture.frame or 0)
            if self._first and number >= self._most:
                raise edge.too_large(f"only the first {self._most} pictures were looked at")
            self._next = max(self._next, number + 1)
            yield _placed(picture, number) if self._first else picture


def _placed(picture: Picture, number: int) -> Picture:
    if isinstance(picture, Frame | ClipFrame):
        return replace(picture, frame=number)
    if isinstance(picture, ForgivingJpeg):
        picture.place = number
    return picture


def _pieces(kind: Kind, content: bytes) -> Iterator[tuple[Kind, int, int]]:
    """Each with where it starts and ends; the picture itself is the first."""
    end = end_of(kind, content)
    found = list(_following(content, end)) if end < len(content) else []
    yield kind, 0, end
    yield from found


def _following(content: bytes, at: int) -> Iterator[tuple[Kind, int, int]]:
    for start in {at: None, _PADDING.match(content, at).end(): None}:  # type: ignore[union-attr]
        if kind := _kind_at(content, start):
            end = _end(kind, content, start)
            yield kind, start, end
            at = end
            break
    while found := _STARTS.search(content, at):
        at = found.end()
        start = found.start() - (4 if found[0] == b"ftyp" else 0)
        kind = TAR if found[0].startswith(b"ustar") else _kind_at(content, start)
        if kind:
            end = _end(kind, content, start)
            yield kind, start, end
            at = max(at, end)


def _kind_at(content: bytes, start: int) -> Kind | None:
    kind = sniff(content[start : start + HEAD_BYTES])
    return kind if kind.family in _LOOKED_AT or kind.title.endswith("archive") else None


def _end(kind: Kind, content: bytes, start: int) -> int:
    """Of an archive that is not entered: at once, for pictures may lie in it as they are."""
    return end_of(kind, content, start) if kind.family in {Family.STILL, Family.CLIP} else start + 4
