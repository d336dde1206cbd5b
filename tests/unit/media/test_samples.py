"""The tiny files that show before the start whether each decoder works."""

from leeward.media.samples import samples
from leeward.media.sniff import Family, sniff


def test_there_is_one_for_every_format_that_is_looked_at() -> None:
    openers = {sniff(content).opener for _, content in samples()}
    assert openers >= {
        "JPEG",
        "PNG",
        "WEBP",
        "GIF",
        "AVIF",
        "HEIF",
        "JXL",
        "BMP",
        "TIFF",
        "mov",
        "matroska",
        "avi",
    }


def test_they_are_small_and_are_pictures_or_clips() -> None:
    for _, content in samples():
        assert len(content) < 6000
        assert sniff(content).family in {Family.STILL, Family.CLIP}
