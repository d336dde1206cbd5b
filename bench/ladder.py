"""Derivatives for the review desk beside the same made with Pillow alone: CPU time of one picture, by level.

A JPEG of 4000 x 3000 pixels from memory, in one thread; medians of CPU time.
"""

import io
import statistics
import time
from collections.abc import Callable

from PIL import Image, ImageFilter

from bench.photos import album, cuts
from bench.rows import Row
from leeward.media.ladder.derive import shown, warm
from leeward.media.ladder.headers import is_within
from leeward.media.ladder.levels import BLUR, CAPS, Level, Way, Wish
from leeward.model.limits import Limits

SIZE = (4000, 3000)
PEER = "Pillow"


def run(quick: bool) -> list[Row]:
    """One row for each level."""
    warm()
    files = list(cuts(album(4), SIZE, 3 if quick else 12, seed=7))
    return [_row(level, files) for level in Level]


def _row(level: Level, files: list[bytes]) -> Row:
    ours, peers = [], []
    for content in files:
        made: list[bytes] = []
        ours.append(_median(lambda: made.append(shown(io.BytesIO(content), Wish(level), Limits()).data)))  # noqa: B023
        assert is_within(made[-1], level, Way.WHOLE)
        peers.append(_median(lambda: _plain(content, level)))  # noqa: B023
    mine, theirs = statistics.median(ours), statistics.median(peers)
    return Row(
        "ladder",
        f"level {int(level)} of a JPEG of {SIZE[0]}×{SIZE[1]}",
        "ms",
        mine * 1000,
        theirs * 1000,
        PEER,
        theirs / mine,
        note="the peer: open, resize, save",
    )


def _median(work: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def _plain(content: bytes, level: Level) -> bytes:
    cap = CAPS[level]
    place = io.BytesIO()
    with Image.open(io.BytesIO(content)) as image:
        small = image.convert("L") if cap.is_grey else image.convert("RGB")
        small.thumbnail((cap.side, cap.side))
        if level is Level.BLURRED:
            small = small.filter(ImageFilter.GaussianBlur(BLUR))
        small.save(place, "PNG" if cap.media_type == "image/png" else "JPEG", quality=85)
    return place.getvalue()
