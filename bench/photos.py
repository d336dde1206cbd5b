"""Benign pictures to measure with: photographs from Debian's wallpaper packages, or drawings without them."""

import io
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

PACKAGES = (
    "lomiri-wallpapers-16.04",
    "lomiri-wallpapers-20.04",
    "mate-backgrounds",
    "plasma-workspace-wallpapers",
    "ukui-wallpapers",
)
CACHE = Path(__file__).parent / "out" / "photos"
QUALITIES = (50, 60, 70, 75, 80, 85, 90, 95)
SUBSAMPLINGS = ("4:4:4", "4:2:2", *["4:2:0"] * 8)  # phones, browsers and servers write 4:2:0
LEAST_BYTES = 100_000  # smaller wallpapers are gradients

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Album:
    """Large pictures to cut from. kind: "photographs" or "drawn pictures"."""

    kind: str
    pictures: tuple[Image.Image, ...]


def album(most: int) -> Album:
    """Photographs if this machine can download Debian packages (without root), else drawings; says so."""
    files = _photographs()
    if not files:
        print("no photographs (apt-get download failed): measuring with drawn pictures", file=sys.stderr)
        return Album("drawn pictures", tuple(_scenery(seed) for seed in range(min(most, 24))))
    chosen = files if len(files) <= most else random.Random(1).sample(files, most)
    return Album("photographs", tuple(Image.open(file).convert("RGB") for file in chosen))


def cuts(source: Album, size: tuple[int, int], count: int, seed: int) -> Iterator[bytes]:
    """JPEG files of one size: random cuts of half to all of a picture, at varied quality and subsampling."""
    dice = random.Random(seed)
    for i in range(count):
        picture = source.pictures[i % len(source.pictures)]
        cut = _cut(picture, size, dice)
        yield encoded(cut, "JPEG", quality=dice.choice(QUALITIES), subsampling=dice.choice(SUBSAMPLINGS))


def encoded(picture: Image.Image, form: str, **options: object) -> bytes:
    """The picture as a file."""
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def drawings(size: tuple[int, int]) -> Iterator[bytes]:
    """JPEG files that are hard on purpose: fine patterns, hard colours, text, mirrored shapes, ramps."""
    for pixels in _patterns(*size):
        for quality, subsampling in ((60, "4:2:0"), (90, "4:4:4")):
            yield encoded(Image.fromarray(pixels), "JPEG", quality=quality, subsampling=subsampling)


def _cut(picture: Image.Image, size: tuple[int, int], dice: random.Random) -> Image.Image:
    share = dice.uniform(0.5, 1)
    width = min(picture.width * share, picture.height * share * size[0] / size[1])
    height = width * size[1] / size[0]
    left, top = dice.uniform(0, picture.width - width), dice.uniform(0, picture.height - height)
    box = (left, top, left + width, top + height)
    return picture.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)


def _photographs() -> list[Path]:
    for package in PACKAGES:
        if not (CACHE / package).is_dir() and not _fetch(package):
            return []
    found = sorted(p for p in CACHE.rglob("*.jpg") if p.stat().st_size >= LEAST_BYTES)
    largest = {p.parent if p.parent.name.startswith("images") else p: p for p in found}
    return sorted(largest.values())


def _fetch(package: str) -> bool:
    apt, dpkg = shutil.which("apt-get"), shutil.which("dpkg-deb")
    if apt is None or dpkg is None:
        return False
    CACHE.mkdir(parents=True, exist_ok=True)
    if not list(CACHE.glob(f"{package}_*.deb")):
        print(f"fetching the Debian package {package} into {CACHE}", file=sys.stderr)
        subprocess.run([apt, "download", package], cwd=CACHE, capture_output=True, check=False)
    for archive in CACHE.glob(f"{package}_*.deb"):
        return subprocess.run([dpkg, "-x", archive, CACHE / package], check=False).returncode == 0
    return False


def _scenery(seed: int) -> Image.Image:
    """Soft and hard shapes over a ramp, with grain: as much like a photograph as a drawing gets."""
    random_ = np.random.default_rng(seed)
    dice = random.Random(seed)
    picture = Image.new("RGB", (2400, 1800), tuple(dice.choices(range(256), k=3)))
    draw = ImageDraw.Draw(picture)
    for size in (900, 600, 300, 150, 80, 40):
        for _ in range(3000 // size):
            x, y = dice.randrange(-size, 2400), dice.randrange(-size, 1800)
            box = (x, y, x + dice.randrange(size // 2, size), y + dice.randrange(size // 2, size))
            shape = dice.choice((draw.ellipse, draw.rectangle))
            shape(box, fill=tuple(dice.choices(range(256), k=3)))
    soft = picture.resize((600, 450)).resize(picture.size, Image.Resampling.BICUBIC)
    values = np.asarray(Image.blend(picture, soft, 0.6), dtype=np.float32)
    grain = random_.normal(0, 4, values.shape[:2])[:, :, None]
    return Image.fromarray(np.clip(values + grain, 0, 255).astype(np.uint8))


def _patterns(width: int, height: int) -> Iterator[Pixels]:
    y, x = np.mgrid[0:height, 0:width]
    noise = np.random.default_rng(1)
    for pitch in (2, 3, 5, 8, 13):
        yield _grey((x // pitch + y // pitch) % 2 * 255)
        yield _grey(x // pitch % 2 * 255)
    for patch in (1, 2, 4, 8):
        small = noise.integers(0, 2, (-(-height // patch), -(-width // patch), 3)) * 255
        yield small.repeat(patch, 0).repeat(patch, 1)[:height, :width].astype(np.uint8)
    yield _grey(128 + 127 * np.sin(((x - width / 2) ** 2 + (y - height / 3) ** 2) * 1.9 / width))
    yield _grey((x + y) * 255 / (width + height))
    for ink, paper in (((0, 0, 0), (255, 255, 255)), ((0, 0, 255), (255, 0, 0))):
        yield _page(width, height, ink, paper)
    for seed in range(4):
        yield _shapes(width, height, seed)


def _grey(values: NDArray[np.generic]) -> Pixels:
    return np.repeat(values.astype(np.uint8)[:, :, None], 3, axis=2)


def _page(width: int, height: int, ink: tuple[int, ...], paper: tuple[int, ...]) -> Pixels:
    page = Image.new("RGB", (width, height), paper)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=max(10, height // 40))
    for top in range(0, height, max(12, height // 32)):
        draw.text((top % 97, top), f"lee side, line {top * 7919 % 10007}; " * 8, fill=ink, font=font)
    return np.asarray(page)


def _shapes(width: int, height: int, seed: int) -> Pixels:
    colours = ("red", "blue", "lime", "magenta", "yellow", "cyan", "black", "white")
    dice = random.Random(seed)
    page = Image.new("RGB", (width, height), dice.choice(colours))
    draw = ImageDraw.Draw(page)
    for _ in range(60 if seed % 2 else 400):
        left, top = dice.randrange(width), dice.randrange(height)
        side = dice.randrange(4, height // 4 if seed % 2 else height // 16)
        draw.ellipse((left, top, left + side, top + side), fill=dice.choice(colours))
    half = np.asarray(page)
    return np.maximum(half, half[:, ::-1]) if seed == 3 else half
