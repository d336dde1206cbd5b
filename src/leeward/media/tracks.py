"""The video tracks of a clip's container: opening them, and what it promises to hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO, NoReturn

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition, Stream
from av.video.stream import VideoStream

from leeward.media import edge
from leeward.media.sniff import Kind

MOST_TRACKS = 16  # looked at in one clip
ERRORS = (*edge.DECODER_ERRORS, av.FFmpegError)
_SEGMENT = b"\x18\x53\x80\x67"
_EBML_HEAD = 4096  # bytes in which a Matroska's segment starts


@dataclass(frozen=True, slots=True)
class Track:
    """One way through one video track. is_unedited: without the file's edit list, which hides samples."""

    number: int
    is_unedited: bool = False


def tracks(kind: Kind, file: BinaryIO) -> Sequence[Track]:
    """Every video track, cover pictures too; one with samples that its edit list hides comes once more.

    Raises: NotLooked: it cannot be opened, or has no moving picture.
    """
    with opened(kind, file) as container:
        streams = container.streams.video
        if not streams:
            raise edge.unsupported(f"{kind.title} without a moving picture")
        plain = [Track(number) for number in range(len(streams))]
        hiding = (number for number, stream in enumerate(streams) if _hides(kind, stream))
        return plain + [Track(number, is_unedited=True) for number in hiding]


def _hides(kind: Kind, stream: VideoStream) -> bool:
    if kind.opener != "mov" or is_cover(stream):
        return False
    return stream.frames > len({entry.pos for entry in stream.index_entries if not entry.is_discard}) > 0


def opened(kind: Kind, file: BinaryIO, is_unedited: bool = False) -> InputContainer:
    """From the start of the file. Raises: NotLooked: it cannot be opened as what it seems to be."""
    options = {"protocol_whitelist": "none", "enable_drefs": "0"}
    if is_unedited:
        options["ignore_editlist"] = "1"
    try:
        return av.open(
            _Readable(file),
            mode="r",
            format=kind.opener,
            options=options,
            metadata_errors="replace",
            io_open=_refused,
        )
    except ERRORS as error:
        raise edge.unreadable(f"it starts like {kind.title}, but cannot be opened as one") from error


class _Readable:
    """No name and no descriptor: FFmpeg can but read and seek."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self.read, self.seek, self.tell = file.read, file.seek, file.tell


def _refused(*_: object, **__: object) -> NoReturn:
    raise PermissionError("a clip asks for another file")


def is_cover(stream: VideoStream) -> bool:
    """Whether it is one still picture beside the film or the music."""
    return bool(stream.disposition & Disposition.attached_pic)


class Promise:
    """What the header says of the length, and how far the packets came that were seen."""

    def __init__(self, container: InputContainer, stream: VideoStream) -> None:
        self._promised_s = 0.0
        self._reached_s = 0.0
        self.streams: Sequence[Stream] = (stream,)
        if is_cover(stream):
            return
        if stream.duration is not None and stream.time_base is not None:
            self._promised_s = float(stream.duration * stream.time_base)
        elif container.duration is not None:
            # The sound may well last longer than the picture: what counts is where the last of both ends.
            self._promised_s = container.duration / av.time_base
            self.streams = (*container.streams.video, *container.streams.audio)

    def see(self, packet: "Packet[Stream]") -> None:
        """Note where the packet ends."""
        if packet.pts is not None and packet.time_base is not None:
            self.reach(float((packet.pts + (packet.duration or 0)) * packet.time_base))

    def reach(self, seconds: float) -> None:
        """Note that there is something until then."""
        self._reached_s = max(self._reached_s, seconds)

    def is_broken(self) -> bool:
        """Whether clearly less was there than promised."""
        return self._reached_s < self._promised_s * 0.9 - 1.0


def is_cut(kind: Kind, file: BinaryIO) -> bool:
    """Whether a Matroska says that it is longer than it is."""
    if kind.opener != "matroska":
        return False
    file.seek(0)
    head = file.read(_EBML_HEAD)
    at = head.find(_SEGMENT) + len(_SEGMENT)
    if at < len(_SEGMENT) or at + 8 > len(head):
        return False
    width = 9 - head[at].bit_length()
    size = int.from_bytes(head[at : at + width], "big") & ((1 << 7 * width) - 1)
    is_known = size != (1 << 7 * width) - 1
    return is_known and at + width + size > file.seek(0, 2)
