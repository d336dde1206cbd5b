"""Which frames of a clip are looked at."""

import io
import random
import struct
from fractions import Fraction

import av
import numpy as np
import pytest

from leeward.media import edge
from leeward.media.clip_frame import ClipFrame
from leeward.media.clips import clip
from leeward.media.samples import samples
from leeward.media.sniff import Kind, sniff
from leeward.media.tracks import MOST_TRACKS
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.look import Look
from tests.unit.media import drawn_clips

PLAIN = drawn_clips.clip()
TWO_SCENES = drawn_clips.clip(scenes=(1.55, 1.5))


def seen(content: bytes, limits: Limits | None = None, kind: Kind | None = None) -> list[ClipFrame]:
    edge.prepare()
    return list(clip(kind or sniff(content), io.BytesIO(content), limits or Limits()))


def seen_until(content: bytes, limits: Limits | None = None) -> tuple[list[ClipFrame], NotLooked]:
    found: list[ClipFrame] = []
    edge.prepare()
    with pytest.raises(NotLooked) as why:
        found.extend(clip(sniff(content), io.BytesIO(content), limits or Limits()))
    return found, why.value


def numbers(frames: list[ClipFrame]) -> list[int]:
    return [frame.frame for frame in frames]


def test_one_frame_a_second_is_taken_from_the_first_on() -> None:
    frames = seen(PLAIN)
    assert numbers(frames) == [0, 10, 20]
    assert [frame.at_s for frame in frames] == [0.0, 1.0, 2.0]
    assert not any(frame.is_extra for frame in frames)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [(Fraction(30000, 1001), [0, 29, 58]), (Fraction(25, 2), [0, 12, 24]), (Fraction(1, 2), [0])],
)
def test_the_frame_rate_is_rounded_down_as_the_reference_does(rate: Fraction, expected: list[int]) -> None:
    assert numbers(seen(drawn_clips.clip(rate=rate, scenes=(2.1,)))) == expected


def test_the_first_frame_of_every_scene_is_taken_too() -> None:
    frames = seen(TWO_SCENES)
    assert [(frame.frame, frame.is_extra) for frame in frames] == [
        (0, False),
        (10, False),
        (16, True),
        (20, False),
        (30, False),
    ]


CONTAINERS = [("mp4", "libx264"), ("mov", "libx264"), ("webm", "libvpx-vp9"), ("matroska", "libx264")]
CONTAINERS += [
    ("avi", "mpeg4"),
    ("mpegts", "libx264"),
    ("ogg", "libvpx"),
    ("flv", "flv"),
    ("3gp", "mpeg4"),
]


@pytest.mark.parametrize(("form", "codec"), CONTAINERS, ids=[form for form, _ in CONTAINERS])
def test_every_container_gives_the_same_frames(form: str, codec: str) -> None:
    size = (176, 144) if form == "3gp" else (160, 96)
    frames = seen(drawn_clips.clip(form, codec, size=size))
    assert numbers(frames) == [0, 10, 20]
    drawn = drawn_clips.scene(0, 1.0, *size).astype(int)
    assert np.abs(frames[1].pixels().astype(int) - drawn).mean() < 12


def test_frames_beyond_the_limit_are_too_large_and_the_first_are_kept() -> None:
    frames, why = seen_until(PLAIN, Limits(frames=2))
    assert numbers(frames) == [0, 10]
    assert why.look is Look.TOO_LARGE


def test_seconds_beyond_the_limit_are_too_large_and_the_first_are_kept() -> None:
    frames, why = seen_until(PLAIN, Limits(clip_s=1))
    assert numbers(frames) == [0, 10]
    assert (why.look, why.reason) == (Look.TOO_LARGE, "only the first 1 seconds of the clip were looked at")


def test_flicker_does_not_use_up_the_frames_a_second() -> None:
    frames = drawn_clips.clip(scenes=(0.1,) * 30)
    taken, why = seen_until(frames, Limits(frames=4))
    assert [frame.frame for frame in taken if not frame.is_extra] == [0, 10, 20]
    assert sum(frame.is_extra for frame in taken) == 2
    assert why.look is Look.TOO_LARGE
    assert why.reason == "only the first 2 scenes between a clip's seconds were looked at"


def test_more_pixels_than_the_limit_are_refused_with_numbers() -> None:
    frames, why = seen_until(PLAIN, Limits(pixels=160 * 96 - 1))
    assert (frames, why.look) == ([], Look.TOO_LARGE)
    assert "160 x 96 pixels" in why.reason


