"""The file: what was written is what is mapped, and nothing damaged is believed."""

import hashlib
import json
import os
import struct
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from leeward.matcher.container import IN_MEMORY, Reader, Writer, shaped
from leeward.model.errors import BankError, DamagedBank, StaleBank

ANY = st.one_of(
    arrays(np.uint8, st.tuples(st.integers(0, 9), st.integers(1, 5))),
    arrays(np.uint64, st.integers(0, 9)),
    arrays(np.uint16, st.integers(0, 5000)),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = tmp_path / "a.idx"
    with Writer(written) as writer:
        writer.write("one", np.arange(2000, dtype=np.uint32))
        writer.write("two", np.full((3, 4), 7, np.uint8))
        writer.finish({"about": "this"})
    return written


@settings(max_examples=25, deadline=None)
@given(st.lists(ANY, max_size=4), st.dictionaries(st.text(max_size=5), st.integers()))
def test_what_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, sections: list[np.ndarray], about: dict[str, int]
) -> None:
    path = tmp_path_factory.mktemp("round") / "a.idx"
    with Writer(path) as writer:
        for number, section in enumerate(sections):
            writer.write(str(number), section)
        writer.finish(about)
    reader = Reader(path)
    reader.verify()
    assert reader.about == about
    for number, section in enumerate(sections):
        got = reader.array(str(number))
        assert got.dtype == section.dtype
        assert got.shape == section.shape
        assert (got == section).all()
        assert not got.flags.writeable or not got.size
    path.unlink()


def test_slots_filled_in_turns_keep_their_own_parts(tmp_path: Path) -> None:
    with Writer(tmp_path / "a.idx") as writer:
        one, two = writer.reserve("one", "<u2", (4,)), writer.reserve("two", "|u1", (2,))
        for part in ([1, 2], [3, 4]):
            one.append(np.array(part))
            two.append(np.array(part[:1]))
        writer.finish({})
    reader = Reader(tmp_path / "a.idx")
    reader.verify()
    assert reader.array("one").tolist() == [1, 2, 3, 4]
    assert reader.array("two").tolist() == [1, 3]


def test_a_section_left_unfinished_is_never_put_in_force(tmp_path: Path) -> None:
    def leave_out_one() -> None:
        with Writer(tmp_path / "a.idx") as writer:
            writer.reserve("one", "|u1", (4,)).append(np.zeros(3, np.uint8))
            writer.finish({})

    with pytest.raises(BankError, match="not complete"):
        leave_out_one()
    assert list(tmp_path.iterdir()) == []


