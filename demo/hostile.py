"""Files made to hurt whoever opens them, all benign in what they show."""

import gzip
import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator

from demo import draw
from demo.world import Expect, Made, encoded


def hostile() -> Iterator[Made]:
    """One of each kind; every one of them must end as a `look` with a reason."""
    for name, content, how in _all():
        yield Made(name, content, Expect.NOT_LOOKED, how)


def _all() -> Iterator[tuple[str, bytes, str]]:
    whole = encoded(draw.bridge(4000, 640, 480), quality=85)
    yield "empty.jpg", b"", "nothing in it"
    yield "cut-short.jpg", whole[: len(whole) // 3], "the end is missing"
    yield "only-a-beginning.jpg", whole[:200], "a header and no picture"
    yield "noise.png", b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(4000), "noise behind a header"
    yield "huge-canvas.png", _png_claiming(60_000, 60_000), "claims 3.6 gigapixels"
    yield "letter.jpg", b"Dear all,\nthe bridge is closed on Monday.\n", "a text named .jpg"
    yield "page.gif", b"<html><script>document.title='bridge'</script></html>", "a web page named .gif"
    yield "program.mp4", b"\x7fELF" + bytes(2000), "a program named .mp4"
    yield "cut-short.mp4", _cut_film(), "a film without its index"
    yield "zip-bomb.zip", _zip_of({"zeros.bmp": bytes(300_000_000)}), "unpacks to a thousand times its size"
    yield "matryoshka.zip", _nested(6), "archives in archives in archives"
    yield "cut-short.zip", _zip_of({"a.jpg": whole, "b.jpg": whole})[:-60], "its directory is missing"
    yield "tar-bomb.tar.gz", _tar_bomb(), "unpacks to a thousand times its size"


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _png_claiming(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")


def _zip_of(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _nested(depth: int) -> bytes:
    inner = encoded(draw.bridge(4001, 320, 240))
    name = "bridge.jpg"
    for level in range(depth):
        inner, name = _zip_of({name: inner}), f"level-{level}.zip"
    return inner


def _tar_bomb() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("zeros.bmp")
        entry.size = 300_000_000
        archive.addfile(entry, io.BytesIO(bytes(entry.size)))
    return gzip.compress(out.getvalue(), 1)


def _cut_film() -> bytes:
    from_start = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"
    return from_start + b"\x00\x01\x00\x00mdat" + random.Random(2).randbytes(30_000)
