"""Small real files of every format, flipped, cut and spliced: nothing but findings comes out."""

import io
import os
import tarfile
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeward.media.samples import samples
from leeward.model.findings import Json, from_json
from leeward.model.look import Look
from leeward.pipeline.ingest.task import look


def _archives() -> dict[str, bytes]:
    content = dict(samples())["PNG"]
    made = {}
    for name, method in (("zip", zipfile.ZIP_DEFLATED), ("stored zip", zipfile.ZIP_STORED), ("lzma zip", 14)):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", method) as archive:
            archive.writestr("a.png", content)
            archive.writestr("b.txt", b"words")
        made[name] = packed.getvalue()
    for mode in ("w", "w:gz", "w:bz2", "w:xz"):
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode=mode) as tar:
            entry = tarfile.TarInfo("a.png")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))
        made[f"tar {mode}"] = packed.getvalue()
    return made


FILES = dict(samples()) | _archives()
ASK: dict[str, Json] = {
    "signals": ["md5", "pdq", "vpdq"],
    "limits": {"pixels": 1_000_000, "frames": 20, "still_bytes": 1 << 20, "members": 20},
    "dihedral": True,
}


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """One to six edits: a byte set, a number made extreme, a piece cut out, doubled or put elsewhere."""
    work = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, max(len(work) - 1, 0)))
        length = draw(st.integers(1, 40))
        match draw(st.sampled_from(["set", "extreme", "cut", "double", "move", "end"])):
            case "set":
                work[start : start + 1] = bytes([draw(st.integers(0, 255))])
            case "extreme":
                work[start : start + 4] = draw(st.sampled_from([b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff"]))
            case "cut":
                del work[start : start + length]
            case "double":
                work[start:start] = work[start : start + length]
            case "move":
                work[draw(st.integers(0, len(work))) : 0] = work[start : start + length]
            case _:
                del work[max(start, 4) :]
    return bytes(work)


def check(content: bytes) -> None:
    fd = os.memfd_create("leeward-test")
    try:
        with os.fdopen(os.dup(fd), "wb") as file:
            file.write(content)
        told = list(look(fd, ASK))
    except MemoryError:  # the sandbox tells it
        return
    finally:
        os.close(fd)
    findings = [from_json(message["finding"]) for message in told if "finding" in message]
    assert len(findings) == 1 or "archive" in told[-1]
    assert all(
        found.look in {Look.LOOKED, Look.UNREADABLE, Look.UNSUPPORTED, Look.TOO_LARGE} for found in findings
    )


@pytest.mark.parametrize("name", FILES)
@settings(
    max_examples=int(os.environ.get("LEEWARD_FUZZ", "60")),
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_no_mutation_brings_the_look_down(name: str, data: st.DataObject) -> None:
    check(data.draw(mutated(FILES[name])))


# What decoders in C print goes to the worker's standard error, which the sandbox throws away.
def test_nothing_is_printed_by_decoders_in_python(capsys: pytest.CaptureFixture[str]) -> None:
    for content in FILES.values():
        for at in range(4, min(len(content), 300), 7):
            check(content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :])
            check(content[:at])
    assert capsys.readouterr() == ("", "")
