"""One door for stills and clips."""

import io

import pytest

from leeward.media import edge
from leeward.media.clip_frame import ClipFrame
from leeward.media.gallery import pictures
from leeward.media.samples import samples
from leeward.media.sniff import sniff
from leeward.model.errors import NotLooked
from leeward.model.limits import Limits
from leeward.model.look import Look
from leeward.model.pictures import Picture

SAMPLES = dict(samples())


def seen(content: bytes, limits: Limits | None = None) -> list[Picture]:
    edge.prepare()
    with edge.quiet():
        return list(pictures(sniff(content), io.BytesIO(content), len(content), limits or Limits()))


def test_a_still_is_opened_wherever_its_file_stands() -> None:
    file = io.BytesIO(SAMPLES["BMP"])
    file.seek(100)
    edge.prepare()
    assert list(pictures(sniff(SAMPLES["BMP"]), file, len(SAMPLES["BMP"]), Limits()))


def test_a_clip_gives_frames_of_a_clip() -> None:
    assert all(isinstance(picture, ClipFrame) for picture in seen(SAMPLES["WebM with VP9"]))


def test_a_still_too_large_to_hold_is_refused_and_a_clip_of_that_size_is_not() -> None:
    with pytest.raises(NotLooked) as why:
        seen(SAMPLES["PNG"], Limits(still_bytes=10))
    assert why.value.look is Look.TOO_LARGE
    assert seen(SAMPLES["WebM with VP9"], Limits(still_bytes=10))


def test_what_is_neither_is_unsupported_and_named() -> None:
    with pytest.raises(NotLooked) as why:
        seen(b"%PDF-1.7")
    assert (why.value.look, why.value.reason) == (Look.UNSUPPORTED, "a PDF document: not looked at")
