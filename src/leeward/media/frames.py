"""A still or frame whose samples are already in memory."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image

from leeward.model.pictures import Pixels, Plane
from leeward.model.signals import View

BAND = 1 << 19  # pixels averaged at once, times 8


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """A model.pictures.Picture over decoded samples.

    samples: (height, width) grey or (height, width, 3) RGB, uint8.
    """

    samples: Pixels
    view: View = View.STORED
    orientation: int = 1
    frame: int | None = None
    at_s: float | None = None

    @property
    def width(self) -> int:
        """Pixels a row."""
        return int(self.samples.shape[1])

    @property
    def height(self) -> int:
        """Rows."""
        return int(self.samples.shape[0])

    @property
    def scales(self) -> Sequence[int]:
        """Only the whole: decoding is paid for already, and hashing averages better than we could."""
        return (1,)

    def luma(self, scale: int) -> Plane:
        """Luma, averaged."""
        return Plane(averaged(self._grey(), scale), scale, self.width, self.height)

    def pixels(self) -> Pixels:
        """RGB; a grey picture three times."""
        if self.samples.ndim == 3:
            return self.samples
        return np.repeat(self.samples[:, :, np.newaxis], 3, axis=2)

    def _grey(self) -> Pixels:
        if self.samples.ndim == 2:
            return self.samples
        return np.asarray(Image.fromarray(np.ascontiguousarray(self.samples)).convert("L"))


def averaged(samples: Pixels, scale: int) -> Pixels:
    """Means of scale x scale samples, of fewer at the right and bottom edge."""
    if scale == 1:
        return samples
    rows = max(BAND // samples.shape[1], 1) * 8
    bands = (np.ascontiguousarray(samples[top : top + rows]) for top in range(0, len(samples), rows))
    return np.concatenate([np.asarray(Image.fromarray(band).reduce(scale)) for band in bands])
