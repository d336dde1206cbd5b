"""The pictures of a media that people can step through: of a clip or an animation a few, evenly over it."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from leeward.media import edge
from leeward.media.clip_frame import ClipFrame
from leeward.media.formats.apng import honest
from leeward.media.frames import Frame
from leeward.media.gallery import pictures
from leeward.media.ladder.levels import FRAMES
from leeward.media.sniff import AVIF, GIF, HEIC, PNG, WEBP, Family, Kind
from leeward.media.tracks import ERRORS, is_cover, opened
from leeward.media.views import views
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.pictures import Picture
from leeward.model.signals import View

_MOVING = (GIF, PNG, WEBP, AVIF, HEIC)
_BEFORE = 1_000  # frames decoded on the way to the one that was asked for
_PACKETS = 1_000_000
_AS_SEEN = (View.ON_WHITE, View.ON_BLACK, View.SHOWN, View.STORED)


@dataclass(frozen=True, slots=True)
class Face:
    """One picture, and its place among those that there are."""

    picture: Picture
    frame: int
    frames: int


def face(kind: Kind, file: BinaryIO, limits: Limits, wanted: int) -> Face:
    """The picture with that number, from 0; the last one where there are fewer.

    Raises: NotLooked: there is no picture in it, or none that can be decoded.
    """
    if kind.family is Family.CLIP:
        return _of_clip(kind, file, limits, wanted)
    if kind.family is not Family.STILL:
        raise edge.unsupported(f"{kind.title}: there is no picture to show")
    size = file.seek(0, io.SEEK_END)
    if size > limits.still_bytes:
        raise edge.too_large(f"a still of {size:,} bytes, the limit is {limits.still_bytes:,} bytes")
    moving = _of_animation(kind, file, limits, wanted) if kind in _MOVING else None
    return moving or _of_still(kind, file, size, limits, wanted)


def _of_still(kind: Kind, file: BinaryIO, size: int, limits: Limits, wanted: int) -> Face:
    """What is see-through is shown on white, then on black; what hides behind the picture comes after it."""
    found = _faces(pictures(kind, file, size, limits))
    at = min(wanted, len(found) - 1)
    return Face(found[at], at, len(found))


def _faces(shown: Iterator[Picture]) -> list[Picture]:
    found: dict[int, dict[View, Picture]] = {}
    try:
        for one in shown:
            found.setdefault(one.frame or 0, {})[one.view] = one
            if len(found) > FRAMES:
                break
    except NotLooked:
        if not found:
            raise
    faces = [one for number in sorted(found) for one in _as_seen(found[number])]
    if not faces:
        raise edge.unreadable("there is no picture in it that can be decoded")
    return faces[:FRAMES]


def _as_seen(by_view: dict[View, Picture]) -> Sequence[Picture]:
    """A view that is missing is the same as the stored one."""
    if not by_view.keys() & {View.ON_WHITE, View.ON_BLACK}:
        return [by_view[next(one for one in _AS_SEEN if one in by_view)]]
    stored = by_view.get(View.STORED)
    both = (by_view.get(View.ON_WHITE, stored), by_view.get(View.ON_BLACK, stored))
    return [one for one in both if one is not None]


def _of_animation(kind: Kind, file: BinaryIO, limits: Limits, wanted: int) -> Face | None:
    """None: it does not move."""
    file.seek(0)
    content = honest(file.read()) if kind is PNG else file.read()
    Image.MAX_IMAGE_PIXELS = None  # the check is ours
    try:
        with Image.open(io.BytesIO(content), formats=[kind.opener]) as image:
            edge.check_pixels(image.width, image.height, limits.pixels)
            count = min(int(getattr(image, "n_frames", 1)), limits.frames)
            if count < 2:
                return None
            chosen = _evenly(count)
            at = min(wanted, len(chosen) - 1)
            image.seek(chosen[at])
            image.load()
            edge.check_pixels(image.width, image.height, limits.pixels)
            return Face(_framed(image), at, len(chosen))
    except edge.DECODER_ERRORS:
        return None  # the way of stills says what is wrong with it


def _framed(image: Image.Image) -> Frame:
    by_view = dict(views(image))
    view = next(one for one in _AS_SEEN if one in by_view)
    return Frame(by_view[view], view)


def _of_clip(kind: Kind, file: BinaryIO, limits: Limits, wanted: int) -> Face:
    try:
        with opened(kind, file) as container:
            stream = _film(kind, container)
            times = _times(container, stream)
            chosen = [times[one] for one in _evenly(len(times))] or [0]
            at = min(wanted, len(chosen) - 1)
        with opened(kind, file) as container:
            stream = _film(kind, container)
            stream.codec_context.thread_count = 1
            frame = _at(container, stream, chosen[at])
            edge.check_pixels(frame.width, frame.height, limits.pixels)
            return Face(_kept(ClipFrame(frame, at, 0.0, is_extra=False)), at, len(chosen))
    except ERRORS as error:
        raise edge.unreadable(f"{kind.title} of which no frame can be decoded") from error


def _kept(frame: ClipFrame) -> Frame:
    """Converted now: what was decoded goes with its container."""
    return Frame(np.array(frame.pixels()), orientation=frame.orientation)


def _film(kind: Kind, container: InputContainer) -> VideoStream:
    """The first moving picture; a cover only where there is nothing else."""
    streams = container.streams.video
    if not streams:
        raise edge.unsupported(f"{kind.title} without a moving picture: there is only sound, if anything")
    return next((one for one in streams if not is_cover(one)), streams[0])


def _times(container: InputContainer, stream: VideoStream) -> list[int]:
    """When each frame is shown, as far as the file can be read; nothing is decoded for it."""
    found: set[int] = set()
    try:
        for number, packet in enumerate(container.demux(stream)):
            if packet.pts is not None:
                found.add(packet.pts)
            if number >= _PACKETS:
                break
    except ERRORS:
        return sorted(found)
    return sorted(found)


def _at(container: InputContainer, stream: VideoStream, time: int) -> VideoFrame:
    """The frame that is shown then, or the last one before it that can be decoded."""
    found = _decoded(container, stream, time) if time > 0 and _can_seek(container, stream, time) else None
    if found is None:
        container.seek(0)
        found = _decoded(container, stream, time)
    if found is None:
        raise edge.unreadable("a clip of which no frame can be decoded")
    return found


def _can_seek(container: InputContainer, stream: VideoStream, time: int) -> bool:
    try:
        container.seek(time, stream=stream)
    except ERRORS:
        return False
    return True


def _decoded(container: InputContainer, stream: VideoStream, time: int) -> VideoFrame | None:
    last: VideoFrame | None = None
    try:
        for number, frame in enumerate(container.decode(stream)):
            last = frame
            if number >= _BEFORE or (frame.pts is not None and frame.pts >= time):
                break
    except (*ERRORS, av.EOFError):
        return last
    return last


def _evenly(count: int) -> list[int]:
    """At most FRAMES numbers below that, from the first to the last."""
    if count <= FRAMES:
        return list(range(count))
    return [round(one * (count - 1) / (FRAMES - 1)) for one in range(FRAMES)]
