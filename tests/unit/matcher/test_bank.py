"""A bank as the rest of Leeward uses it: built, opened, searched, changed, killed."""

import hashlib
import json
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeward.matcher.bank import Bank, Builder, Header, Hit, build
from leeward.model.errors import BadSignal, BankError, DamagedBank, LeewardError

HEADER = Header("stand-ins", "ab" * 32, 12, 34, bad_lines=2)
A, B, C = b"\0" * 32, b"\1" * 32, b"\xff" * 32


def _build(folder: Path, *values: tuple[str, bytes]) -> None:
    builder = Builder()
    for number, (kind, value) in enumerate(values):
        builder.add(kind, value, f"entry-{number}", "")
    build(folder, HEADER, builder.finish())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "stand-ins.bank"
    _build(made, ("pdq", A), ("md5", A[:16]), ("vpdq", A + B), ("pdq", A))
    return made


def test_a_bank_knows_where_it_came_from(folder: Path) -> None:
    with Bank.open(folder) as bank:
        assert (bank.header.name, bank.header.source_digest, bank.header.bad_lines) == (
            "stand-ins",
            "ab" * 32,
            2,
        )
        assert bank.counts() == {"md5": 1, "pdq": 2, "vpdq": 1}
        bank.verify()


def test_a_value_under_several_entries_gives_all_of_them(folder: Path) -> None:
    assert Bank.open(folder).search("pdq", [C, A], 31) == [
        Hit(1, A, "entry-0", None, 0, 0),
        Hit(1, A, "entry-3", None, 0, 1),
    ]


def test_exact_kinds_are_looked_up(folder: Path) -> None:
    assert [hit.entry for hit in Bank.open(folder).search("md5", [A[:16], C[:16]], 0)] == ["entry-1"]


@pytest.mark.parametrize(("kind", "radius"), [("pdq", 32), ("pdq", -1), ("md5", 1)])
def test_a_radius_that_cannot_be_promised_is_refused(folder: Path, kind: str, radius: int) -> None:
    with pytest.raises(ValueError, match="radius"):
        Bank.open(folder).search(kind, [A], radius)


def test_a_query_of_another_length_is_refused(folder: Path) -> None:
    with pytest.raises(BadSignal, match="has 16 bytes, this one 32"):
        Bank.open(folder).search("md5", [A], 0)


@pytest.mark.parametrize("kind", ["sha1", "never-heard-of"])
def test_a_kind_the_bank_does_not_have_matches_nothing(folder: Path, kind: str) -> None:
    assert Bank.open(folder).search(kind, [bytes(20)], 0) == []


def test_no_queries_match_nothing(folder: Path) -> None:
    assert Bank.open(folder).search("pdq", [], 31) == []


def test_an_empty_list_makes_an_empty_bank(tmp_path: Path) -> None:
    _build(tmp_path / "none.bank")
    assert Bank.open(tmp_path / "none.bank").search("pdq", [A], 31) == []


def test_a_bank_is_its_owners_alone(folder: Path) -> None:
    Bank.open(folder).add("pdq", A)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {file.stat().st_mode & 0o777 for file in folder.iterdir()} == {0o600}


@pytest.mark.parametrize(("kind", "value"), [("pdq", C), ("md5", C[:16]), ("vpdq", C + B), ("new", b"abc")])
def test_what_one_handle_adds_another_finds_and_what_it_removes_nobody_finds(
    folder: Path, kind: str, value: bytes
) -> None:
    writer, reader = Bank.open(folder), Bank.open(folder)
    query = [value[:32]]
    assert reader.search(kind, query, 0) == []
    writer.add(kind, value, "new", "note")
    assert [(hit.entry, hit.note) for hit in reader.search(kind, query, 0)] == [("new", "note")]
    writer.remove(kind, value)
    assert reader.search(kind, query, 0) == []
    writer.add(kind, value, "newer")
    assert [hit.entry for hit in reader.search(kind, query, 0)] == ["newer"]


@pytest.mark.parametrize(("kind", "value"), [("md5", bytes(16)), ("pdq", bytes(32)), ("vpdq", bytes(64))])
def test_a_built_value_is_removed_where_nothing_was_ever_added(
    tmp_path: Path, kind: str, value: bytes
) -> None:
    builder = Builder()
    if kind == "vpdq":
        builder.add_clip([value[:32], value[32:]], "bridge", None)
    else:
        builder.add(kind, value, "bridge", None)
    folder = tmp_path / "x.bank"
    build(folder, HEADER, builder.finish())
    with Bank.open(folder) as bank:
        assert bank.search(kind, [value[:32]], 0)
        bank.remove(kind, value)
        assert not bank.search(kind, [value[:32]], 0)


