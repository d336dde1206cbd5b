"""One media: digests, then pictures."""

import io
import itertools
from collections.abc import Mapping
from fractions import Fraction

from leeward.media import edge
from leeward.media.samples import samples
from leeward.model.errors import NotLooked
from leeward.model.findings import Finding, Json, from_json
from leeward.model.look import Look
from leeward.model.signals import View
from leeward.pipeline.ingest.asked import Asked
from leeward.pipeline.ingest.sitting import CHUNK, KEEP_EVERY, SPEAK_EVERY, STOPPED, digested, messages, sit
from tests.unit.media import drawn_clips

SAMPLES = dict(samples())
TWO_SCENES = drawn_clips.clip(scenes=(1.5, 1.5))


def told(content: bytes, flaw: NotLooked | None = None, **ask: Json) -> list[Mapping[str, Json]]:
    edge.prepare()
    asked = Asked.of({"signals": ["md5", "pdq", "vpdq"], **ask}, itertools.count(100.0, 5.0).__next__)
    return list(messages(sit(io.BytesIO(content), asked, flaw=flaw)))


def finding(content: bytes, **ask: Json) -> Finding:
    return from_json(told(content, None, **ask)[-1]["finding"])


def test_the_order_is_digests_then_patience_then_the_finding() -> None:
    assert [next(iter(message)) for message in told(TWO_SCENES)] == ["digested", "patience_s", "finding"]


def test_a_still_gives_a_digest_and_its_picture_signals() -> None:
    found = finding(SAMPLES["PNG"])
    told_of = [(signal.kind, signal.view) for signal in found.signals]
    assert told_of[:3] == [("md5", View.STORED), ("pdq", View.STORED), ("pdq", View.TURNED)]
    assert {view for _, view in told_of} >= {View.ON_BLACK, View.ON_WHITE}


def test_dihedral_variants_come_only_when_asked_for() -> None:
    plain, all_ways = finding(SAMPLES["BMP"]), finding(SAMPLES["BMP"], dihedral=True)
    assert View.FLIPPED_X not in {signal.view for signal in plain.signals}
    assert View.FLIPPED_X in {signal.view for signal in all_ways.signals}


def test_a_scene_between_two_seconds_is_a_picture_but_no_part_of_the_clip_signal() -> None:
    found = finding(TWO_SCENES)
    assert {signal.frame for signal in found.signals if signal.kind == "pdq"} == {0, 10, 15, 20}
    assert [signal.frame for signal in found.signals if signal.kind == "vpdq"] == [0, 10, 20]


def test_a_clip_signal_can_be_had_alone_and_is_the_same() -> None:
    alone, together = finding(TWO_SCENES, signals=["vpdq"]), finding(TWO_SCENES)
    assert alone.signals == tuple(signal for signal in together.signals if signal.kind == "vpdq")


def test_dihedral_variants_are_no_part_of_the_clip_signal() -> None:
    plain, all_ways = finding(TWO_SCENES), finding(TWO_SCENES, dihedral=True)
    kept = [[signal for signal in found.signals if signal.kind == "vpdq"] for found in (plain, all_ways)]
    assert kept[0] == kept[1]


def test_a_long_clip_tells_now_and_then_what_is_known_so_far() -> None:
    content = drawn_clips.clip("webm", "libvpx", (KEEP_EVERY + 5,), Fraction(1), (16, 16))
    kept = [from_json(message["digested"]) for message in told(content) if "digested" in message]
    assert [len([s for s in one.signals if s.kind == "vpdq"]) for one in kept] == [0, KEEP_EVERY]
    assert {(one.look, one.reason) for one in kept} == {(Look.UNREADABLE, STOPPED)}


def test_the_time_for_a_clip_is_granted_once_however_often_it_speaks() -> None:
    content = drawn_clips.clip("webm", "libvpx", (2 * KEEP_EVERY + 5,), Fraction(1), (16, 16))
    for limit, left in ((900.0, [900.0, 895.0, 890.0]), (8.0, [8.0, 3.0, 0.0])):
        messages = told(content, limits={"clip_seconds": limit})
        assert [message["patience_s"] for message in messages if "patience_s" in message] == left


def test_a_large_file_asks_for_time_while_it_is_digested() -> None:
    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            self.seek(CHUNK, 1)
            return bytes(CHUNK) if self.tell() <= SPEAK_EVERY + 2 * CHUNK else b""

    asked = Asked.of({"limits": {"seconds": 9.0}}, lambda: 0.0)
    sitting = sit(io.BytesIO(b"words"), asked)
    sitting.file = Endless()
    assert [next(iter(message)) for message in digested(sitting)] == ["patience_s", "digested"]


def test_the_clip_in_a_motion_photo_has_a_clip_signal() -> None:
    found = finding(SAMPLES["JPEG"] + SAMPLES["MP4 with H.264"])
    assert found.media_type == "image/jpeg"
    assert [signal.frame for signal in found.signals if signal.kind == "vpdq"] == [1]


def test_a_flaw_of_the_content_itself_is_the_outcome_but_the_signals_stay() -> None:
    last = from_json(told(SAMPLES["PNG"], edge.unreadable("not whole"))[-1]["finding"])
    assert (last.look, last.reason) == (Look.UNREADABLE, "not whole")
    assert {signal.kind for signal in last.signals} == {"md5", "pdq"}
