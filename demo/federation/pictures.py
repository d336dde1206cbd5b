"""Drawn bridges, ready to upload."""

import io

from demo.draw import bridge
from demo.federation.asking import Picture


def drawn(seed: int, width: int = 640, height: int = 480) -> Picture:
    """A JPEG of bridge number `seed`; the same seed gives the same bytes on the same machine."""
    file = io.BytesIO()
    bridge(seed, width, height).save(file, "JPEG", quality=90)
    return Picture(file.getvalue(), f"bridge-{seed}.jpg")