def test_a_removed_value_stays_removed_after_a_rebuild(folder: Path) -> None:
    bank = Bank.open(folder)
    bank.remove("pdq", A)
    bank.add("pdq", C, "kept")
    assert bank.search("pdq", [A], 31) == []
    _build(folder, ("pdq", A), ("pdq", B))
    assert bank.superseded()
    again = Bank.open(folder)
    assert not again.superseded()
    assert again.search("pdq", [A], 0) == []
    assert [hit.entry for hit in again.search("pdq", [B, C], 0)] == ["entry-1", "kept"]


def test_a_clip_is_removed_as_a_whole_and_others_keep_their_frames(tmp_path: Path) -> None:
    _build(tmp_path / "a.bank", ("vpdq", A + B), ("vpdq", B))
    bank = Bank.open(tmp_path / "a.bank")
    bank.add("vpdq", B + C + C, "live")
    hits = bank.search("vpdq", [B], 0)
    assert [(hit.entry, bank.clip_frames(hit.entry_number)) for hit in hits] == [
        ("entry-0", 2),
        ("entry-1", 1),
        ("live", 3),
    ]
    bank.remove("vpdq", A + B)
    assert [hit.entry for hit in bank.search("vpdq", [B], 0)] == ["entry-1", "live"]


@pytest.mark.parametrize(("kind", "value"), [("pdq", b"x"), ("vpdq", b"x" * 33), ("vpdq", b""), ("new", b"")])
@pytest.mark.parametrize("change", [Bank.add, Bank.remove])
def test_a_change_of_another_length_is_refused(
    folder: Path, change: Callable[[Bank, str, bytes], None], kind: str, value: bytes
) -> None:
    with pytest.raises(BadSignal):
        change(Bank.open(folder), kind, value)


def test_a_name_that_is_no_unicode_is_kept_as_well_as_it_can_be(folder: Path) -> None:
    bank = Bank.open(folder)
    bank.add("pdq", C, "a\udcff")
    assert [hit.entry for hit in bank.search("pdq", [C], 0)] == ["a?"]


def test_no_bank_says_so(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="no bank is built here"):
        Bank.open(tmp_path / "none.bank")


def test_a_damaged_bank_opens_at_most_until_it_is_verified(folder: Path) -> None:
    with (folder / "base.idx").open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff")
    with pytest.raises(DamagedBank, match="is damaged"):
        Bank.open(folder).verify()


def _with_header(folder: Path, change: Callable[[Any], object]) -> None:
    """Change the header, and give it the right checksum."""
    path = folder / "base.idx"
    content = path.read_bytes()
    at = int.from_bytes(content[16:24], "little")
    told = json.loads(content[at:])
    change(told)
    header = json.dumps(told).encode()
    prefix = struct.pack("<8sIIQQ32s", b"LEEWARD\n", 1, 0, at, len(header), hashlib.sha256(header).digest())
    path.write_bytes(prefix + content[len(prefix) : at] + header)


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told["about"].update(kinds={}),
        lambda told: told["about"].update(kinds=[]),
        lambda told: told["about"].pop("bank"),
        lambda told: told["about"]["kinds"].pop("pdq"),
        lambda told: told["about"]["kinds"]["pdq"].update(width=0),
        lambda told: told["about"]["kinds"]["md5"].update(width="x"),
        lambda told: told["about"]["kinds"]["md5"].update(width=8),
        lambda told: told["about"]["kinds"]["md5"].update(layout="flat"),
        lambda told: told["about"]["kinds"]["pdq"].update(layout="bands"),
        lambda told: told["about"]["kinds"]["pdq"].update(entry=5),
        lambda told: told["about"]["kinds"]["pdq"].update(note=True),
        lambda told: told["about"]["kinds"].update(sha1=told["about"]["kinds"]["md5"]),
        lambda told: told["about"]["bank"].update(counts={"pdq": "many"}),
        lambda told: told["about"]["bank"].update(counts={}),
        lambda told: told["about"]["bank"]["counts"].update(pdq=3),
        lambda told: told["about"]["bank"].update(name=5),
        lambda told: told["about"]["bank"].update(source_digest="x"),
        lambda told: told["about"]["bank"].update(source_size=-1),
    ],
)
def test_a_header_that_contradicts_the_file_is_damage_though_its_checksum_is_right(
    folder: Path, change: Callable[[Any], object]
) -> None:
    _with_header(folder, lambda told: None)
    Bank.open(folder).close()
    _with_header(folder, change)
    with pytest.raises(DamagedBank):
        Bank.open(folder)


