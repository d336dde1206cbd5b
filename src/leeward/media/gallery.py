"""The pictures of a media, whatever it is: the one door for the pipeline."""

from collections.abc import Iterator
from typing import BinaryIO

from leeward.media import edge
from leeward.media.behind import with_what_is_behind
from leeward.media.clips import clip
from leeward.media.sniff import Family, Kind
from leeward.model.limits import Limits
from leeward.model.pictures import Picture


def pictures(kind: Kind, file: BinaryIO, size: int, limits: Limits) -> Iterator[Picture]:
    """Every picture in it, as it is decoded.

    Raises: NotLooked: at once, or after the last picture that could be had, if there should be more.
    """
    if kind.family is Family.CLIP:
        return clip(kind, file, limits)
    if kind.family is not Family.STILL:
        raise edge.unsupported(f"{kind.title}: not looked at")
    if size > limits.still_bytes:
        raise edge.too_large(f"a still of {size:,} bytes, the limit is {limits.still_bytes:,} bytes")
    file.seek(0)
    return with_what_is_behind(kind, file.read(), limits)
