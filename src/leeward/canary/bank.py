"""The list of all canaries: a bank like any other, but that its matches concern nobody."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from leeward.canary.drawing import NUMBERS, VERSION, drawn, png
from leeward.model.errors import ConfigError, LeewardError
from leeward.model.pictures import Pixels, Plane
from leeward.model.signals import View
from leeward.plugins import loader
from leeward.plugins.signals.protocol import PictureSignal

BANK = "leeward-canary"
_HINT = "make room, or check who may write into data_dir"


def write_list(folder: Path, name: str = BANK) -> Path:
    """The list `name`.csv in that folder, written when it is not there as it should be.

    Raises: ConfigError: it cannot be written.
    """
    file = folder / f"{name}.csv"
    content = "".join(f"{line}\n" for line in lines()).encode()
    try:
        if not file.is_file() or file.read_bytes() != content:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside = file.with_suffix(f".{os.getpid()}.new")
            aside.write_bytes(content)
            aside.replace(file)
    except OSError as error:
        raise ConfigError(f"the canaries' list {file} cannot be written: {error.strerror}", _HINT) from error
    return file


def lines() -> Iterator[str]:
    """A line for each signal of each canary. Servers encode anew what they are sent, or leave it alone: one
    finds it by PDQ, the other by every kind."""
    yield "signal,value,entry,note"
    for number in NUMBERS:
        pixels = drawn(number)
        file = png(pixels)
        digests = {"md5": hashlib.md5(file, usedforsecurity=False), "sha256": hashlib.sha256(file)}
        values = {"pdq": pdq_of(pixels), **{kind: one.hexdigest() for kind, one in digests.items()}}
        for kind, value in values.items():
            yield f"{kind},{value},canary-{VERSION}-{number},drawn by Leeward"


def pdq_of(pixels: Pixels) -> str:
    """The PDQ hash, in hexadecimal digits."""
    pdq = loader.signal("pdq")
    assert isinstance(pdq, PictureSignal), "PDQ is of pictures"
    try:
        return next(iter(pdq.of_picture(_Drawn(pixels), dihedral=False))).value
    except LeewardError as error:
        raise ConfigError("a canary cannot be hashed", "this is a bug: report it") from error


@dataclass(frozen=True, slots=True)
class _Drawn:
    """Pixels, as a signal wants to see them."""

    _pixels: Pixels
    view: View = View.STORED
    orientation: int = 1
    frame: int | None = None
    at_s: float | None = None
    scales: Sequence[int] = (1,)

    @property
    def width(self) -> int:
        return int(self._pixels.shape[1])

    @property
    def height(self) -> int:
        return int(self._pixels.shape[0])

    def luma(self, scale: int) -> Plane:
        return Plane(self._pixels, scale, self.width, self.height)

    def pixels(self) -> Pixels:
        return self._pixels
