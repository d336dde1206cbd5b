"""PDQ beside the reference's own hasher: speed in CPU time, closeness, and what survives an edit.

File by file, ours three times, then the peer three times, from memory, in a fresh process with one thread;
times are the medians of CPU time.
"""

import io
import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from PIL import Image
from threatexchange.signal_type.pdq.pdq_hasher import pdq_from_bytes

from bench.photos import Album, album, cuts, drawings, encoded
from bench.rows import Row
from leeward.matcher.pdq.hasher import LEAST_SIDE, PdqHash, hash_picture
from leeward.media.formats.jpeg import JpegPicture
from leeward.model.pictures import Pixels, Plane
from leeward.model.signals import View

PEER = "threatexchange"
FLOOR = 50  # under this quality the reference gives no hash
LIMIT = 31
Result = TypeVar("Result")

MEDIAN_LIMIT, P95_LIMIT, MOST_LIMIT = 0, 4, 16


@dataclass(frozen=True, slots=True)
class Size:
    """One size to measure. target: how many times the peer's speed is aimed at."""

    width: int
    height: int
    target: float
    pictures: int
    quick: int

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


SIZES = (
    Size(640, 480, 8, 66, 24),
    Size(1920, 1080, 14, 34, 12),
    Size(4000, 3000, 26, 16, 4),
)


@dataclass(slots=True)
class Figures:
    """What one set of files gave; one entry a file."""

    ours_s: list[float] = field(default_factory=list)
    peer_s: list[float] = field(default_factory=list)
    bits: list[int] = field(default_factory=list)  # distance to the peer, quality at or above the floor
    quality: list[int] = field(default_factory=list)  # difference to the peer's
    again: list[bool] = field(default_factory=list)  # a second, finer look was needed


class Decoded:
    """A picture of given pixels, for forms that are not JPEG."""

    def __init__(self, content: bytes) -> None:
        with Image.open(io.BytesIO(content)) as opened:
            self._values: Pixels = np.asarray(opened.convert("RGB"))
        self.height, self.width = self._values.shape[:2]
        self.view, self.orientation, self.scales = View.STORED, 1, (1,)
        self.frame, self.at_s = None, None

    def luma(self, scale: int) -> Plane:
        """Not used: the hash needs colours."""
        raise NotImplementedError

    def pixels(self) -> Pixels:
        """All of them."""
        return self._values


def run(quick: bool) -> list[Row]:
    """Every figure, as rows beside the peer's."""
    source = album(12 if quick else 80)
    rows = []
    for seed, size in enumerate(SIZES):
        count = size.quick if quick else size.pictures
        files = list(cuts(source, (size.width, size.height), count, seed + 100))
        rows += _size_rows(size, measure(files, 1 if quick else 3), source.kind)
    rows += _progressive_rows(source, 4 if quick else 10)
    for size in SIZES[:1] if quick else SIZES[:2]:
        found = measure(list(drawings((size.width, size.height))), 1)
        rows += _closeness(f"{size} drawn to be hard", found)
    return rows + _robustness(source, 6 if quick else 30)


def measure(files: Sequence[bytes], times: int) -> Figures:
    """In a process of its own: what this one has allocated would make the peer's large buffers cheaper."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure, files, times).result()


def _measure(files: Sequence[bytes], times: int) -> Figures:
    found = Figures()
    hash_picture(JpegPicture(files[0]))
    for content in files:
        ours = [_timed(_ours, content) for _ in range(times)]
        peers = [_timed(pdq_from_bytes, content) for _ in range(times)]
        value, answer = ours[0][1], peers[0][1]
        _add(found, value, answer, JpegPicture(content))
        found.ours_s.append(statistics.median(took for took, _ in ours))
        found.peer_s.append(statistics.median(took for took, _ in peers))
    return found


def _timed(work: Callable[[bytes], Result], content: bytes) -> tuple[float, Result]:
    start = time.process_time()
    result = work(content)
    return time.process_time() - start, result


def _ours(content: bytes) -> PdqHash:
    return hash_picture(JpegPicture(content))


def _add(found: Figures, ours: PdqHash, peer: tuple[str, int], picture: JpegPicture) -> None:
    value, quality = peer
    found.quality.append(abs(ours.quality - quality))
    if quality >= FLOOR:
        found.bits.append(_distance(ours.value.hex(), value))
        found.again.append(ours.scale < _first(picture))


def _first(picture: JpegPicture) -> int:
    side = min(picture.width, picture.height)
    return max((s for s in picture.scales if side >= LEAST_SIDE * s), default=1)


def _distance(a: str, b: str) -> int:
    return (int(a, 16) ^ int(b, 16)).bit_count()


def _size_rows(size: Size, found: Figures, kind: str) -> list[Row]:
    speed = _speed(f"{size} JPEG", found, size.target, f"{len(found.ours_s)} {kind}")
    return [speed, *_closeness(str(size), found)]


def _speed(what: str, found: Figures, target: float | None, note: str) -> Row:
    """All pictures together, as a folder full of them takes; the note also has the median picture's ratio."""
    ours, peer = (1 / statistics.mean(times) for times in (found.ours_s, found.peer_s))
    ratio = sum(found.peer_s) / sum(found.ours_s)
    middle = statistics.median(p / o for o, p in zip(found.ours_s, found.peer_s, strict=True))
    note += f"; the median picture {middle:.1f}×"
    met = None if target is None else ratio >= target
    if met is False and target is not None:
        note += f"; missed by {100 * (1 - ratio / target):.0f} %"
    return Row("pdq", what, "pictures/s", ours, peer, PEER, ratio, target, met, note)


