"""A locked-in worker sees exactly what an open process sees: no decoder needs a door that is shut."""

import io
import os
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import partial

import pytest

from demo import draw, world
from leeward.media.samples import samples
from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.pipeline.ingest import task as ingest
from leeward.plugins import loader
from leeward.sandbox.pool import End, Ended, Job, Pool, PoolSettings, Said

ASK: Mapping[str, Json] = {
    "limits": asdict(Limits()),
    "signals": list(loader.names("signals")),
    "dihedral": True,
    "first_member": 0,
}


def _picture(kind: str, **options: object) -> bytes:
    return world.encoded(draw.bridge(5, 320, 240), kind, **options)


def _zip(name: str, method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        archive.writestr(name, _picture("JPEG"))
        archive.writestr("inner.zip", _inner())
    return out.getvalue()


def _inner() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("b.png", _picture("PNG"))
    return out.getvalue()


def _tar(mode: str, form: int, name: str = "bridge.jpg") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=f"w:{mode}", format=form) as archive:  # type: ignore[call-overload]
        entry = tarfile.TarInfo(name)
        entry.size = len(_picture("JPEG"))
        archive.addfile(entry, io.BytesIO(_picture("JPEG")))
    return out.getvalue()


def _old_zip() -> bytes:
    """Names in the code page of old DOS programs: ü is 0x81 there."""
    return _zip("bruecke.jpg", zipfile.ZIP_DEFLATED).replace(b"bruecke", b"br\x81ecke")


FILES: dict[str, Callable[[], bytes]] = {
    "zip, stored": lambda: _zip("a.jpg", zipfile.ZIP_STORED),
    "zip, deflated": lambda: _zip("a.jpg", zipfile.ZIP_DEFLATED),
    "zip, bzip2": lambda: _zip("a.jpg", zipfile.ZIP_BZIP2),
    "zip, lzma": lambda: _zip("a.jpg", zipfile.ZIP_LZMA),
    "zip, names in UTF-8": lambda: _zip("Brücke 橋.jpg", zipfile.ZIP_DEFLATED),
    "zip, names of old": _old_zip,
    "tar": lambda: _tar("", tarfile.USTAR_FORMAT),
    "tar, long names": lambda: _tar("", tarfile.GNU_FORMAT, "b/" * 120 + "bridge.jpg"),
    "tar.gz, pax": lambda: _tar("gz", tarfile.PAX_FORMAT, "Brücke" * 30 + ".jpg"),
    "tar.bz2": lambda: _tar("bz2", tarfile.PAX_FORMAT),
    "tar.xz": lambda: _tar("xz", tarfile.PAX_FORMAT),
    "progressive JPEG": lambda: _picture("JPEG", progressive=True),
    "grey JPEG": lambda: world.encoded(draw.bridge(5, 320, 240).convert("L"), "JPEG"),
    "palette PNG": lambda: world.encoded(draw.bridge(5, 320, 240).quantize(16), "PNG"),
    "1-bit TIFF": lambda: world.encoded(draw.bridge(5, 320, 240).convert("1"), "TIFF"),
    "LZW TIFF": lambda: _picture("TIFF", compression="tiff_lzw"),
    "JPEG in TIFF": lambda: _picture("TIFF", compression="jpeg"),
    "lossless WebP": lambda: _picture("WEBP", lossless=True),
    "JPEG 2000": lambda: _picture("JPEG2000"),
    "film": lambda: world.clip(list(draw.crossing(3, 6, 320, 240))),
    "turned": lambda: next(m for m in world.near_copies(1) if "on-its-side" in m.name).content,
    "text": lambda: b"the bridge is closed",
    "nothing": lambda: b"",
    "cut short": lambda: _picture("JPEG")[:5000],
    **{f"sample: {title}": partial(bytes, content) for title, content in samples()},
}


def _descriptor(content: bytes) -> int:
    descriptor = os.memfd_create("test")
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor


def _openly(content: bytes) -> list[Mapping[str, Json]]:
    descriptor = _descriptor(content)
    try:
        return [message for message in ingest.look(descriptor, ASK) if "patience_s" not in message]
    finally:
        os.close(descriptor)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    settings = PoolSettings(1, Limits().memory_bytes, 60.0, 120.0)
    with Pool(
        "leeward.pipeline.ingest.task:look", "leeward.pipeline.ingest.task:warm", settings, time.monotonic
    ) as pool:
        yield pool


@pytest.mark.parametrize("title", FILES)
def test_a_locked_in_worker_sees_what_an_open_process_sees(pool: Pool, title: str) -> None:
    content = FILES[title]()
    pool.submit(Job(0, lambda: _descriptor(content), ASK))
    said: list[Mapping[str, Json]] = []
    ended: list[Ended] = []
    while pool.busy:
        for news in pool.wait(1.0):
            if isinstance(news, Said):
                said.append(news.message)
            elif isinstance(news, Ended):
                ended.append(news)
    assert [one.end for one in ended] == [End.DONE], ended
    assert said == _openly(content)
