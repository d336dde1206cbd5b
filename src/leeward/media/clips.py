"""Frames of a clip: one a second as vPDQ takes them, and the first of every scene."""

from collections.abc import Iterator
from itertools import count
from typing import BinaryIO

import av
import numpy as np
from av.container import InputContainer
from av.packet import Packet
from av.stream import Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from leeward.media import edge
from leeward.media.clip_frame import ClipFrame, rows
from leeward.media.sniff import Kind
from leeward.media.tracks import ERRORS, MOST_TRACKS, Promise, Track, is_cover, is_cut, opened, tracks
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits

SCENE_STEP = 20.0  # mean difference of 1024 luma samples that makes a new scene, of 255
LONGEST_GAP_S = 1.0  # of a film's own time without a frame taken, whatever its frame rate says
MOST_ERRORS = 200  # damaged packets after which the rest is given up
_GRID = 32


def clip(kind: Kind, file: BinaryIO, limits: Limits) -> Iterator[ClipFrame]:
    """The frames to look at, in order, each with its number and time.

    Frame n is taken if n is a multiple of the frames a second, rounded down, as the reference does;
    or if it starts a scene, or nothing was taken for a second (`is_extra`). Then the same of every other
    video track, and of tracks with an edit list that hides frames, counted on. Sound is not decoded.

    Raises: NotLooked: at once, or after the last frame that could be had, if there should be more.
    Source: facebook/ThreatExchange vpdq/cpp/vpdq/cpp/hashing/filehasher.cpp.
    """
    found = tracks(kind, file)
    problem: NotLooked | None = None
    chosen = _Chosen(limits)
    for track in found[:MOST_TRACKS]:
        try:
            yield from _track(kind, file, track, chosen)
        except NotLooked as why:
            problem = problem or why
    if problem:
        raise problem
    if chosen.left_out:
        raise edge.too_large(f"only the first {chosen.extra} scenes between a clip's seconds were looked at")
    if len(found) > MOST_TRACKS:
        raise edge.too_large(f"only the first {MOST_TRACKS} of {len(found)} video tracks were looked at")
    if is_cut(kind, file):
        raise edge.unreadable(edge.PARTLY)


def _track(kind: Kind, file: BinaryIO, track: Track, chosen: "_Chosen") -> Iterator[ClipFrame]:
    with opened(kind, file, track.is_unedited) as container:
        if track.number >= len(container.streams.video):
            raise edge.unreadable(edge.PARTLY)
        stream = container.streams.video[track.number]
        _prepare(kind, stream, chosen.limits)
        decoding = _Decoding(container, stream)
        yield from chosen.of(decoding, stream)
        if decoding.taken == 0:
            raise edge.unreadable(f"{kind.title} without a single frame that can be decoded")
        if decoding.errors or decoding.promise.is_broken():
            raise edge.unreadable(edge.PARTLY)


def _prepare(kind: Kind, stream: VideoStream, limits: Limits) -> None:
    codec = stream.codec_context
    if codec is None:
        raise edge.unsupported(f"{kind.title} whose codec is not known")
    edge.check_pixels(codec.width or 1, codec.height or 1, limits.pixels)
    codec.options = {"max_pixels": str(limits.pixels), "threads": "1"}
    codec.thread_count = 1


class _Decoding:
    """Every frame in order; goes on after damage.

    taken: frames decoded. errors: how often there was damage.
    """

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._container = container
        self._stream = stream
        self.promise = Promise(container, stream)
        self.taken = 0
        self.errors = 0

    def __iter__(self) -> Iterator[VideoFrame]:
        packets = self._container.demux(*self.promise.streams)
        is_cover_only = is_cover(self._stream)
        while self.errors < MOST_ERRORS and not (is_cover_only and self.taken):
            try:
                packet = next(packets, None)
                frames = self._decoded(packet)
            except av.EOFError:
                return
            except ERRORS:
                self.errors += 1
                continue
            if packet is None:
                return
            for frame in frames:
                self.errors += bool(frame.is_corrupt)
                self.taken += 1
                self.promise.reach(_end_s(frame))
                yield frame

    def _decoded(self, packet: "Packet[Stream] | None") -> list[VideoFrame]:
        if packet is None:
            return []
        if packet.stream_index != self._stream.index:
            self.promise.see(packet)
            return []
        self.errors += packet.is_corrupt
        return [frame for frame in packet.decode() if isinstance(frame, VideoFrame)]


def _end_s(frame: VideoFrame) -> float:
    return (frame.time or 0.0) + float((frame.duration or 0) * (frame.time_base or 0))


class _Chosen:
    """Which frames are taken, of all tracks together. left_out: scenes that were too many."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.regular = self.extra = self.left_out = 0
        self._next = 0  # number of the next track's first frame

    def of(self, decoding: _Decoding, stream: VideoStream) -> Iterator[ClipFrame]:
        """Raises: NotLooked: there are more of them than may be looked at."""
        rate = float(stream.average_rate or stream.base_rate or 1)
        every = max(int(rate), 1)
        scenes, first, taken_s = _Scenes(), self._next, 0.0
        for number, frame in zip(count(), decoding):
            self._next += 1
            if number > rate * self.limits.clip_s:
                most_s = self.limits.clip_s
                raise edge.too_large(f"only the first {most_s} seconds of the clip were looked at")
            begins, is_regular = scenes.begins(frame), number % every == 0
            is_late = (frame.time or 0.0) - taken_s >= LONGEST_GAP_S
            if self._takes(is_regular, is_late, begins):
                taken_s = frame.time or 0.0
                edge.check_pixels(frame.width, frame.height, self.limits.pixels)
                yield ClipFrame(frame, first + number, number / rate, not is_regular)

    def _takes(self, is_regular: bool, is_late: bool, begins: bool) -> bool:
        if is_regular or is_late:
            if self.regular == self.limits.frames:
                raise edge.too_large(f"only the first {self.regular} of a clip's frames were looked at")
            self.regular += 1
            return True
        if begins and self.extra < self.limits.frames // 2:
            self.extra += 1
            return True
        self.left_out += begins
        return False


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
