"""JPEG: decoded at full, half, quarter or eighth size, without the work for what is left out."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import simplejpeg
from PIL import Image

from leeward.model.errors import NotLooked
from leeward.model.look import Look
from leeward.model.pictures import Pixels, Plane
from leeward.model.signals import View

SCALES = (1, 2, 4, 8)  # libjpeg-turbo also has odd eighths, but without SIMD: slower than the whole
_SUBSAMPLINGS = frozenset({"444", "422", "420", "440", "411", "441", "Gray"})
_BROKEN = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


@dataclass(frozen=True, slots=True)
class JpegHeader:
    """What the first bytes promise. colours: "YCbCr", "Gray", "RGB", "CMYK" or "YCCK"."""

    width: int
    height: int
    colours: str
    subsampling: str


def read_header(content: bytes) -> JpegHeader:
    """Raises: NotLooked: it has no readable header, or its colours are sampled in no usual way."""
    try:
        height, width, colours, subsampling = simplejpeg.decode_jpeg_header(content, strict=False)
    except (ValueError, KeyError) as error:
        raise NotLooked(Look.UNREADABLE, "a JPEG picture whose header cannot be read") from error
    return JpegHeader(width, height, colours, subsampling)


def can_read(header: JpegHeader) -> bool:
    """Whether JpegPicture is for it; four-colour and oddly sampled files need a general decoder."""
    return header.colours in {"YCbCr", "Gray"} and header.subsampling in _SUBSAMPLINGS


class JpegPicture:
    """A JPEG file in memory. Each call decodes anew and keeps nothing.

    orientation: EXIF's, 1 to 8; the picture itself stays as stored.
    """

    __slots__ = ("_content", "_header", "_orientation")

    def __init__(self, content: bytes, orientation: int = 1) -> None:
        """Raises: NotLooked: its header cannot be read."""
        self._content = content
        self._header = read_header(content)
        self._orientation = orientation

    @property
    def width(self) -> int:
        """Pixels."""
        return self._header.width

    @property
    def height(self) -> int:
        """Pixels."""
        return self._header.height

    @property
    def view(self) -> View:
        """As stored: a JPEG of one or three colours shows what it stores."""
        return View.STORED

    @property
    def orientation(self) -> int:
        """EXIF orientation 1 to 8."""
        return self._orientation

    @property
    def frame(self) -> int | None:
        """A still has none."""
        return None

    @property
    def at_s(self) -> float | None:
        """A still has none."""
        return None

    @property
    def scales(self) -> Sequence[int]:
        """What the decoder can do for less work."""
        return SCALES

    def luma(self, scale: int) -> Plane:
        """The Y channel. Raises: NotLooked: the file is damaged."""
        found = self._decode(scale, "GRAY")
        if found is None:
            patient = np.asarray(Image.fromarray(self._patient()).convert("L"))
            return Plane(patient, 1, self.width, self.height)
        return Plane(found[:, :, 0], scale, self.width, self.height)

    def pixels(self) -> Pixels:
        """RGB as the reference's decoder gives it. Raises: NotLooked: the file is damaged."""
        found = self._decode(1, "RGB")
        return self._patient() if found is None else found

    def _decode(self, scale: int, colours: str) -> Pixels | None:
        """None where the decoder objects to anything at all, even what others pass over."""
        rows, columns = -(-self.height // scale), -(-self.width // scale)
        try:
            found = simplejpeg.decode_jpeg(self._content, colours, min_height=rows, min_width=columns)
        except ValueError:
            return None
        return np.asarray(found) if found.shape[:2] == (rows, columns) else None

    def _patient(self) -> Pixels:
        """Pillow passes over small damage, as the reference does, and refuses what is cut short."""
        try:
            with Image.open(io.BytesIO(self._content), formats=("JPEG",)) as picture:
                found = np.asarray(picture.convert("RGB"))
        except _BROKEN as error:
            raise NotLooked(Look.UNREADABLE, "a damaged or cut short JPEG picture") from error
        if found.shape[:2] != (self.height, self.width):
            raise NotLooked(Look.UNREADABLE, "a JPEG picture that two decoders read differently")
        return found
