"""Pictures of a TIFF that are not in its chain of pages but hang from one of them."""

from collections.abc import Sequence

from PIL import Image

_CHILDREN = 330  # SubIFDs. Source: TIFF Technical Note 1 (Adobe PageMaker 6.0)


def children(image: Image.Image) -> Sequence[int]:
    """Where the directories of the pictures below this page stand in the file."""
    tags = getattr(image, "tag_v2", {})
    found = tags.get(_CHILDREN, ())
    places = found if isinstance(found, tuple) else (found,)
    return [place for place in places if isinstance(place, int) and place > 0]


def starting_at(content: bytes, place: int) -> bytes:
    """The same file as if the directory there were its first."""
    is_big = content[2:4] in {b"+\x00", b"\x00+"}
    start, width = (8, 8) if is_big else (4, 4)
    told = (place % (1 << 8 * width)).to_bytes(width, "little" if content[:2] == b"II" else "big")
    return content[:start] + told + content[start + width :]
