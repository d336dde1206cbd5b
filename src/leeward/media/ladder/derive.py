"""Makes one derivative of one media. Runs inside a sandboxed worker, and may trust nothing in the media."""

import base64
import io
import os
from collections.abc import Iterator, Mapping
from typing import BinaryIO, TypeAlias

from PIL import Image, ImageDraw, ImageFilter

from leeward.media import edge
from leeward.media.ladder.faces import Face, face
from leeward.media.ladder.levels import BLUR, CAPS, SPOT_SIDE, Cap, Level, Shown, Way, Wish
from leeward.media.samples import samples
from leeward.media.sniff import HEAD_BYTES, sniff
from leeward.model.errors import NotLooked, SandboxError
from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.model.pictures import Picture

Message: TypeAlias = Mapping[str, Json]

_QUALITIES = (85, 60, 35, 10)
_GROUND = 128  # around a spot
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_ON_ITS_SIDE = {5, 6, 7, 8}
_MOST_TRUSTED_SCALE = 8


def warm() -> None:
    """Shows every sample at every level once, so that afterwards nothing has to be loaded.

    Raises: SandboxError: a decoder or an encoder is missing or broken.
    """
    edge.prepare()
    for title, content in samples():
        for level in Level:
            try:
                with edge.quiet():
                    shown(io.BytesIO(content), Wish(level), Limits())
            except NotLooked as why:
                told = f"the decoder for {title} does not work"
                raise SandboxError(told, "install Leeward's packages again") from why


def derive(fd: int, ask: Mapping[str, Json]) -> Iterator[Message]:
    """{"shown": the derivative}, or {"failed": why there is none, in words}.

    ask: {"level", "way", "x", "y", "frame", "limits"}.
    """
    edge.prepare()
    with os.fdopen(fd, "rb", closefd=False) as file, edge.quiet():
        try:
            yield {"shown": _told(shown(file, _wish(ask), _limits(ask)))}
        except NotLooked as why:
            yield {"failed": why.reason}
        except edge.DECODER_ERRORS:
            yield {"failed": "damaged: it cannot be decoded"}


def shown(file: BinaryIO, wish: Wish, limits: Limits) -> Shown:
    """The derivative. Raises: NotLooked: there is nothing to show."""
    file.seek(0)
    kind = sniff(file.read(HEAD_BYTES))
    found = face(kind, file, limits, wish.frame)
    cap = CAPS[wish.level]
    image = _at_level(found.picture, cap)
    if wish.level is Level.BLURRED:
        image = image.filter(ImageFilter.GaussianBlur(BLUR))
    return _spot(image, found, wish) if wish.way is Way.SPOT else _shown(image, image, (0, 0), found, cap)


def _at_level(picture: Picture, cap: Cap) -> Image.Image:
    """Upright, as small as the level wants it; never larger than it is."""
    if cap.is_grey:
        image = Image.fromarray(picture.luma(_scale(picture, cap.side)).values)
    else:
        image = Image.fromarray(picture.pixels())
    share = min(cap.side / max(picture.width, picture.height), 1.0)
    size = max(round(picture.width * share), 1), max(round(picture.height * share), 1)
    if image.size != size:
        image = image.resize(size, Image.Resampling.BOX if cap.side < SPOT_SIDE else None, reducing_gap=2.0)
    turn = _TURNS.get(picture.orientation)
    return image if turn is None else image.transpose(turn)


def _scale(picture: Picture, side: int) -> int:
    """The coarsest that still has as many pixels as are wanted."""
    longest = max(picture.width, picture.height)
    fitting = [one for one in picture.scales if longest // one >= side and one <= _MOST_TRUSTED_SCALE]
    return max(fitting, default=min(picture.scales))


def _spot(image: Image.Image, found: Face, wish: Wish) -> Shown:
    """A circle around the point; nothing outside it is in the file."""
    radius = SPOT_SIDE // 2
    x, y = round(wish.x * (image.width - 1)), round(wish.y * (image.height - 1))
    left, top = max(x - radius, 0), max(y - radius, 0)
    part = image.crop((left, top, min(x + radius, image.width), min(y + radius, image.height)))
    mask = Image.new("L", part.size, 0)
    edges = (x - left - radius, y - top - radius, x - left + radius - 1, y - top + radius - 1)
    ImageDraw.Draw(mask).ellipse(edges, fill=255)
    ground = Image.new(part.mode, part.size, _GROUND if part.mode == "L" else (_GROUND,) * 3)
    return _shown(Image.composite(part, ground, mask), image, (left, top), found, CAPS[wish.level])


def _shown(part: Image.Image, whole: Image.Image, corner: tuple[int, int], found: Face, cap: Cap) -> Shown:
    own = (found.picture.width, found.picture.height)
    width, height = own[::-1] if found.picture.orientation in _ON_ITS_SIDE else own
    told = (cap.media_type, *whole.size, *corner, found.frame, found.frames)
    return Shown(_encoded(part, cap), *told, width, height)


def _encoded(image: Image.Image, cap: Cap) -> bytes:
    """Pixels and nothing else: no metadata of the media has a way into it."""
    if cap.media_type == "image/png":
        return _saved(image, "PNG")
    tries = (_saved(image, "JPEG", quality=one) for one in _QUALITIES)
    found = next((one for one in tries if len(one) <= cap.most_bytes), None)
    if found is None:
        raise edge.too_large("its derivative is too large")
    return found


def _saved(image: Image.Image, form: str, **more: int) -> bytes:
    place = io.BytesIO()
    image.save(place, form, **more)
    return place.getvalue()


def _told(one: Shown) -> dict[str, Json]:
    fields: dict[str, Json] = {name: getattr(one, name) for name in Shown.__slots__ if name != "data"}
    return fields | {"data": base64.b64encode(one.data).decode()}


def _wish(ask: Mapping[str, Json]) -> Wish:
    x, y, frame = (float(str(ask.get(name, 0))) for name in ("x", "y", "frame"))
    return Wish(Level(int(str(ask["level"]))), Way(str(ask["way"])), x, y, int(frame))


def _limits(ask: Mapping[str, Json]) -> Limits:
    told = ask.get("limits")
    return Limits(**told) if isinstance(told, dict) else Limits()  # type: ignore[arg-type]
