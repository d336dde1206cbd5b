"""The ways through a clip, and what its header promises."""

import io
import struct

import pytest

from leeward.media import edge
from leeward.media.sniff import sniff
from leeward.media.tracks import Track, is_cut, opened, tracks
from leeward.model.errors import NotLooked
from tests.unit.media import drawn_clips

PLAIN = drawn_clips.clip()
FILM = drawn_clips.clip("matroska", "mpeg4")


def found(content: bytes) -> list[Track]:
    edge.prepare()
    return list(tracks(sniff(content), io.BytesIO(content)))


@pytest.mark.parametrize("content", [PLAIN, FILM], ids=["mp4 with later frames first", "matroska"])
def test_an_everyday_clip_is_gone_through_once(content: bytes) -> None:
    assert found(content) == [Track(0)]


def test_every_video_track_is_a_way_through() -> None:
    assert found(drawn_clips.tracks("matroska", ((0, 0.2), (1, 0.2)))) == [Track(0), Track(1)]


def test_a_track_with_hidden_samples_is_gone_through_twice() -> None:
    content = bytearray(drawn_clips.clip(codec="mpeg4"))
    at, timed = content.index(b"elst"), content.index(b"mdhd")
    scale = int.from_bytes(content[timed + 16 : timed + 20], "big")
    content[at + 12 : at + 20] = struct.pack(">II", 1000, scale * 2)
    assert found(bytes(content)) == [Track(0), Track(0, is_unedited=True)]


def test_what_cannot_be_opened_is_unreadable() -> None:
    edge.prepare()
    with pytest.raises(NotLooked, match="cannot be opened as one"):
        opened(sniff(PLAIN), io.BytesIO(b"nothing"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [(FILM, False), (FILM[:-1], True), (FILM[:2000], True), (FILM[:30], False), (PLAIN[:-1], False)],
    ids=["whole", "a byte short", "a start", "less than a header", "another kind"],
)
def test_a_matroska_shorter_than_its_segment_is_cut(content: bytes, expected: bool) -> None:
    assert is_cut(sniff(content), io.BytesIO(content)) is expected