def test_the_file_is_its_owners_alone(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_second_writer_is_turned_away(path: Path) -> None:
    with Writer(path), pytest.raises(BankError, match="being built already"):
        Writer(path)


def test_what_a_killed_writer_left_is_written_over(path: Path) -> None:
    path.with_suffix(".new").write_bytes(b"half" * 5000)
    with Writer(path) as writer:
        writer.finish({"about": "new"})
    assert Reader(path).about == {"about": "new"}
    assert path.stat().st_size < 20_000


def test_a_reader_keeps_the_old_file_and_knows_it_is_old(path: Path) -> None:
    reader = Reader(path)
    assert reader.is_current()
    with Writer(path) as writer:
        writer.finish({})
    assert not reader.is_current()
    assert reader.array("two").sum() == 84


def test_a_vanished_file_is_not_current(path: Path) -> None:
    reader = Reader(path)
    path.unlink()
    assert not reader.is_current()


def test_no_file_says_how_to_build_one(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no bank is built here") as told:
        Reader(tmp_path / "a.idx")
    assert "leeward bank build" in told.value.hint


def test_another_version_is_stale(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8] += 1
    path.write_bytes(content)
    with pytest.raises(StaleBank, match="format 2"):
        Reader(path)


@pytest.mark.parametrize("keep", [0, 1, 63, 64, 5000, -1])
def test_a_file_cut_off_anywhere_is_damaged(path: Path, keep: int) -> None:
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(DamagedBank):
        Reader(path)


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_flipped_bit_anywhere_is_noticed(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = tmp_path_factory.mktemp("flip") / "a.idx"
    with Writer(path) as writer:
        writer.write("one", np.arange(1024, dtype=np.uint32))  # fills its page: no padding to hit
        writer.finish({"about": "this"})
    content = bytearray(path.read_bytes())
    places = st.one_of(st.integers(0, 11), st.integers(16, 63), st.integers(4096, len(content) - 1))
    content[data.draw(places)] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    with pytest.raises((DamagedBank, StaleBank)):
        Reader(path).verify()
    path.unlink()


def test_verify_names_the_damaged_section_and_not_its_content(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(4096 + 100)
        file.write(b"\xff")
    with pytest.raises(DamagedBank, match="section one is damaged"):
        Reader(path).verify()


def test_a_missing_section_is_damage(path: Path) -> None:
    with pytest.raises(DamagedBank, match="section three is missing"):
        Reader(path).array("three")


def test_closing_while_an_array_is_in_use_leaves_the_array_whole(path: Path) -> None:
    reader = Reader(path)
    array = reader.array("two")
    reader.close()
    assert array.sum() == 84


def test_a_small_file_cut_off_while_it_is_open_is_still_whole(path: Path) -> None:
    reader = Reader(path)
    os.truncate(path, 0)
    assert reader.array("two").sum() == 84
    reader.verify()


def test_a_large_file_is_mapped_and_read_as_a_small_one_is(tmp_path: Path) -> None:
    path = tmp_path / "large.idx"
    with Writer(path) as writer:
        writer.write("one", np.arange(IN_MEMORY // 8, dtype=np.uint64))
        writer.finish({"about": "this"})
    reader = Reader(path)
    assert str(path) in Path("/proc/self/maps").read_text("utf-8")
    array = reader.array("one")
    assert (int(array[-1]), array.flags.writeable) == (IN_MEMORY // 8 - 1, False)


@pytest.mark.parametrize("strange", ["pipe", "link", "folder"])
def test_what_is_no_regular_file_is_refused_at_once(path: Path, strange: str) -> None:
    other = path.with_name("b.idx")
    {"pipe": os.mkfifo, "link": lambda name: name.symlink_to(path), "folder": os.mkdir}[strange](other)
    with pytest.raises(DamagedBank, match="no regular file"):
        Reader(other)


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BankError, match="Not a directory"):
        Reader(tmp_path / "file" / "a.idx")


@pytest.mark.parametrize(
    ("dtype", "shape"), [("<u4", (3, 4)), ("|u1", (3, 5)), ("|u1", (None,)), ("|u1", (3, None, None))]
)
def test_an_array_of_another_shape_is_damage(path: Path, dtype: str, shape: tuple[int | None, ...]) -> None:
    array = Reader(path).array("two")
    assert shaped(array, "|u1", None, 4) is array
    with pytest.raises(DamagedBank, match="another shape"):
        shaped(array, dtype, *shape)


def _rewritten(path: Path, header: bytes) -> None:
    """Put another header, with the right checksum, behind the sections."""
    content = path.read_bytes()
    at = int.from_bytes(content[16:24], "little")
    digest = hashlib.sha256(header).digest()
    prefix = struct.pack("<8sIIQQ32s", b"LEEWARD\n", 1, 0, at, len(header), digest)
    path.write_bytes(prefix + content[len(prefix) : at] + header)


SECTION = {"name": "x", "offset": 4096, "dtype": "|u1", "shape": [4], "digest": ""}


@pytest.mark.parametrize(
    "change",
    [
        {"offset": -5},
        {"offset": 4097},
        {"offset": 1 << 40},
        {"offset": "x"},
        {"offset": True},
        {"shape": [-1]},
        {"shape": ["a"]},
        {"shape": []},
        {"shape": [1 << 40, 0]},
        {"shape": [1 << 61, 8]},
        {"dtype": "|O8"},
        {"dtype": []},
        {"name": None},
    ],
    ids=str,
)
def test_a_section_that_cannot_be_is_damage_though_its_checksum_is_right(
    path: Path, change: dict[str, Any]
) -> None:
    _rewritten(path, json.dumps({"about": {}, "sections": [SECTION]}).encode())
    assert Reader(path).array("x").tolist() == [0, 0, 0, 0]
    _rewritten(path, json.dumps({"about": {}, "sections": [SECTION | change]}).encode())
    with pytest.raises(DamagedBank):
        Reader(path)


@pytest.mark.parametrize(
    "header",
    [
        *(b"", b"nope", b"\xff", b"5", b"{}", b"[" * 100_000),
        *(b'{"about": [], "sections": []}', b'{"about": {}, "sections": 5}'),
        b'{"about": {"a": "\\ud800"}, "sections": []}',
    ],
    ids=lambda header: header[:30].decode("ascii", "replace"),
)
def test_a_header_that_is_none_is_damage_though_its_checksum_is_right(path: Path, header: bytes) -> None:
    _rewritten(path, header)
    with pytest.raises(DamagedBank):
        Reader(path)
