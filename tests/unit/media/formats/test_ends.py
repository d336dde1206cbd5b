"""Where pictures end."""

import pytest

from leeward.media.formats.ends import end_of
from leeward.media.samples import samples
from leeward.media.sniff import sniff

SAMPLES = dict(samples())
TOLD = [
    name for name in SAMPLES if not name.startswith(("BMP", "TIFF", "JPEG XL", "WebM"))
]  # formats without an end


@pytest.mark.parametrize("name", TOLD)
def test_the_end_is_found_whatever_follows_or_goes_before(name: str) -> None:
    content = SAMPLES[name]
    assert end_of(sniff(content), content + b"\xff\xd9 and more") == len(content)
    assert end_of(sniff(content), b"before" + content + b"more", 6) == 6 + len(content)


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_cut_short_ends_with_the_content(name: str) -> None:
    content = SAMPLES[name]
    for part in (len(content) // 2, 20, 13):
        assert end_of(sniff(content), content[:part]) == part


@pytest.mark.parametrize("name", ["BMP", "TIFF", "JPEG XL", "WebM with VP9"])
def test_a_format_that_does_not_tell_ends_with_the_content(name: str) -> None:
    content = SAMPLES[name] + b"more"
    assert end_of(sniff(SAMPLES[name]), content) == len(content)


def test_a_thumbnail_in_a_jpeg_is_not_its_end() -> None:
    inner, outer = SAMPLES["JPEG"], SAMPLES["JPEG"]
    segment = b"\xff\xe1" + (len(inner) + 2).to_bytes(2, "big") + inner
    whole = outer[:2] + segment + outer[2:]
    assert end_of(sniff(whole), whole + b"more") == len(whole)
