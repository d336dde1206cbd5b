"""Files made to do harm: each is one finding with a look and a reason, soon, in little memory."""

import gzip
import io
import os
import random
import resource
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Mapping

import pytest
from PIL import Image

from leeward.media.samples import samples
from leeward.model.findings import Finding, Json, from_json
from leeward.model.look import Look
from leeward.pipeline.ingest.task import look

SAMPLES = dict(samples())
SECONDS = 15.0  # of computing, for any one file here
MEMORY = 700 * 1024  # KiB that one file may add to the process's peak
ASK: dict[str, Json] = {"signals": ["md5", "pdq", "vpdq"]}


def tell(content: bytes, ask: Mapping[str, Json] = ASK) -> list[Mapping[str, Json]]:
    fd = os.memfd_create("leeward-test")
    began = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        with os.fdopen(os.dup(fd), "wb") as file:
            file.write(content)
        told = list(look(fd, ask))
    finally:
        os.close(fd)
    assert time.process_time() - began[0] < SECONDS
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - began[1] < MEMORY
    return told


def finding(content: bytes, **limits: Json) -> Finding:
    [found] = [m["finding"] for m in tell(content, {**ASK, "limits": limits}) if "finding" in m]
    return from_json(found)


def problem(messages: list[Mapping[str, Json]]) -> Mapping[str, Json]:
    whole = messages[-1]["archive"]
    assert isinstance(whole, dict)
    assert isinstance(whole["problem"], dict)
    return whole["problem"]


