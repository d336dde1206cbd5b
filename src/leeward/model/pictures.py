"""Pictures as the matcher sees them: pixels on demand, never more than asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias

import numpy as np
from numpy.typing import NDArray

from leeward.model.signals import View

Pixels: TypeAlias = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Plane:
    """Samples of a picture, whole or decoded smaller.

    values: luma as (rows, columns), or RGB as (rows, columns, 3), uint8. scale: 1, 2, 4 or 8; each
    value is the mean of scale x scale pixels of the original (fewer at the right and bottom edge).
    width, height: the original's pixels.
    """

    values: Pixels
    scale: int
    width: int
    height: int


class Picture(Protocol):
    """One still, or one frame. Decoding happens when a method is called, and may raise NotLooked."""

    @property
    def width(self) -> int: ...
    @property
    def height(self) -> int: ...
    @property
    def view(self) -> View:
        """STORED, SHOWN, ON_BLACK or ON_WHITE."""
        ...

    @property
    def orientation(self) -> int:
        """EXIF orientation 1 to 8; 1 where there is none."""
        ...

    @property
    def frame(self) -> int | None: ...
    @property
    def at_s(self) -> float | None: ...
    @property
    def scales(self) -> Sequence[int]:
        """The scales `luma` can give cheaply; (1,) where only the whole picture can be decoded."""
        ...

    def luma(self, scale: int) -> Plane:
        """Luma decoded at one of `scales`; for a JPEG this is its Y channel."""
        ...

    def pixels(self) -> Pixels:
        """(height, width, 3) uint8 RGB, decoded as the reference decodes: for an exact look."""
        ...
