"""PDQ: pictures that look alike have hashes that differ in few of 256 bits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leeward.matcher.pdq.dihedral import turned_hashes, upright
from leeward.matcher.pdq.hasher import hash_picture
from leeward.model.errors import BadSignal
from leeward.model.pictures import Picture
from leeward.model.signals import Signal, View

_HEX = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Pdq:
    """Perceptual hash of a still or frame. Source: facebook/ThreatExchange hashing/hashing.pdf."""

    name: str = "pdq"
    title: str = "PDQ, a perceptual hash of pictures"
    bits: int = 256
    threshold: int = 31

    def normalise(self, text: str) -> str:
        """64 lower-case hexadecimal digits. Raises: BadSignal."""
        value = text.strip().lower()
        if not _HEX.fullmatch(value):
            raise BadSignal("not a PDQ hash", hint="a PDQ hash is 64 hexadecimal digits")
        return value

    def examples(self) -> Sequence[str]:
        """A photograph of a bridge, and of a pen beside a coaster."""
        return (
            "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22",
            "1f811b9d267fbc6693c0c7f30e041f9df49b836303e10f067fcdfc12c02d01f9",
        )

    def of_picture(self, picture: Picture, dihedral: bool) -> Iterator[Signal]:
        """As stored first: the reference ignores EXIF orientation, and so do the lists made with it.

        Raises: NotLooked.
        """
        found = hash_picture(picture)
        hashes = [(picture.view, found.value)]
        if picture.orientation != 1:
            hashes.append((View.TURNED, upright(found.coefficients, picture.orientation)))
        if dihedral:
            hashes.extend(turned_hashes(found.coefficients).items())
        for view, value in hashes:
            yield Signal(self.name, value.hex(), found.quality, view, picture.frame, picture.at_s)


SIGNAL = Pdq()
