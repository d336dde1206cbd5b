"""Pictures, still or animated, out of the bytes of one file."""

import hashlib
import io
from collections.abc import Iterator

from PIL import Image

from leeward.media import edge
from leeward.media.formats import jpegxl
from leeward.media.formats.apng import honest
from leeward.media.formats.exif import jpeg_orientation
from leeward.media.formats.forgiving import ForgivingJpeg
from leeward.media.formats.jpeg import JpegHeader, can_read, read_header
from leeward.media.formats.tiff import children, starting_at
from leeward.media.frames import Frame
from leeward.media.sniff import JPEG, JXL, PNG, TIFF, Kind
from leeward.media.views import is_plain, views
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.look import Look
from leeward.model.pictures import Picture

ORIENTATION = 0x0112  # EXIF tag
MOST_CHILDREN = 32  # of the pages of one TIFF


def stills(kind: Kind, content: bytes, limits: Limits) -> Iterator[Picture]:
    """Every distinct frame in all its views, in order; a plain still is one frame without a number.

    A frame is left out only if its samples are, byte for byte, those of a frame before it.

    Raises: NotLooked: at once, or after the last picture that could be had, if there should be more.
    """
    Image.MAX_IMAGE_PIXELS = None  # its own check comes too late, and without the numbers
    if kind is JXL:
        yield from _numbered(jpegxl.frames(content, limits), limits)
    elif kind is JPEG and (header := _plain_header(content)):
        edge.check_pixels(header.width, header.height, limits.pixels)
        yield from _jpeg(content)
    elif kind is TIFF:
        yield from _numbered(_tiff_frames(content, limits), limits)
    else:
        whole = honest(content) if kind is PNG else content
        yield from _numbered(_pillow_frames(kind, whole, limits), limits)


def _plain_header(content: bytes) -> JpegHeader | None:
    """None where the fast decoder is not for it."""
    try:
        header = read_header(content)
    except (NotLooked, *edge.DECODER_ERRORS):
        return None
    return header if can_read(header) else None


def _jpeg(content: bytes) -> Iterator[Picture]:
    picture = ForgivingJpeg(content, jpeg_orientation(content))
    yield picture
    if picture.is_damaged:
        raise edge.unreadable(edge.PARTLY)


def _numbered(frames: Iterator[tuple[Image.Image, int, int]], limits: Limits) -> Iterator[Picture]:
    """frames: (image, its number, how many there are)."""
    seen: set[bytes] = set()
    for image, number, count in frames:
        if number >= limits.frames:
            raise edge.too_large(f"only the first {limits.frames} of {count} frames were looked at")
        if count > 1 and not _is_new(image, seen):
            continue
        orientation = _orientation(image)
        is_done = count == 1 and is_plain(image)
        for view, samples in views(image):
            if is_done:
                image.close()  # the decoder's own copy, of up to 800 MB
            yield Frame(samples, view, orientation, number if count > 1 else None)


def _is_new(image: Image.Image, seen: set[bytes]) -> bool:
    digest = hashlib.blake2b(image.tobytes(), digest_size=16, person=image.mode.encode()[:16]).digest()
    known = digest in seen
    seen.add(digest)
    return not known


def _orientation(image: Image.Image) -> int:
    try:
        value = image.getexif().get(ORIENTATION, 1)
    except edge.DECODER_ERRORS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _pillow_frames(kind: Kind, content: bytes, limits: Limits) -> Iterator[tuple[Image.Image, int, int]]:
    image = _opened(kind, content, limits)
    count = _count(image)
    number = 0
    while number < count:
        try:
            image.seek(number)
            image.load()
        except Image.DecompressionBombError as error:
            raise edge.too_large(f"frame {number} has more than {limits.pixels} pixels") from error
        except edge.DECODER_ERRORS as error:
            yield from _what_is_left(kind, content, limits, number)
            raise edge.unreadable(edge.PARTLY) from error
        yield image, number, count
        number += 1


def _tiff_frames(content: bytes, limits: Limits) -> Iterator[tuple[Image.Image, int, int]]:
    """Its pages, then what hangs from them."""
    number, place, known = 0, 0, [0]
    problem: NotLooked | None = None
    while place < len(known):
        whole = starting_at(content, known[place]) if place else content
        place += 1
        try:
            for image, _, count in _pillow_frames(TIFF, whole, limits):
                known += [child for child in children(image) if child not in known]
                yield image, number, max(count, number + 1)
                number += 1
        except NotLooked as why:
            problem = problem or (why if place == 1 else _inside(why))
        if place > MOST_CHILDREN:
            problem = problem or edge.too_large(f"only {MOST_CHILDREN} pictures inside were looked at")
            break
    if problem:
        raise problem


def _inside(why: NotLooked) -> NotLooked:
    look = Look.UNSUPPORTED if why.look is Look.UNREADABLE else why.look
    return NotLooked(look, "more pictures inside, which are not looked at")


def _opened(kind: Kind, content: bytes, limits: Limits) -> Image.Image:
    try:
        image = Image.open(io.BytesIO(content), formats=[kind.opener])
    except edge.DECODER_ERRORS as error:
        raise edge.unreadable(f"it starts like {kind.title}, but cannot be opened as one") from error
    edge.check_pixels(image.width, image.height, limits.pixels)
    # A frame may still enlarge the canvas. Pillow refuses at twice this number.
    Image.MAX_IMAGE_PIXELS = max(limits.pixels // 2, 1)
    return image


def _count(image: Image.Image) -> int:
    try:
        return max(int(getattr(image, "n_frames", 1)), 1)
    except edge.DECODER_ERRORS:
        return 1


def _what_is_left(
    kind: Kind, content: bytes, limits: Limits, number: int
) -> Iterator[tuple[Image.Image, int, int]]:
    with edge.lenient():
        image = _opened(kind, content, limits)
        try:
            image.seek(number)
            image.load()
        except edge.DECODER_ERRORS as error:
            if number == 0:
                raise edge.unreadable(f"{kind.title} that cannot be decoded") from error
            return
    yield image, number, number + 1