def test_a_clip_cut_short_keeps_its_frames_but_is_unreadable() -> None:
    content = drawn_clips.clip("webm", "libvpx-vp9")
    frames, why = seen_until(content[: len(content) // 2])
    assert numbers(frames)[:1] == [0]
    assert why.look is Look.UNREADABLE


def test_damage_in_the_middle_does_not_hide_what_comes_after() -> None:
    content = bytearray(drawn_clips.clip("mpegts", "libx264", scenes=(6.0,)))
    middle = len(content) // 2
    content[middle : middle + 400] = random.Random(1).randbytes(400)
    frames, why = seen_until(bytes(content))
    assert frames[-1].frame > 40
    assert (why.look, why.reason) == (Look.UNREADABLE, edge.PARTLY)


@pytest.mark.parametrize("form", ["mp4", "matroska"])
def test_every_video_track_is_looked_at_and_counted_on(form: str) -> None:
    content = drawn_clips.tracks(form, ((0, 2.0), (1, 2.0)))
    frames = seen(content)
    assert numbers(frames) == [0, 10, 20, 30]
    drawn = [drawn_clips.scene(scene, 0.0, 160, 96).astype(int) for scene in (0, 1)]
    found = [frames[place].pixels().astype(int) for place in (0, 2)]
    assert all(np.abs(one - other).mean() < 12 for one, other in zip(drawn, found, strict=True))


def test_a_track_that_is_too_large_does_not_hide_the_next_one() -> None:
    content = drawn_clips.tracks("matroska", ((0, 1.0), (1, 1.0)), sizes=((640, 480), (160, 96)))
    frames, why = seen_until(content, Limits(pixels=200_000))
    assert [(frame.width, frame.height) for frame in frames] == [(160, 96)]
    assert why.look is Look.TOO_LARGE


def test_video_tracks_beyond_the_limit_are_told() -> None:
    content = drawn_clips.tracks("matroska", ((0, 0.1),) * (MOST_TRACKS + 1))
    frames, why = seen_until(content)
    assert len(frames) == MOST_TRACKS
    assert (why.look, why.reason) == (Look.TOO_LARGE, "only the first 16 of 17 video tracks were looked at")


def test_frames_that_an_edit_list_hides_are_looked_at_after_the_others() -> None:
    content = bytearray(drawn_clips.clip(codec="mpeg4", scenes=(3.0,)))
    at, timed = content.index(b"elst"), content.index(b"mdhd")
    scale = int.from_bytes(content[timed + 16 : timed + 20], "big")
    content[at + 12 : at + 20] = struct.pack(">II", 1000, scale * 2)
    frames = seen(bytes(content))
    assert numbers(frames) == [0, 10, 20, 30]
    drawn = drawn_clips.scene(0, 0.0, 160, 96).astype(int)
    assert np.abs(frames[1].pixels().astype(int) - drawn).mean() < 12


def test_a_frame_rate_that_lies_leaves_no_gap_of_more_than_a_second() -> None:
    content = bytearray(drawn_clips.clip("matroska", "mpeg4", scenes=(3.0,)))
    at = content.index(b"\x23\xe3\x83") + 3
    width = content[at] & 0x7F
    content[at + 1 : at + 1 + width] = (100_000).to_bytes(width, "big")
    frames = seen(bytes(content))
    assert [(frame.frame, frame.is_extra) for frame in frames] == [(0, False), (10, True), (20, True)]


@pytest.mark.parametrize("form", ["matroska", "webm"])
@pytest.mark.parametrize("part", [0.45, 0.97])
def test_a_clip_with_sound_that_is_cut_short_is_unreadable(form: str, part: float) -> None:
    content = drawn_clips.with_sound(form)
    assert numbers(seen(content))
    frames, why = seen_until(content[: int(len(content) * part)])
    assert numbers(frames)[:1] == [0]
    assert (why.look, why.reason) == (Look.UNREADABLE, edge.PARTLY)


def test_sound_that_goes_on_after_the_picture_is_no_damage() -> None:
    assert numbers(seen(drawn_clips.with_sound("matroska", more_s=8))) == [0, 10, 20]


def test_sound_alone_is_unsupported() -> None:
    made = io.BytesIO()
    with av.open(made, "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=8000)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), "fltp", "mono")
        sound.sample_rate = 8000
        container.mux(stream.encode(sound))
        container.mux(stream.encode(None))
    frames, why = seen_until(made.getvalue())
    assert (frames, why.look) == ([], Look.UNSUPPORTED)


@pytest.mark.parametrize(
    "name", ["MP4 with H.264", "MP4 with H.265", "MP4 with AV1", "WebM with VP8", "WebM with VP9"]
)
def test_every_codec_is_decoded(name: str) -> None:
    assert numbers(seen(dict(samples())[name]))[0] == 0


def test_a_reference_to_another_file_is_not_followed() -> None:
    edge.prepare()
    content = b"#EXTM3U\n#EXTINF:1,\nfile:///etc/hostname\n"
    with pytest.raises(NotLooked):
        seen(content, kind=sniff(PLAIN))


def matrix(a: int, b: int, c: int, d: int) -> bytes:
    return struct.pack(">9i", a << 16, b << 16, 0, c << 16, d << 16, 0, 0, 0, 1 << 30)


@pytest.mark.parametrize(
    ("turned", "orientation"),
    [(matrix(0, 1, -1, 0), 6), (matrix(-1, 0, 0, -1), 3), (matrix(0, -1, 1, 0), 8), (matrix(1, 0, 0, 1), 1)],
    ids=["clockwise", "upside down", "anticlockwise", "upright"],
)
def test_a_clip_that_players_turn_says_so_as_exif_would(turned: bytes, orientation: int) -> None:
    at = PLAIN.index(matrix(1, 0, 0, 1), PLAIN.index(b"tkhd"))
    frames = seen(PLAIN[:at] + turned + PLAIN[at + len(turned) :])
    assert {frame.orientation for frame in frames} == {orientation}
    assert (frames[0].width, frames[0].height) == (160, 96)


def test_a_moving_heic_is_decoded_as_a_clip() -> None:
    content = dict(samples())["MP4 with H.265"]
    content = content[:8] + b"msf1" + content[12:]
    assert sniff(content).media_type == "image/heic-sequence"
    assert numbers(seen(content)) == [0]
