"""Archives: every member looked at as if it were a file."""

import gzip
import hashlib
import io
import tarfile
import zipfile
from collections.abc import Mapping

import pytest

from leeward.media.samples import samples
from leeward.model.findings import Finding, Json, from_json
from leeward.model.look import Look
from leeward.pipeline.ingest.asked import Asked
from leeward.pipeline.ingest.members import SPEAK_EVERY, archive
from leeward.pipeline.ingest.sitting import sit

PNG = dict(samples())["PNG"]
GIF = dict(samples())["GIF"]
MP4 = dict(samples())["MP4 with H.264"]
FILES = {"a.png": PNG, "deep/b.gif": GIF, "c.mp4": MP4, "d.txt": b"plain words"}


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as made:
        for name, inside in files.items():
            made.writestr(name, inside)
    return content.getvalue()


def tarred(files: Mapping[str, bytes], mode: str = "w") -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode=mode) as made:  # type: ignore[call-overload]
        for name, inside in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(inside)
            made.addfile(entry, io.BytesIO(inside))
    return content.getvalue()


def told(content: bytes, **ask: Json) -> list[Mapping[str, Json]]:
    asked = Asked.of({"signals": ["md5"], **ask}, lambda: 0.0)
    first, *rest = archive(sit(io.BytesIO(content), asked))
    itself = from_json(first["digested"])
    assert [signal.value for signal in itself.signals] == [hashlib.md5(content).hexdigest()]
    assert (itself.member, itself.size) == (None, len(content))
    return rest


def findings(messages: list[Mapping[str, Json]]) -> list[Finding]:
    return [from_json(message["finding"]) for message in messages if "finding" in message]


def problem(messages: list[Mapping[str, Json]]) -> Json:
    last = messages[-1]["archive"]
    assert isinstance(last, dict)
    return last["problem"]


PACKINGS = {
    "stored zip": zipped(FILES, zipfile.ZIP_STORED),
    "deflated zip": zipped(FILES),
    "bzip2 zip": zipped(FILES, zipfile.ZIP_BZIP2),
    "lzma zip": zipped(FILES, zipfile.ZIP_LZMA),
    "tar": tarred(FILES),
    "tar.gz": tarred(FILES, "w:gz"),
    "tar.bz2": tarred(FILES, "w:bz2"),
    "tar.xz": tarred(FILES, "w:xz"),
}


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_every_member_is_looked_at_in_order(content: bytes) -> None:
    messages = told(content)
    assert [(found.member, found.look) for found in findings(messages)] == [
        ("a.png", Look.LOOKED),
        ("deep/b.gif", Look.LOOKED),
        ("c.mp4", Look.LOOKED),
        ("d.txt", Look.UNSUPPORTED),
    ]
    assert messages[-1] == {"archive": {"members": 4, "problem": None}}
    assert {message.get("member_number") for message in messages[:-1]} == {0, 1, 2, 3, None}
    without_number = [message for message in messages[:-1] if "member_number" not in message]
    assert without_number == [{"patience_s": 900.0}] * 2  # the moving GIF and the clip


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_a_resumed_archive_tells_only_the_members_from_there_on(content: bytes) -> None:
    messages = told(content, first_member=2)
    assert messages == told(content)[-len(messages) :]
    assert [found.member for found in findings(messages)] == ["c.mp4", "d.txt"]
    assert messages[-1] == {"archive": {"members": 4, "problem": None}}


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_a_member_too_large_to_hold_is_read_as_it_is_unpacked(content: bytes) -> None:
    found = {finding.member: finding for finding in findings(told(content, limits={"still_bytes": 1000}))}
    assert found["c.mp4"].look is Look.LOOKED
    assert found["c.mp4"] == {f.member: f for f in findings(told(content))}["c.mp4"]


