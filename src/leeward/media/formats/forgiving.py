"""A JPEG that may be cut short: shown as far as it goes, and remembered as damaged."""

import io

import numpy as np
from PIL import Image

from leeward.media import edge
from leeward.media.formats.jpeg import JpegPicture
from leeward.model.errors import NotLooked
from leeward.model.pictures import Pixels, Plane

_GIVEN_UP = (NotLooked, LookupError, OSError, RuntimeError, ValueError)


class ForgivingJpeg(JpegPicture):
    """Gives what a viewer shows of a damaged file.

    is_damaged: it had to, at least once. place: its number among a file's pictures, None for the only one.
    """

    __slots__ = ("_bytes", "_shown", "is_damaged", "place")

    def __init__(self, content: bytes, orientation: int) -> None:
        super().__init__(content, orientation)
        self._bytes = content
        self._shown: Pixels | None = None
        self.is_damaged = False
        self.place: int | None = None

    @property
    def frame(self) -> int | None:
        """Its place."""
        return self.place

    def luma(self, scale: int) -> Plane:
        """Whole, whatever the scale, where it is damaged."""
        try:
            return super().luma(scale)
        except _GIVEN_UP:
            grey = np.asarray(Image.fromarray(self._forgiven()).convert("L"))
            return Plane(grey, 1, self.width, self.height)

    def pixels(self) -> Pixels:
        """Grey where nothing is left of it."""
        try:
            return super().pixels()
        except _GIVEN_UP:
            return self._forgiven()

    def _forgiven(self) -> Pixels:
        self.is_damaged = True
        if self._shown is None:
            self._shown = self._decoded()
        return self._shown

    def _decoded(self) -> Pixels:
        try:
            with edge.lenient(), Image.open(io.BytesIO(self._bytes), formats=("JPEG",)) as image:
                found = np.asarray(image.convert("RGB"))
        except edge.DECODER_ERRORS as error:
            raise edge.unreadable("a JPEG picture that cannot be decoded") from error
        if found.shape[:2] != (self.height, self.width):
            raise edge.unreadable("a JPEG picture that two decoders read differently")
        return found