def _places(told: Any) -> list[tuple[Any, Any]]:
    """Every (container, key) in a JSON text."""
    keys = list(told) if isinstance(told, dict) else range(len(told)) if isinstance(told, list) else []
    return [(told, key) for key in keys] + [place for key in keys for place in _places(told[key])]


ODD: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from(
        [None, True, [], {}, "", "x", -1, 0, 1, 2, 3, 4, 32, 4096, 1 << 40, 1 << 62, 0.5, [0], [4, 1]]
    ),
    st.integers(),
    st.sampled_from(["|u1", "<u2", "<u4", "<u8", "<i8", "flat", "bands", "sorted", "pdq", "vpdq/words"]),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_no_header_raises_anything_but_what_people_can_read(folder: Path, data: st.DataObject) -> None:
    def change(told: Any) -> None:
        for _ in range(data.draw(st.integers(1, 3))):
            container, key = data.draw(st.sampled_from(_places(told)))
            container[key] = data.draw(ODD)

    whole = (folder / "base.idx").read_bytes()
    try:
        _with_header(folder, change)
        with suppress(LeewardError), Bank.open(folder) as bank:
            for kind, value in (("pdq", A), ("md5", A[:16]), ("vpdq", A)):
                for hit in bank.search(kind, [value], 0):
                    bank.clip_frames(hit.entry_number) if kind == "vpdq" else None
    finally:
        (folder / "base.idx").write_bytes(whole)


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(BankError, match="Not a directory"):
        _build(tmp_path / "file" / "a.bank", ("pdq", A))


def test_progress_is_told_by_kind(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    builder = Builder()
    builder.add("md5", A[:16])
    build(tmp_path / "a.bank", HEADER, builder.finish(), lambda stage, share: told.append((stage, share)))
    assert told[-1] == ("md5", 1.0)


def test_a_large_bank_obeys_changes_too(tmp_path: Path) -> None:
    values = np.random.default_rng(8).integers(0, 256, (60_000, 32), dtype=np.uint8)
    builder = Builder()
    builder.add_many("pdq", values, [f"e{number}" for number in range(len(values))])
    build(tmp_path / "a.bank", HEADER, builder.finish())
    bank = Bank.open(tmp_path / "a.bank")
    queries = [value.tobytes() for value in values[:40]]
    assert [hit.entry for hit in bank.search("pdq", queries, 31)] == [f"e{number}" for number in range(40)]
    bank.remove("pdq", queries[7])
    bank.add("pdq", bytes(32), "live")
    left = bank.search("pdq", [*queries, bytes(32)], 31)
    assert [hit.entry for hit in left] == [f"e{number}" for number in range(40) if number != 7] + ["live"]


REBUILD = """
import sys
from pathlib import Path
import numpy as np
from leeward.matcher.bank import Builder, Header, build
values = np.random.default_rng(1).integers(0, 256, (40_000, 32), dtype=np.uint8)
print("ready", flush=True)
while True:
    builder = Builder()
    builder.add_many("pdq", values)
    builder.add_many("md5", np.tile(values[:, :16], (10, 1)))
    build(Path(sys.argv[1]), Header("rebuilt", "", 0, 0), builder.finish(), lambda stage, share: None)
"""


@pytest.mark.parametrize("delay_s", [0.0, 0.01, 0.03, 0.08, 0.2])
def test_a_build_killed_at_any_moment_leaves_a_whole_bank_in_force(folder: Path, delay_s: float) -> None:
    command = [sys.executable, "-c", REBUILD, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as builder:
        assert builder.stdout is not None
        builder.stdout.readline()
        time.sleep(delay_s)
        builder.send_signal(signal.SIGKILL)
    bank = Bank.open(folder)
    bank.verify()
    assert bank.counts() in ({"md5": 1, "pdq": 2, "vpdq": 1}, {"md5": 400_000, "pdq": 40_000})
    _build(folder, ("pdq", C))
    assert Bank.open(folder).counts() == {"pdq": 1}
    assert {file.name for file in folder.iterdir()} == {"base.idx"}
