"""The edge to the decoders: what they raise, warn and print ends here."""

import codecs
import functools
import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError

import av.logging
import pillow_heif
from PIL import AvifImagePlugin, Image, ImageFile, UnidentifiedImageError

from leeward.model.errors import NotLooked
from leeward.model.look import Look

PARTLY = "damaged or cut short; what could be decoded was looked at"

# Whatever a decoder may raise on hostile bytes. MemoryError is not among them: the sandbox tells it.
DECODER_ERRORS = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    BufferError,
    EOFError,
    LookupError,
    LZMAError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    UnidentifiedImageError,
    ValueError,
    Image.DecompressionBombError,
    struct.error,
    zlib.error,
)


@contextmanager
def quiet() -> Iterator[None]:
    """While inside, no decoder's warning is printed or becomes an exception."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@functools.cache
def prepare() -> None:
    """Sets the decoders up, once: one thread each, all loaded, nothing logged to standard error."""
    log = logging.getLogger("PIL")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    av.logging.set_level(None)
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)
    Image.init()
    Image.new("LAB", (1, 1)).convert("RGB")  # loads colour management
    codecs.lookup("cp437")  # names in a ZIP; the sandbox lets nothing be loaded later


@contextmanager
def lenient() -> Iterator[None]:
    """While inside, Pillow gives what it has of a file that is cut short, as viewers do."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def unreadable(reason: str) -> NotLooked:
    """It was tried and failed."""
    return NotLooked(Look.UNREADABLE, reason)


def unsupported(reason: str) -> NotLooked:
    """It is of a kind that is not looked at."""
    return NotLooked(Look.UNSUPPORTED, reason)


def too_large(reason: str) -> NotLooked:
    """It goes beyond a limit."""
    return NotLooked(Look.TOO_LARGE, reason)


def check_pixels(width: int, height: int, limit: int) -> None:
    """Raises: NotLooked: the picture has no pixels, or more than `limit`."""
    if width <= 0 or height <= 0:
        raise unreadable("the picture has no pixels")
    if width * height > limit:
        raise too_large(f"{width:,} x {height:,} pixels, the limit is {limit:,} pixels")