def _closeness(what: str, found: Figures) -> list[Row]:
    again = f"looked again at {100 * statistics.mean(found.again):.0f} %"
    figures = (
        (
            "median",
            float(statistics.median(found.bits)),
            MEDIAN_LIMIT,
            f"{len(found.bits)} of quality ≥ {FLOOR}",
        ),
        ("95th percentile", float(np.percentile(found.bits, 95)), P95_LIMIT, again),
        ("most", float(max(found.bits)), MOST_LIMIT, f"quality differs by at most {max(found.quality)}"),
    )
    return [
        Row(
            "pdq",
            f"{what}, distance to the peer, {name}",
            "bits",
            value,
            target=limit,
            met=value <= limit,
            note=note,
        )
        for name, value, limit, note in figures
    ]


def _progressive_rows(source: Album, count: int) -> list[Row]:
    """No target: a progressive file must be read to its end whatever is wanted of it."""
    pictures = (Image.open(io.BytesIO(f)) for f in cuts(source, (1920, 1080), count, 200))
    files = [encoded(p, "JPEG", quality=85, progressive=True) for p in pictures]
    return [_speed("1920×1080 progressive JPEG", measure(files, 1), None, f"{count} {source.kind}")]


EDITS: dict[str, Callable[[Image.Image], bytes]] = {
    "JPEG quality 50": lambda p: encoded(p, "JPEG", quality=50),
    "JPEG quality 20": lambda p: encoded(p, "JPEG", quality=20),
    "WebP quality 75": lambda p: encoded(p, "WEBP", quality=75),
    "resized to 1280": lambda p: encoded(p.resize((1280, 720), Image.Resampling.LANCZOS), "JPEG", quality=85),
    "resized to 640": lambda p: encoded(p.resize((640, 360), Image.Resampling.LANCZOS), "JPEG", quality=85),
    "2 % cropped off each side": lambda p: encoded(
        p.crop((p.width // 50, p.height // 50, p.width - p.width // 50, p.height - p.height // 50)),
        "JPEG",
        quality=85,
    ),
}


def _robustness(source: Album, count: int) -> list[Row]:
    """Share of edited pictures found at 31 bits in a list that the peer made of the originals."""
    originals = list(cuts(source, (1920, 1080), count, 300))
    listed = [pdq_from_bytes(content) for content in originals]
    kept = [(c, value) for c, (value, quality) in zip(originals, listed, strict=True) if quality >= FLOOR]
    rows = []
    for name, edit in EDITS.items():
        ours, peers = 0, 0
        for content, value in kept:
            edited = edit(Image.open(io.BytesIO(content)))
            picture = JpegPicture(edited) if edited.startswith(b"\xff\xd8") else Decoded(edited)
            ours += _distance(hash_picture(picture).value.hex(), value) <= LIMIT
            peers += _distance(pdq_from_bytes(edited)[0], value) <= LIMIT
        shares = 100 * ours / len(kept), 100 * peers / len(kept)
        rows.append(
            Row("pdq", f"found after: {name}", "%", *shares, PEER, note=f"of {len(kept)}, at ≤ {LIMIT} bits")
        )
    return rows
