"""Files made to hurt whoever opens them, all benign in what they show."""

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator

from PIL import Image

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
    yield "zip-bomb.zip", _zip_bomb(), "unpacks to a thousand times its size"
    yield "matryoshka.zip", _nested(6), "archives in archives in archives"
    yield "cut-short.zip", _zip_of({"a.jpg": whole, "b.jpg": whole})[:-60], "its directory is missing"
    yield "picture.jpg.gz", _gzip_bomb(), "unpacks to a thousand times its size"
    yield "frame-bomb.gif", _frame_bomb(), "more frames than anybody looks at"


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


def _zeros(blocks: int) -> tuple[bytes, int, int]:
    """Zeros as a raw deflate stream, their checksum and size: 64 MiB a block, packed once, repeated."""
    block, packer = bytes(64 << 20), zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH)
    checksum = 0
    for _ in range(blocks):
        checksum = zlib.crc32(block, checksum)
    return packed * blocks + zlib.compressobj(9, zlib.DEFLATED, -15).flush(), checksum, blocks * len(block)


def _zip_bomb() -> bytes:
    """1.25 GiB of zeros in 1.3 MB, as one member of an honest ZIP."""
    stream, checksum, size = _zeros(20)
    name = b"zeros.bmp"
    sizes = struct.pack("<III", checksum, len(stream), size)
    start = struct.pack("<IHHHHH", 0x04034B50, 20, 0, 8, 0, 0x21) + sizes
    entry = struct.pack("<IHHHHHH", 0x02014B50, 20, 20, 0, 8, 0, 0x21) + sizes
    local = start + struct.pack("<HH", len(name), 0) + name + stream
    listed = entry + struct.pack("<HHHHHII", len(name), 0, 0, 0, 0, 0, 0) + name
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(listed), len(local), 0)
    return local + listed + end


def _gzip_bomb() -> bytes:
    """The same as a .gz that says it is a picture."""
    stream, checksum, size = _zeros(20)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + stream + struct.pack("<II", checksum, size & 0xFFFFFFFF)


def _frame_bomb() -> bytes:
    """A GIF of 3,500 different frames: more than anybody looks at."""
    head = b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0xF0, 0, 0) + bytes((0, 0, 0, 255, 255, 255))
    pieces = [head, b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"]
    for number in range(3500):
        frame = Image.frombytes("1", (8, 8), number.to_bytes(8, "little")).convert("P")
        out = io.BytesIO()
        frame.save(out, "GIF")
        whole = out.getvalue()
        image = whole[whole.index(b"\x2c", 13 + 3 * 2 ** ((whole[10] & 7) + 1)) : -1]
        pieces.append(b"\x21\xf9\x04\0\x02\0\0\0" + image)
    return b"".join(pieces) + b"\x3b"


def _cut_film() -> bytes:
    from_start = b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00isomiso2avc1mp41"
    return from_start + b"\x00\x01\x00\x00mdat" + random.Random(2).randbytes(30_000)
