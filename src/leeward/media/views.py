"""One decoded picture as the reference sees it, and as people see it."""

import hashlib
from collections.abc import Callable, Iterator

import numpy as np
from PIL import Image

from leeward.model.pictures import Pixels
from leeward.model.signals import View

BAND = 1 << 22  # pixels converted at once

_BYTE_MODES = {"L", "RGB"}
_ALPHA_MODES = {"RGBA", "LA", "PA", "RGBa", "La"}


def views(image: Image.Image) -> Iterator[tuple[View, Pixels]]:
    """Every rendering that differs from the ones before; the stored one first.

    Each is (height, width) grey or (height, width, 3) RGB, uint8.
    STORED follows the reference: palette indices, the first three of four channels. There is none
    where the reference has none (32-bit and floating-point samples).
    """
    if is_plain(image):
        yield View.STORED, _banded(image, _as_it_is)
        return
    seen: set[bytes] = set()
    for view, pixels in _all(image):
        digest = _digest(pixels)
        if digest not in seen:
            seen.add(digest)
            yield view, pixels


def is_plain(image: Image.Image) -> bool:
    """Whether it is shown as it is stored."""
    return image.mode in _BYTE_MODES and not _is_see_through(image)


def _all(image: Image.Image) -> Iterator[tuple[View, Pixels]]:
    stored = _stored(image)
    if stored is not None:
        yield View.STORED, stored
        del stored
    if image.mode not in _BYTE_MODES:
        yield View.SHOWN, _shown(image)
    if _is_see_through(image):
        yield View.ON_BLACK, _banded(image, lambda band: _on(band, 0))
        yield View.ON_WHITE, _banded(image, lambda band: _on(band, 255))


def _banded(image: Image.Image, show: Callable[[Image.Image], Image.Image]) -> Pixels:
    """What is shown of each band of rows: large pictures are held twice, not four times."""
    rows = max(BAND // max(image.width, 1), 1)
    if rows >= image.height:
        return np.asarray(show(image))
    first = np.asarray(show(image.crop((0, 0, image.width, rows))))
    whole = np.empty((image.height, *first.shape[1:]), first.dtype)
    whole[:rows] = first
    for top in range(rows, image.height, rows):
        bottom = min(top + rows, image.height)
        whole[top:bottom] = np.asarray(show(image.crop((0, top, image.width, bottom))))
    return whole


def _as_it_is(image: Image.Image) -> Image.Image:
    return image


def _stored(image: Image.Image) -> Pixels | None:
    if image.mode in {"LA", "I;16"}:
        return _banded(image, lambda band: band.convert("RGB"))
    if image.mode in {"RGBA", "RGBa", "CMYK"}:
        return _banded(image, lambda band: Image.merge("RGB", band.split()[:3]))
    samples = _banded(image, _as_it_is)
    if samples.dtype == np.bool_:
        return samples.astype(np.uint8)
    if samples.dtype != np.uint8:
        return None
    return samples[:, :, 0] if samples.ndim == 3 and samples.shape[2] < 3 else samples


def _shown(image: Image.Image) -> Pixels:
    if image.mode.startswith("I") or image.mode == "F":
        return _to_bytes(np.asarray(image))
    return _banded(image, _colours)


def _colours(image: Image.Image) -> Image.Image:
    """What is shown where nothing is see-through."""
    mode = image.mode
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


def _on(image: Image.Image, grey: int) -> Image.Image:
    ground = Image.new("RGBA", image.size, (grey, grey, grey, 255))
    ground.alpha_composite(_with_alpha(image))
    return ground.convert("RGB")


def _digest(pixels: Pixels) -> bytes:
    """The same for a grey picture and for its three equal channels."""
    if pixels.ndim == 3 and all(np.array_equal(pixels[:, :, 0], pixels[:, :, c]) for c in (1, 2)):
        pixels = pixels[:, :, 0]
    shape = str(pixels.shape).encode()
    return hashlib.blake2b(np.ascontiguousarray(pixels).data, digest_size=16, person=shape[:16]).digest()
