"""One frame of a clip, converted only as far as asked."""

from collections.abc import Sequence
from dataclasses import dataclass

import av
import numpy as np
from av.video.frame import VideoFrame

from leeward.media import edge
from leeward.media.frames import averaged
from leeward.model.pictures import Pixels, Plane
from leeward.model.signals import View

_PLAIN_LUMA = {"yuv420p", "yuv422p", "yuv444p", "nv12", "gray", "yuvj420p", "yuvj422p", "yuvj444p"}
_FULL_RANGE = 2  # AVCOL_RANGE_JPEG
_TURNS = {-90: 6, 90: 8, 180: 3, -180: 3, 270: 6, -270: 8}

# Studio luma, 16 to 235, spread to 0 to 255 as the reference's conversion to RGB does.
_SPREAD = np.clip(np.rint((np.arange(256) - 16.0) * (255.0 / 219.0)), 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True, eq=False)
class ClipFrame:
    """A model.pictures.Picture over a decoded frame.

    is_extra: the first of a scene, between the frames that the reference takes.
    """

    decoded: VideoFrame
    frame: int
    at_s: float
    is_extra: bool

    @property
    def width(self) -> int:
        """Pixels a row."""
        return self.decoded.width

    @property
    def height(self) -> int:
        """Rows."""
        return self.decoded.height

    @property
    def view(self) -> View:
        """As stored: the reference does not turn clips."""
        return View.STORED

    @property
    def orientation(self) -> int:
        """The display matrix as an EXIF orientation; mirrored ones are taken as upright."""
        return _TURNS.get(round(self.decoded.rotation), 1)

    @property
    def scales(self) -> Sequence[int]:
        """Means of whole samples: decoding is paid for already, but hashing is not."""
        return (1, 2, 4, 8)

    def luma(self, scale: int) -> Plane:
        """Luma, averaged. Raises: NotLooked: its colours cannot be converted."""
        return Plane(averaged(self._grey(), scale), scale, self.width, self.height)

    def pixels(self) -> Pixels:
        """RGB. Raises: NotLooked: its colours cannot be converted."""
        return self._converted("rgb24")

    def _converted(self, form: str) -> Pixels:
        try:
            return np.asarray(self.decoded.to_ndarray(format=form), np.uint8)
        except (*edge.DECODER_ERRORS, av.FFmpegError) as error:
            raise edge.unreadable("a frame whose colours cannot be converted") from error

    def _grey(self) -> Pixels:
        name = self.decoded.format.name
        if name not in _PLAIN_LUMA:
            return self._converted("gray")
        luma = rows(self.decoded)[:, : self.width]
        full = name.startswith(("yuvj", "gray")) or self.decoded.color_range == _FULL_RANGE
        return luma if full else _SPREAD[luma]


def rows(decoded: VideoFrame) -> Pixels:
    """The first plane as it lies in memory, with its padding at the right. Valid as long as the frame."""
    plane = decoded.planes[0]
    samples = np.frombuffer(memoryview(plane), np.uint8)
    return samples[: plane.line_size * decoded.height].reshape(decoded.height, plane.line_size)
