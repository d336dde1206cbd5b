"""JPEG XL, still or animated."""

from collections.abc import Iterator

import imagecodecs
import numpy as np
from PIL import Image

from leeward.media import edge
from leeward.model.limits import Limits

_RATIOS = {1: (1, 1), 2: (12, 10), 3: (4, 3), 4: (3, 2), 5: (16, 9), 6: (5, 4), 7: (2, 1)}
_SIZE_BITS = (9, 13, 18, 30)


def frames(content: bytes, limits: Limits) -> Iterator[tuple[Image.Image, int, int]]:
    """Each frame with its number and how many there are. Rotation is applied by the decoder.

    Raises: NotLooked: too many pixels, or not decodable.
    """
    edge.check_pixels(*size(_codestream(content)), limits.pixels)
    try:
        decoded = np.asarray(imagecodecs.jpegxl_decode(content, numthreads=1))
    except edge.DECODER_ERRORS as error:
        raise edge.unreadable("a JPEG XL picture that cannot be decoded") from error
    moving = decoded.ndim == 4 or (decoded.ndim == 3 and decoded.shape[-1] > 4)
    pictures = decoded if moving else decoded[np.newaxis]
    for number, samples in enumerate(pictures):
        yield _image(samples), number, len(pictures)


def size(codestream: bytes) -> tuple[int, int]:
    """Width and height in pixels, from the first bytes of a bare codestream.

    Raises: NotLooked: they are not there.
    Source: ISO/IEC 18181-1, SizeHeader.
    """
    if len(codestream) < 12 or codestream[:2] != b"\xff\x0a":
        raise edge.unreadable("a JPEG XL picture without its header")
    bits = _Bits(int.from_bytes(codestream[2:12], "little"))
    small = bits.take(1)
    height = _length(bits, small)
    ratio = bits.take(3)
    if ratio == 0:
        return _length(bits, small), height
    wide, high = _RATIOS[ratio]
    return height * wide // high, height


class _Bits:
    """Bits of a header, lowest first."""

    def __init__(self, number: int) -> None:
        self._left = number

    def take(self, count: int) -> int:
        value = self._left & ((1 << count) - 1)
        self._left >>= count
        return value


def _length(bits: _Bits, small: int) -> int:
    if small:
        return (bits.take(5) + 1) * 8
    return bits.take(_SIZE_BITS[bits.take(2)]) + 1


def _codestream(content: bytes) -> bytes:
    """The first bytes of the codestream, out of its container if it has one."""
    at = 0
    while content[:2] != b"\xff\x0a" and at + 8 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        start = at + (16 if length == 1 else 8)
        if name in {b"jxlc", b"jxlp"}:
            start += 4 if name == b"jxlp" else 0
            return content[start : start + 16]
        length = int.from_bytes(content[at + 8 : at + 16], "big") if length == 1 else length
        if length < 8:
            break
        at += length
    return content[:16]


def _image(samples: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Image.Image:
    if samples.dtype == np.uint16:
        samples = (samples.astype(np.uint16) >> 8).astype(np.uint8)
    elif samples.dtype != np.uint8:
        samples = np.clip(np.nan_to_num(samples.astype(np.float32)) * 255, 0, 255).astype(np.uint8)
    if samples.ndim == 3 and samples.shape[2] == 1:
        samples = samples[:, :, 0]
    return Image.fromarray(np.ascontiguousarray(samples))
