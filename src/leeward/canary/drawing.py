"""Drawn landscapes, each one far from all others and the same on every machine.

The pictures are part of what is proved: another drawing is another VERSION.
"""

import hashlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.model.pictures import Pixels

VERSION = 1
NUMBERS = range(16)
WIDTH, HEIGHT = 640, 480  # pixels

_HILLS = 3
_THINGS = 9  # suns, boulders and tents
_PNG = b"\x89PNG\r\n\x1a\n"
_Reals = NDArray[np.float64]


def drawn(number: int) -> Pixels:
    """Canary `number`: (480, 640, 3) RGB."""
    dice = _Dice(number)
    down, across = (axis / HEIGHT for axis in np.ogrid[0:HEIGHT, 0:WIDTH])
    picture = np.empty((HEIGHT, WIDTH, 3), np.uint8)
    picture[:] = _sky(dice, down)
    for _ in range(_HILLS):
        _paint(picture, _hill(dice, down, across), dice)
    for thing in range(_THINGS):
        _paint(picture, (_disc, _tent)[thing % 2](dice, down, across), dice)
    return picture


def png(pixels: Pixels) -> bytes:
    """The picture as a PNG file. Source: W3C, Portable Network Graphics, third edition."""
    height, width, _ = pixels.shape
    rows = pixels.reshape(height, 3 * width)
    above = np.vstack([np.zeros_like(rows[:1]), rows[:-1]])
    filtered = np.full((height, 3 * width + 1), 2, np.uint8)  # filter 2: what changed since the row above
    filtered[:, 1:] = rows - above
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(filtered.tobytes(), 6)), (b"IEND", b""))
    return _PNG + b"".join(_chunk(kind, content) for kind, content in parts)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


@dataclass(slots=True)
class _Dice:
    """Numbers from a hash: no generator's next version draws another picture."""

    number: int
    _rolls: Iterator[int] | None = None

    def between(self, low: float, high: float) -> float:
        if self._rolls is None:
            seed = f"leeward canary {VERSION} {self.number}".encode()
            self._rolls = iter(struct.unpack(">512H", hashlib.shake_256(seed).digest(1024)))
        return low + (high - low) * next(self._rolls) / 0xFFFF

    def colour(self) -> _Reals:
        """Dark or light: what lies on what should be seen."""
        low = (10.0, 150.0)[self.between(0, 1) > 0.5]
        return np.array([self.between(low, low + 100.0) for _ in range(3)])


def _sky(dice: _Dice, down: _Reals) -> _Reals:
    share = down[:, :, None]
    return np.asarray(dice.colour() * (1 - share) + dice.colour() * share)


def _paint(picture: Pixels, where: NDArray[np.bool_], dice: _Dice) -> None:
    picture[where] = dice.colour()


def _hill(dice: _Dice, down: _Reals, across: _Reals) -> NDArray[np.bool_]:
    ridge = np.full_like(across, dice.between(0.3, 0.9))
    for _ in range(3):
        ridge += dice.between(0.02, 0.12) * np.sin(dice.between(2, 14) * across + dice.between(0, 7))
    return np.asarray(down > ridge)


def _disc(dice: _Dice, down: _Reals, across: _Reals) -> NDArray[np.bool_]:
    x, y, radius = dice.between(0.1, 1.2), dice.between(0.1, 0.9), dice.between(0.05, 0.2)
    return np.asarray((across - x) ** 2 + (down - y) ** 2 < radius**2)


def _tent(dice: _Dice, down: _Reals, across: _Reals) -> NDArray[np.bool_]:
    x, foot, height = dice.between(0.1, 1.2), dice.between(0.3, 1.0), dice.between(0.1, 0.4)
    slope = dice.between(0.3, 0.9)
    up = foot - down
    return np.asarray((up > 0) & (np.abs(across - x) < slope * (height - up)))
