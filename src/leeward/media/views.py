"""One decoded picture as the reference sees it, and as people see it."""

from collections.abc import Iterator

import numpy as np
from PIL import Image

from leeward.model.pictures import Pixels
from leeward.model.signals import View

_BYTE_MODES = {"L", "RGB", "YCbCr", "LAB", "HSV"}
_ALPHA_MODES = {"RGBA", "LA", "PA", "RGBa", "La"}


def views(image: Image.Image) -> Iterator[tuple[View, Pixels]]:
    """Every rendering that differs from the ones before; the stored one first.

    Each is (height, width) grey or (height, width, 3) RGB, uint8.
    STORED follows the reference: palette indices, the first three of four channels. There is none
    where the reference has none (32-bit and floating-point samples).
    """
    seen: list[Pixels] = []
    for view, pixels in _all(image):
        if not any(_same(pixels, other) for other in seen):
            seen.append(pixels)
            yield view, pixels


def _all(image: Image.Image) -> Iterator[tuple[View, Pixels]]:
    stored = _stored(image)
    if stored is not None:
        yield View.STORED, stored
    if image.mode not in _BYTE_MODES:
        yield View.SHOWN, np.asarray(_colours(image))
    if _is_see_through(image):
        over = _with_alpha(image)
        yield View.ON_BLACK, _on(over, 0)
        yield View.ON_WHITE, _on(over, 255)


def _stored(image: Image.Image) -> Pixels | None:
    if image.mode in {"LA", "I;16"}:
        return np.asarray(image.convert("RGB"))
    samples = np.asarray(image)
    if samples.dtype == np.bool_:
        return samples.astype(np.uint8)
    if samples.dtype != np.uint8:
        return None
    if samples.ndim == 3:
        return samples[:, :, :3] if samples.shape[2] >= 3 else samples[:, :, 0]
    return samples


def _colours(image: Image.Image) -> Image.Image:
    """What is shown where nothing is see-through."""
    mode = image.mode
    if mode.startswith("I") or mode == "F":
        return Image.fromarray(_to_bytes(np.asarray(image)))
    if mode == "1":
        return image.convert("L")
    if mode in {"P", "PA"}:
        return image.convert("RGBA").convert("RGB")
    return image.convert("RGB")


def _to_bytes(samples: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Pixels:
    values = np.nan_to_num(samples.astype(np.float64))
    top = float(values.max(initial=0.0))
    full = 1.0 if top <= 1.0 else 255.0 if top <= 255.0 else 65535.0 if top <= 65535.0 else top
    return np.clip(np.rint(values * (255.0 / full)), 0, 255).astype(np.uint8)


def _is_see_through(image: Image.Image) -> bool:
    if image.mode in _ALPHA_MODES:
        return image.getchannel(image.getbands()[-1]).getextrema() != (255, 255)
    return "transparency" in image.info and image.mode in {"P", "RGB", "L", "1"}


def _with_alpha(image: Image.Image) -> Image.Image:
    if image.mode == "La":
        return image.convert("LA").convert("RGBA")
    return image if image.mode == "RGBA" else image.convert("RGBA")


def _on(image: Image.Image, grey: int) -> Pixels:
    ground = Image.new("RGBA", image.size, (grey, grey, grey, 255))
    ground.alpha_composite(image)
    return np.asarray(ground.convert("RGB"))


def _same(one: Pixels, other: Pixels) -> bool:
    if one.ndim != other.ndim:
        grey, rgb = (one, other) if one.ndim == 2 else (other, one)
        return all(np.array_equal(grey, rgb[:, :, channel]) for channel in range(3))
    return np.array_equal(one, other)
