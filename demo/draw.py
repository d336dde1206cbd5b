"""Draws benign pictures: bridges over rivers, each one different, each the same on every machine."""

import math
import random
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]


def bridge(seed: int, width: int = 1280, height: int = 960) -> Image.Image:
    """A landscape with a bridge. The same seed gives the same picture, whatever the size."""
    dice = random.Random(seed)
    picture = _sky(dice, width, height)
    pen = ImageDraw.Draw(picture)
    _sun(dice, pen, width, height)
    for depth in range(3):
        _hills(dice, pen, (width, height), depth)
    _river(dice, pen, width, height)
    _KINDS[seed % len(_KINDS)](dice, pen, width, height)
    for _ in range(dice.randint(4, 14)):
        _tree(dice, pen, width, height)
    return _weathered(seed, picture)


def _colour(dice: random.Random, low: int, high: int) -> Colour:
    return dice.randint(low, high), dice.randint(low, high), dice.randint(low, high)


def _sky(dice: random.Random, width: int, height: int) -> Image.Image:
    top, bottom = np.array(_colour(dice, 40, 160)), np.array(_colour(dice, 150, 250))
    share = np.linspace(0, 1, height)[:, None, None]
    rows = top * (1 - share) + bottom * share
    return Image.fromarray(np.broadcast_to(rows, (height, width, 3)).astype(np.uint8).copy(), "RGB")


def _sun(dice: random.Random, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    x, y, r = (
        dice.uniform(0.1, 0.9) * width,
        dice.uniform(0.08, 0.3) * height,
        dice.uniform(0.04, 0.1) * height,
    )
    pen.ellipse((x - r, y - r, x + r, y + r), fill=_colour(dice, 200, 255))


def _hills(dice: random.Random, pen: ImageDraw.ImageDraw, size: tuple[int, int], depth: int) -> None:
    width, height = size
    base = height * (0.35 + 0.09 * depth)
    waves = [(dice.uniform(0.02, 0.09) * height, dice.uniform(0.5, 4), dice.uniform(0, 7)) for _ in range(4)]
    ridge = [
        (x * width / 60, base - sum(a * math.sin(f * x / 60 * 6.28 + p) for a, f, p in waves))
        for x in range(61)
    ]
    pen.polygon([*ridge, (width, height), (0, height)], fill=_colour(dice, 30 + 20 * depth, 120 + 25 * depth))


def _river(dice: random.Random, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    top = height * 0.72
    pen.rectangle(
        (0, top, width, height), fill=(dice.randint(20, 60), dice.randint(60, 110), dice.randint(110, 190))
    )
    for _ in range(60):
        x, y, w = (
            dice.uniform(0, 1) * width,
            dice.uniform(0.73, 0.99) * height,
            dice.uniform(0.02, 0.12) * width,
        )
        pen.line((x, y, x + w, y), fill=_colour(dice, 120, 220), width=max(1, height // 300))


def _arches(dice: random.Random, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    stone, deck, count = _colour(dice, 90, 190), height * dice.uniform(0.5, 0.6), dice.randint(3, 7)
    pen.rectangle((0, deck, width, height * 0.8), fill=stone)
    span = width / count
    for arch in range(count):
        left = arch * span + span * 0.1
        pen.pieslice(
            (left, deck + height * 0.06, left + span * 0.8, height * 1.05),
            180,
            360,
            fill=_colour(dice, 20, 90),
        )


def _suspension(dice: random.Random, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    steel, deck, thick = _colour(dice, 60, 220), height * 0.62, max(2, height // 90)
    left, right, top = (
        dice.uniform(0.15, 0.3) * width,
        dice.uniform(0.7, 0.85) * width,
        dice.uniform(0.15, 0.3) * height,
    )
    pen.rectangle((0, deck, width, deck + 3 * thick), fill=steel)
    for tower in (left, right):
        pen.rectangle((tower - thick, top, tower + thick, height * 0.8), fill=steel)
    for step in range(41):
        share = step / 40
        x, sag = left + (right - left) * share, top + (deck - top) * (1 - (2 * share - 1) ** 2) * 0.9
        pen.line((x, sag, x, deck), fill=steel, width=max(1, thick // 2))
    pen.line((0, deck, left, top), fill=steel, width=thick)
    pen.line((right, top, width, deck), fill=steel, width=thick)


def _truss(dice: random.Random, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    iron, top, deck = _colour(dice, 40, 140), height * dice.uniform(0.38, 0.48), height * 0.63
    thick, count = max(2, height // 80), dice.randint(6, 14)
    pen.rectangle((0, deck, width, deck + 2 * thick), fill=iron)
    pen.rectangle((0, top, width, top + thick), fill=iron)
    for bay in range(count):
        x, step = bay * width / count, width / count
        pen.line((x, deck, x + step / 2, top, x + step, deck), fill=iron, width=thick)
        pen.line((x, top, x, deck), fill=iron, width=thick)


_KINDS = (_arches, _suspension, _truss)


def _tree(dice: random.Random, pen: ImageDraw.ImageDraw, width: int, height: int) -> None:
    x, y, r = dice.uniform(0, 1) * width, dice.uniform(0.55, 0.75) * height, dice.uniform(0.02, 0.07) * height
    pen.rectangle((x - r / 6, y, x + r / 6, y + 2 * r), fill=(80, 60, 40))
    pen.ellipse(
        (x - r, y - r, x + r, y + r), fill=(dice.randint(20, 90), dice.randint(90, 170), dice.randint(20, 80))
    )


def _weathered(seed: int, picture: Image.Image) -> Image.Image:
    """Grain and soft light, so that the picture is no flat drawing."""
    grain = np.random.default_rng(seed).normal(0, 6, (picture.height, picture.width, 1))
    shaded = np.asarray(picture.filter(ImageFilter.GaussianBlur(0.6)), np.float32) + grain
    return Image.fromarray(shaded.clip(0, 255).astype(np.uint8), "RGB")


def crossing(seed: int, frames: int, width: int = 640, height: int = 360) -> Iterator[Image.Image]:
    """A boat crosses under the bridge: the frames of a small film."""
    scene = bridge(seed, width, height)
    for number in range(frames):
        frame = scene.copy()
        pen, x, y = ImageDraw.Draw(frame), (number + 0.5) / frames * width, height * 0.85
        pen.polygon([(x - 40, y), (x + 40, y), (x + 25, y + 22), (x - 25, y + 22)], fill=(120, 30, 30))
        pen.polygon([(x, y - 60), (x, y - 4), (x + 34, y - 4)], fill=(240, 240, 235))
        yield frame
