"""What looking at one file tells, message by message."""

import hashlib
import io
import os
from collections.abc import Iterator, Mapping

import pytest
from PIL import Image

from leeward.media.samples import samples
from leeward.model.findings import Finding, Json, from_json
from leeward.model.look import Look
from leeward.pipeline.ingest.sitting import STOPPED
from leeward.pipeline.ingest.task import look, warm

SAMPLES = dict(samples())


def messages(content: bytes, **ask: Json) -> list[Mapping[str, Json]]:
    fd = os.memfd_create("leeward-test")
    try:
        os.write(fd, content)
        return list(look(fd, {"signals": ["md5", "sha256", "pdq", "vpdq"], **ask}))
    finally:
        os.close(fd)


def findings(told: list[Mapping[str, Json]]) -> Iterator[Finding]:
    return (from_json(message["finding"]) for message in told if "finding" in message)


def test_every_decoder_works_before_the_start() -> None:
    warm()


@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_is_looked_at(name: str) -> None:
    [finding] = findings(messages(SAMPLES[name]))
    assert (finding.look, finding.reason, finding.member) == (Look.LOOKED, None, None)
    assert finding.size == len(SAMPLES[name])
    assert finding.signals[0].value == hashlib.md5(SAMPLES[name]).hexdigest()


def test_digests_are_told_before_decoding_with_a_look_to_fall_back_on() -> None:
    told = messages(SAMPLES["PNG"])
    assert [next(iter(message)) for message in told] == ["digested", "finding"]
    fallback = from_json(told[0]["digested"])
    assert (fallback.look, fallback.reason) == (Look.UNREADABLE, STOPPED)
    assert fallback.signals[1].value == hashlib.sha256(SAMPLES["PNG"]).hexdigest()


def test_a_clip_asks_for_patience_before_its_first_frame() -> None:
    told = messages(SAMPLES["MP4 with H.264"], limits={"clip_seconds": 77.0})
    assert told[1] == {"patience_s": pytest.approx(77.0)}  # as clocks subtract


def test_an_animation_asks_for_patience_at_its_second_frame() -> None:
    asked = [one["patience_s"] for one in messages(SAMPLES["GIF"]) if "patience_s" in one]
    assert asked == [pytest.approx(900.0)]


def test_an_empty_file_is_unreadable_and_says_so() -> None:
    [finding] = findings(messages(b""))
    assert (finding.look, finding.reason) == (Look.UNREADABLE, "empty file")


def test_a_file_over_the_limit_is_not_even_read() -> None:
    [finding] = findings(messages(SAMPLES["PNG"], limits={"file_bytes": 10}))
    assert (finding.look, finding.signals) == (Look.TOO_LARGE, ())


def test_a_still_too_large_to_hold_keeps_its_digests() -> None:
    [finding] = findings(messages(SAMPLES["PNG"], limits={"still_bytes": 10}))
    assert (finding.look, len(finding.signals)) == (Look.TOO_LARGE, 2)


def test_the_type_comes_from_the_content() -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), (1, 2, 3)).save(drawn, "BMP")
    [finding] = findings(messages(drawn.getvalue()))
    assert finding.media_type == "image/bmp"


def test_a_text_is_unsupported_by_name() -> None:
    [finding] = findings(messages(b"hello, harbour"))
    assert (finding.look, finding.reason) == (Look.UNSUPPORTED, "a text: not looked at")


def test_the_place_in_the_file_does_not_matter() -> None:
    fd = os.memfd_create("leeward-test")
    os.write(fd, SAMPLES["PNG"])
    told = list(look(fd, {"signals": ["md5"]}))
    assert list(look(fd, {"signals": ["md5"]})) == told
    os.close(fd)


def test_a_closed_file_is_unreadable() -> None:
    reading, writing = os.pipe()
    os.close(writing)
    [finding] = findings(list(look(reading, {"signals": ["md5"]})))
    os.close(reading)
    assert finding.look is Look.UNREADABLE
