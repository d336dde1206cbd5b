"""What a file is, by its first bytes."""

import io
import tarfile

import pytest

from leeward.media.samples import samples
from leeward.media.sniff import HEAD_BYTES, Family, sniff

TYPES = {
    "JPEG": "image/jpeg",
    "JPEG in CMYK": "image/jpeg",
    "PNG": "image/png",
    "PNG with transparency": "image/png",
    "WebP": "image/webp",
    "animated WebP": "image/webp",
    "GIF": "image/gif",
    "AVIF": "image/avif",
    "HEIC": "image/heic",
    "JPEG XL": "image/jxl",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
    "TIFF with JPEG inside": "image/tiff",
    "MP4 with H.264": "video/mp4",
    "MP4 with H.265": "video/mp4",
    "WebM with VP9": "video/webm",
    "WebM with VP8": "video/webm",
    "MP4 with AV1": "video/mp4",
    "AVI with MPEG-4": "video/x-msvideo",
}


def box(brand: bytes, *others: bytes) -> bytes:
    body = brand + bytes(4) + b"".join(others)
    return (8 + len(body)).to_bytes(4, "big") + b"ftyp" + body


HEADS: dict[str, tuple[bytes, str | None, Family]] = {
    "big-endian TIFF": (b"MM\x00*" + bytes(8), "image/tiff", Family.STILL),
    "BigTIFF": (b"II+\x00" + bytes(8), "image/tiff", Family.STILL),
    "JPEG XL in its container": (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl", Family.STILL),
    "moving AVIF": (box(b"avis", b"avif"), "image/avif", Family.STILL),
    "mif1 that is AVIF": (box(b"mif1", b"miaf", b"avif"), "image/avif", Family.STILL),
    "mif1 that is HEIC": (box(b"mif1", b"heic"), "image/heic", Family.STILL),
    "moving HEIC": (box(b"msf1", b"hevc"), "image/heic-sequence", Family.CLIP),
    "QuickTime": (box(b"qt  "), "video/quicktime", Family.CLIP),
    "old QuickTime": (b"\x00\x00\x01\x00moov" + bytes(20), "video/quicktime", Family.CLIP),
    "data first": (b"\x00\x00\x01\x00mdat" + bytes(20), "video/quicktime", Family.CLIP),
    "text with the name of a box": (b"moremoov", "text/plain", Family.OTHER),
    "icon": (b"\x00\x00\x01\x00\x01\x00\x10\x10", "image/x-icon", Family.OTHER),
    "3GP": (box(b"3gp4"), "video/mp4", Family.CLIP),
    "M4V": (box(b"M4V "), "video/mp4", Family.CLIP),
    "Matroska": (b"\x1aE\xdf\xa3\x93B\x82\x88matroska", "video/x-matroska", Family.CLIP),
    "Ogg": (b"OggS\x00\x02", "video/ogg", Family.CLIP),
    "transport stream": ((b"\x47" + bytes(187)) * 4, "video/mp2t", Family.CLIP),
    "ZIP": (b"PK\x03\x04", "application/zip", Family.ARCHIVE),
    "empty ZIP": (b"PK\x05\x06" + bytes(18), "application/zip", Family.ARCHIVE),
    "gzip": (b"\x1f\x8b\x08\x00", "application/gzip", Family.ARCHIVE),
    "PDF": (b"%PDF-1.7", "application/pdf", Family.OTHER),
    "program": (b"\x7fELF\x02", "application/x-elf", Family.OTHER),
    "MP3": (b"ID3\x04", "audio/mpeg", Family.OTHER),
    "WAV": (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav", Family.OTHER),
    "SVG": (b'<svg xmlns="x">', "image/svg+xml", Family.OTHER),
    "SVG after a declaration": (b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg>", "image/svg+xml", Family.OTHER),
    "XML": (b"<?xml version='1.0'?><a/>", "text/xml", Family.OTHER),
    "HTML": (b"\n <!DOCTYPE html><p>", "text/html", Family.OTHER),
    "JSON": (b' {"a": 1}', "application/json", Family.OTHER),
    "playlist": (b"#EXTM3U\n", "application/vnd.apple.mpegurl", Family.OTHER),
    "text": ("grüße".encode(), "text/plain", Family.OTHER),
    "text cut in a letter": (("x" + "ü" * 3000).encode(), "text/plain", Family.OTHER),
    "noise": (b"\x01\x02\x03\xff\xfe\x00", None, Family.OTHER),
    "nothing": (b"", None, Family.OTHER),
}


@pytest.mark.parametrize("name", TYPES)
def test_every_sample_is_known_by_its_content(name: str) -> None:
    assert sniff(dict(samples())[name]).media_type == TYPES[name]


def test_every_sample_has_a_type_here() -> None:
    assert dict(samples()).keys() == TYPES.keys()


@pytest.mark.parametrize(("head", "media_type", "family"), HEADS.values(), ids=HEADS.keys())
def test_first_bytes_tell(head: bytes, media_type: str | None, family: Family) -> None:
    kind = sniff(head)
    assert (kind.media_type, kind.family) == (media_type, family)
    assert kind.title.startswith(("a ", "an "))


def test_a_tar_is_known_by_the_mark_in_its_first_header() -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as made:
        made.addfile(tarfile.TarInfo("a"))
    assert sniff(content.getvalue()).media_type == "application/x-tar"


def test_more_than_the_head_is_not_read() -> None:
    head = (b"words " * HEAD_BYTES)[:HEAD_BYTES]
    assert sniff(head + b"\x00\xff\x00") == sniff(head)


@pytest.mark.parametrize("length", [0, 1, 2, 3, 7, 11, 15, 17])
def test_a_few_bytes_of_anything_are_no_reason_to_fail(length: int) -> None:
    for content in dict(samples()).values():
        assert sniff(content[:length]).title