@pytest.mark.parametrize("content", PACKINGS.values(), ids=PACKINGS.keys())
def test_an_archive_cut_short_is_a_problem_and_keeps_what_came_before(content: bytes) -> None:
    messages = told(content[: len(content) * 2 // 5])
    cut = problem(messages)
    assert isinstance(cut, dict)
    assert cut["look"] == "unreadable"


def test_a_gzipped_picture_is_an_archive_of_one() -> None:
    messages = told(gzip.compress(PNG))
    assert [(found.member, found.look) for found in findings(messages)] == [("(unpacked)", Look.LOOKED)]


def test_archives_inside_are_entered_and_named() -> None:
    inner = zipped({"x.png": PNG})
    messages = told(
        zipped({"first.gif": GIF, "inner.zip": tarred({"in.zip": inner}, "w:gz"), "last.png": PNG})
    )
    assert [found.member for found in findings(messages)] == [
        "first.gif",
        "inner.zip!/in.zip!/x.png",
        "last.png",
    ]
    assert [message["member_number"] for message in messages if "finding" in message] == [0, 1, 2]


def test_nesting_has_a_limit_and_the_rest_is_still_looked_at() -> None:
    content = PNG
    for _ in range(4):
        content = zipped({"in": content, "beside.gif": GIF})
    messages = told(content, limits={"nesting": 2})
    assert [(found.member, found.look) for found in findings(messages)] == [
        ("in!/in!/in", Look.TOO_LARGE),
        ("in!/in!/beside.gif", Look.LOOKED),
        ("in!/beside.gif", Look.LOOKED),
        ("beside.gif", Look.LOOKED),
    ]
    assert problem(messages) is None


def test_a_broken_archive_inside_costs_that_one_only() -> None:
    messages = told(zipped({"bad.zip": b"PK\x03\x04 and nothing", "good.png": PNG}))
    assert [(found.member, found.look) for found in findings(messages)] == [
        ("bad.zip", Look.UNREADABLE),
        ("good.png", Look.LOOKED),
    ]


def test_an_encrypted_member_is_unreadable_and_says_so() -> None:
    content = bytearray(zipped({"a.png": PNG}))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    [found] = findings(told(bytes(content)))
    assert (found.look, found.reason) == (Look.UNREADABLE, "encrypted")


def test_a_member_whose_checksum_is_wrong_keeps_its_signals_but_is_unreadable() -> None:
    content = bytearray(zipped({"a.png": PNG, "b.png": PNG}, zipfile.ZIP_STORED))
    content[content.index(PNG[-20:])] ^= 1
    bad, good = findings(told(bytes(content)))
    assert (bad.look, good.look) == (Look.UNREADABLE, Look.LOOKED)


def test_links_devices_and_folders_are_left_out() -> None:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as made:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            entry = tarfile.TarInfo("odd")
            entry.type, entry.linkname = kind, "/etc/passwd"
            made.addfile(entry)
    empty = {"look": "unsupported", "reason": "a tar archive without a file in it"}
    assert told(content.getvalue()) == [{"archive": {"members": 0, "problem": empty}}]


def test_an_empty_archive_inside_is_told_as_a_member() -> None:
    messages = told(zipped({"empty.zip": zipped({}), "a.png": PNG}))
    assert [(found.member, found.look, found.reason) for found in findings(messages)] == [
        ("empty.zip", Look.UNSUPPORTED, "a ZIP archive without a file in it"),
        ("a.png", Look.LOOKED, None),
    ]


def test_members_told_before_are_passed_over_with_a_word_now_and_then() -> None:
    many = zipped({str(number): b"words" for number in range(3 * SPEAK_EVERY)})
    messages = told(many, first_member=3 * SPEAK_EVERY, limits={"seconds": 7.0})
    assert messages[:-1] == [{"patience_s": 7.0}] * 3


def test_an_archive_that_is_damaged_still_tells_its_digests() -> None:
    assert problem(told(zipped(FILES)[:-9])) == {
        "look": "unreadable",
        "reason": "a ZIP archive that is damaged or cut short",
    }


def test_names_are_safe_to_print() -> None:
    [found] = findings(told(zipped({"a\x1b[2J\n\u202e.png": PNG})))
    assert found.member == "a\\x1b[2J\\n\\u202e.png"


def test_more_members_than_the_limit_are_a_problem() -> None:
    messages = told(zipped(FILES), limits={"members": 2})
    assert len(findings(messages)) == 2
    assert problem(messages) == {"look": "too_large", "reason": "only the first 2 members were looked at"}