def png(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def patched(name: str, old: bytes, new: bytes) -> bytes:
    content = SAMPLES[name]
    assert old in content
    return content.replace(old, new)


def jpeg_of(width: int, height: int) -> bytes:
    content = bytearray(SAMPLES["JPEG"])
    at = content.index(b"\xff\xc0") + 5
    content[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(content)


def drawn(form: str, side: int, **options: object) -> bytes:
    content = io.BytesIO()
    Image.linear_gradient("L").resize((side, side)).convert("RGB").save(content, form, **options)
    return content.getvalue()


PIXEL_BOMBS: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: png(60_000, 60_000),
    "PNG of 2^31": lambda: png(2**31 - 1, 2**31 - 1),
    "JPEG": lambda: jpeg_of(65_500, 65_500),
    "GIF": lambda: SAMPLES["GIF"][:6] + b"\xff\xff\xff\xff" + SAMPLES["GIF"][10:],
    "BMP": lambda: SAMPLES["BMP"][:18] + struct.pack("<ii", 60_000, 60_000) + SAMPLES["BMP"][26:],
    "TIFF": lambda: tiff_of(60_000, 60_000),
    "WebP": lambda: (
        SAMPLES["animated WebP"][:24] + b"\xff\x3f\x00\xff\x3f\x00" + SAMPLES["animated WebP"][30:]
    ),
    "AVIF": lambda: patched("AVIF", struct.pack(">II", 16, 16), struct.pack(">II", 60_000, 60_000)),
    "HEIC": lambda: larger_heic(),
    "JPEG XL": lambda: b"\xff\x0a" + (0b11 << 1 | 59_999 << 3 | 1 << 33).to_bytes(10, "little"),
}


def larger_heic() -> bytes:
    content = SAMPLES["HEIC"]
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", 60_000, 60_000) + content[at + 8 :]


def tiff_of(width: int, height: int) -> bytes:
    tags = (
        (256, width),
        (257, height),
        (258, 8),
        (259, 1),
        (262, 1),
        (273, 8),
        (277, 1),
        (278, height),
        (279, 64),
    )
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\x00" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)


@pytest.mark.parametrize("bomb", PIXEL_BOMBS.values(), ids=PIXEL_BOMBS.keys())
def test_a_pixel_bomb_is_refused_by_its_header(bomb: Callable[[], bytes]) -> None:
    found = finding(bomb())
    assert found.look in {Look.TOO_LARGE, Look.UNREADABLE}
    assert found.reason
    assert [signal.kind for signal in found.signals] == ["md5"]


@pytest.mark.parametrize("name", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_the_refusal_of_a_pixel_bomb_names_the_numbers(name: str) -> None:
    found = finding(PIXEL_BOMBS[name]())
    assert found.look is Look.TOO_LARGE
    assert found.reason is not None
    assert "the limit is 200,000,000 pixels" in found.reason


def test_a_bomb_of_uniform_pixels_within_the_limit_is_only_slow_to_decode() -> None:
    assert finding(drawn("PNG", 3000)).look is Look.LOOKED


def test_a_frame_bomb_keeps_the_signals_of_the_first_frames() -> None:
    first = Image.effect_noise((32, 32), 80).convert("P")
    content = io.BytesIO()
    rest = [first.rotate(turn) for turn in range(1, 50)]
    first.save(content, "GIF", save_all=True, append_images=rest)
    body = content.getvalue()
    start = body.index(b"\x21\xf9")
    bomb = body[:start] + body[start:-1] * 2000 + b";"
    found = finding(bomb, frames=30)
    assert found.look is Look.TOO_LARGE
    assert found.reason is not None
    assert found.reason.startswith("only the first 30 of ")
    assert {signal.frame for signal in found.signals if signal.kind == "pdq"} == set(range(30))


def test_gzipped_zeros_are_refused_at_the_budget() -> None:
    bomb = gzip.compress(gzip.compress(bytes(1 << 28), 9), 9)
    told = tell(bomb, {**ASK, "limits": {"still_bytes": 1 << 20}})
    assert from_json(told[-2]["finding"]).look is Look.UNSUPPORTED


def zeros_in_zip(mebibytes: int) -> bytes:
    """A ZIP of one member that unpacks to zeros, made without packing all of them."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = piece * mebibytes + packer.flush()
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("zeros.bin", packed)
    content, size = bytearray(made.getvalue()), struct.pack("<I", mebibytes << 20)
    central = content.rindex(b"PK\x01\x02")
    content[8:10] = content[central + 10 : central + 12] = struct.pack("<H", 8)
    content[22:26] = content[central + 24 : central + 28] = size
    return bytes(content)


@pytest.mark.parametrize("still_bytes", [1 << 20, 1 << 28], ids=["unpacked on the way", "held first"])
def test_a_zip_bomb_is_refused_at_the_budget(still_bytes: int) -> None:
    told = tell(zeros_in_zip(1100), {"signals": [], "limits": {"still_bytes": still_bytes}})
    assert problem(told) == {"look": "too_large", "reason": "it unpacks to more than 1073741824 bytes"}


def test_nested_zips_end_at_the_nesting_limit() -> None:
    content = b"harbour"
    for _ in range(40):
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(3):
                archive.writestr(f"{number}.zip", content)
        content = made.getvalue()
    told = tell(content)
    looks = {from_json(message["finding"]).look for message in told if "finding" in message}
    assert looks == {Look.TOO_LARGE}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_file_cut_short_anywhere_is_one_finding_and_never_silent(name: str) -> None:
    content = SAMPLES[name]
    for part in (1, 2, 3, 8, 20, 50, 80, 95):
        found = finding(content[: max(1, len(content) * part // 100)])
        assert found.look in {Look.LOOKED, Look.UNREADABLE, Look.UNSUPPORTED}
        assert (found.reason is None) == (found.look is Look.LOOKED)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP", "TIFF", "WEBP"])
def test_half_a_picture_is_unreadable(form: str) -> None:
    content = drawn(form, 256)
    assert finding(content[: len(content) // 2]).look is Look.UNREADABLE


@pytest.mark.parametrize("form", ["JPEG", "PNG", "GIF", "BMP"])
def test_half_a_picture_that_viewers_show_keeps_a_signal(form: str) -> None:
    content = drawn(form, 256)
    kinds = [signal.kind for signal in finding(content[: len(content) // 2]).signals]
    assert kinds[:2] == ["md5", "pdq"]


POLYGLOTS = {
    "GIF and script": (SAMPLES["GIF"] + b"/*<script>alert(1)</script>*/", "image/gif", Look.LOOKED),
    "JPEG and ZIP": (SAMPLES["JPEG"] + b"PK\x03\x04" + bytes(40), "image/jpeg", Look.UNSUPPORTED),
    "PDF and JPEG": (b"%PDF-1.7\n" + SAMPLES["JPEG"], "application/pdf", Look.UNSUPPORTED),
    "PNG and HTML": (SAMPLES["PNG"] + b"<html></html>", "image/png", Look.LOOKED),
    "text before JPEG": (b"hello " + SAMPLES["JPEG"], None, Look.UNSUPPORTED),
}


@pytest.mark.parametrize(("content", "media_type", "outcome"), POLYGLOTS.values(), ids=POLYGLOTS.keys())
def test_a_polyglot_is_what_a_browser_would_show(
    content: bytes, media_type: str | None, outcome: Look
) -> None:
    found = finding(content)
    assert (found.media_type, found.look) == (media_type, outcome)


MAGIC = {name: content[:12] for name, content in SAMPLES.items()}


@pytest.mark.parametrize("magic", MAGIC.values(), ids=MAGIC.keys())
@pytest.mark.parametrize("size", [0, 1, 100, 20_000])
def test_noise_behind_the_right_first_bytes_is_not_looked_at(magic: bytes, size: int) -> None:
    found = finding(magic + random.Random(size).randbytes(size))
    assert found.look in {Look.UNREADABLE, Look.TOO_LARGE, Look.UNSUPPORTED}
    assert found.reason


def test_one_byte_and_no_byte_are_told_apart_from_pictures() -> None:
    assert finding(b"").reason == "empty file"
    assert finding(b"\xff").look is Look.UNSUPPORTED


@pytest.mark.parametrize(
    "playlist", [b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"ffconcat version 1.0\nfile a\n"]
)
def test_a_playlist_is_never_followed(playlist: bytes) -> None:
    assert finding(playlist).look is Look.UNSUPPORTED
