"""Frames of a clip: one a second as vPDQ takes them, and the first of every scene."""

from collections.abc import Iterator
from typing import BinaryIO, NoReturn

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from leeward.media import edge
from leeward.media.clip_frame import ClipFrame, rows
from leeward.media.sniff import Kind
from leeward.model.limits import Limits

SCENE_STEP = 20.0  # mean difference of 1024 luma samples that makes a new scene, of 255
MOST_ERRORS = 200  # damaged packets after which the rest is given up
_GRID = 32

_ERRORS = (*edge.DECODER_ERRORS, av.FFmpegError)


def clip(kind: Kind, file: BinaryIO, limits: Limits) -> Iterator[ClipFrame]:
    """The frames to look at, in order, each with its number and time.

    Frame n is taken if n is a multiple of the frames a second, rounded down, as the reference does;
    or if it starts a scene (`is_extra`). Sound is not decoded.

    Raises: NotLooked: at once, or after the last frame that could be had, if there should be more.
    Source: facebook/ThreatExchange vpdq/cpp/vpdq/cpp/hashing/filehasher.cpp.
    """
    with _opened(kind, file) as container:
        stream = _stream(kind, container, limits)
        decoding = _Decoding(container, stream)
        yield from _chosen(decoding, stream, limits)
        if decoding.taken == 0:
            raise edge.unreadable(f"{kind.title} without a single frame that can be decoded")
        if decoding.errors or decoding.until_s < _promised_s(container, stream):
            raise edge.unreadable(edge.PARTLY)


def _opened(kind: Kind, file: BinaryIO) -> InputContainer:
    try:
        return av.open(
            _Readable(file),
            mode="r",
            format=kind.opener,
            options={"protocol_whitelist": "none", "enable_drefs": "0"},
            metadata_errors="replace",
            io_open=_refused,
        )
    except _ERRORS as error:
        raise edge.unreadable(f"it starts like {kind.title}, but cannot be opened as one") from error


class _Readable:
    """No name and no descriptor: FFmpeg can but read and seek."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _refused(*_: object, **__: object) -> NoReturn:
    raise PermissionError("a clip asks for another file")


def _stream(kind: Kind, container: InputContainer, limits: Limits) -> VideoStream:
    if not container.streams.video:
        raise edge.unsupported(f"{kind.title} without a moving picture")
    stream = container.streams.video[0]
    codec = stream.codec_context
    if codec is None:
        raise edge.unsupported(f"{kind.title} whose codec is not known")
    edge.check_pixels(codec.width or 1, codec.height or 1, limits.pixels)
    codec.options = {"max_pixels": str(limits.pixels), "threads": "1"}
    codec.thread_count = 1
    return stream


def _promised_s(container: InputContainer, stream: VideoStream) -> float:
    """The least time that a whole clip's last frame lasts until; negative where nothing is promised."""
    seconds = 0.0
    if stream.duration is not None and stream.time_base is not None:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None and not container.streams.audio:
        seconds = container.duration / av.time_base
    return seconds * 0.9 - 1.0


class _Decoding:
    """Every frame in order; goes on after damage.

    taken: frames decoded. errors: how often there was damage. until_s: end of the last frame.
    """

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream
        self.taken = 0
        self.errors = 0
        self.until_s = 0.0

    def __iter__(self) -> Iterator[VideoFrame]:
        packets = self._container.demux(self._stream)
        while self.errors < MOST_ERRORS:
            try:
                packet = next(packets, None)
                self.errors += packet is not None and packet.is_corrupt
                frames = [] if packet is None else packet.decode()
            except av.EOFError:
                return
            except _ERRORS:
                self.errors += 1
                continue
            if packet is None:
                return
            for frame in frames:
                if isinstance(frame, VideoFrame):
                    self.errors += bool(frame.is_corrupt)
                    self.taken += 1
                    self.until_s = max(self.until_s, _end_s(frame))
                    yield frame


def _end_s(frame: VideoFrame) -> float:
    return (frame.time or 0.0) + float((frame.duration or 0) * (frame.time_base or 0))


def _chosen(decoding: _Decoding, stream: VideoStream, limits: Limits) -> Iterator[ClipFrame]:
    rate = float(stream.average_rate or stream.base_rate or 1)
    every = max(int(rate), 1)
    regular = extra = 0
    scenes = _Scenes()
    for number, frame in enumerate(decoding):
        if number > rate * limits.clip_s:
            raise edge.too_large(f"only the first {limits.clip_s} seconds of the clip were looked at")
        is_regular = number % every == 0
        is_extra = scenes.begins(frame) and not is_regular and extra < limits.frames // 2
        if regular == limits.frames and is_regular:
            raise edge.too_large(f"only the first {regular} of a clip's frames were looked at")
        if is_regular or is_extra:
            edge.check_pixels(frame.width, frame.height, limits.pixels)
            regular, extra = regular + is_regular, extra + is_extra
            yield ClipFrame(frame, number, number / rate, is_extra)


class _Scenes:
    """Compares each frame's coarse luma with the one before."""

    def __init__(self) -> None:
        self._before: np.ndarray[tuple[int, ...], np.dtype[np.int16]] | None = None

    def begins(self, frame: VideoFrame) -> bool:
        samples = rows(frame)
        step = max(samples.shape[0] // _GRID, 1), max(samples.shape[1] // _GRID, 1)
        now = samples[:: step[0], :: step[1]].astype(np.int16)
        before, self._before = self._before, now
        if before is None or before.shape != now.shape:
            return True
        return float(np.abs(now - before).mean()) > SCENE_STEP
