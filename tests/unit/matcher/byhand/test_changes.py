"""The log of changes: durable, ordered, torn tails never count, and what is lost is missed."""

import json
import os
import signal
import subprocess
import sys
import zlib
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher.byhand.changes import Change, ChangeLog, Verb
from leeward.matcher.kinds import WIDTHS
from leeward.model.errors import BankError, DamagedBank, LeewardError

TEXTS = st.one_of(st.none(), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8))
KINDS = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=4)
VALUES = st.binary(min_size=1, max_size=20).map(bytes.hex)
CHANGES = st.one_of(
    st.builds(
        Change, st.sampled_from(Verb), KINDS.filter(lambda kind: kind not in WIDTHS), VALUES, TEXTS, TEXTS
    ),
    st.builds(Change, st.sampled_from(Verb), st.just("vpdq"), st.sampled_from(["ab" * 32, "cd" * 64]), TEXTS),
)
ONE, TWO, THREE = (Change(Verb.ADD, "md5", f"{number:032x}", "né\n", None) for number in range(3))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "changes.log"


@settings(max_examples=20, deadline=None)
@given(st.lists(st.lists(CHANGES, max_size=4), max_size=4))
def test_readers_get_every_change_once_in_order(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[Change]]
) -> None:
    path = tmp_path_factory.mktemp("log") / "changes.log"
    early, writer = ChangeLog(path), ChangeLog(path)
    got: list[Change] = []
    for batch in batches:
        writer.append(batch)
        got += early.read()
    assert got == [change for batch in batches for change in batch]
    assert list(ChangeLog(path).read()) == got
    assert list(early.read()) == []


def test_no_log_is_no_change(path: Path) -> None:
    assert list(ChangeLog(path).read()) == []


def test_the_log_is_its_owners_alone(path: Path) -> None:
    ChangeLog(path).append([ONE])
    assert path.stat().st_mode & 0o777 == 0o600


def _line(told: object) -> bytes:
    text = told if isinstance(told, bytes) else json.dumps(told).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


@pytest.mark.parametrize("torn", [b"0", b"0123abcd", b"00000000 {", _line({"verb": "add"})[:-1]])
def test_a_torn_tail_does_not_count_and_the_next_writer_cuts_it_off(path: Path, torn: bytes) -> None:
    ChangeLog(path).append([ONE])
    with path.open("ab") as file:
        file.write(torn)
    reader = ChangeLog(path)
    assert list(reader.read()) == [ONE]
    ChangeLog(path).append([THREE])
    assert list(reader.read()) == [THREE]
    assert list(ChangeLog(path).read()) == [ONE, THREE]


@pytest.mark.parametrize("place", [0, 20, -5, -2])
def test_a_damaged_change_is_told_wherever_it_stands(path: Path, place: int) -> None:
    ChangeLog(path).append([ONE, TWO])
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)
    for use in (ChangeLog(path).read, lambda: ChangeLog(path).append([THREE])):
        with pytest.raises(DamagedBank, match="is damaged") as told:
            use()
        assert f"delete {path} and {path.with_suffix('.tally')}" in told.value.hint
    assert path.read_bytes() == content


@pytest.mark.parametrize("lost", ["the end", "a line", "all", "the file"])
def test_what_the_log_lost_is_missed_by_whoever_opens_it_next(path: Path, lost: str) -> None:
    ChangeLog(path).append([ONE])
    line = path.stat().st_size
    ChangeLog(path).append([TWO])
    if lost == "the file":
        path.unlink()
    else:
        os.truncate(path, {"the end": 2 * line - 1, "a line": line, "all": 0}[lost])
    reader = ChangeLog(path)
    for use in (reader.read, reader.read, lambda: ChangeLog(path).append([THREE])):
        with pytest.raises(DamagedBank, match="missing at its end"):
            use()
    path.with_suffix(".tally").unlink()  # as the hint says
    assert list(ChangeLog(path).read()) == ([ONE] if lost in {"the end", "a line"} else [])
    ChangeLog(path).append([THREE])
    assert ChangeLog(path).read()[-1] == THREE


def test_changes_that_are_others_than_were_made_are_told(path: Path) -> None:
    ChangeLog(path).append([ONE, TWO])
    first, second = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(second + first)
    reader = ChangeLog(path)
    for _ in range(2):
        with pytest.raises(DamagedBank, match="not the changes that were made"):
            reader.read()


def test_a_writer_killed_before_it_kept_its_tally_is_no_damage(path: Path) -> None:
    tally = path.with_suffix(".tally")
    ChangeLog(path).append([ONE])
    before = tally.read_bytes()
    ChangeLog(path).append([TWO])
    tally.write_bytes(before)
    assert list(ChangeLog(path).read()) == [ONE, TWO]
    ChangeLog(path).append([THREE])
    os.truncate(path, path.stat().st_size - 1)
    with pytest.raises(DamagedBank, match="missing at its end"):
        ChangeLog(path).read()


@pytest.mark.parametrize("left", [None, b""])
def test_a_log_without_a_tally_counts_and_gets_one(path: Path, left: bytes | None) -> None:
    tally = path.with_suffix(".tally")
    ChangeLog(path).append([ONE])
    tally.unlink()
    if left is not None:
        tally.write_bytes(left)
    assert list(ChangeLog(path).read()) == [ONE]
    ChangeLog(path).append([TWO])
    os.truncate(path, 0)
    with pytest.raises(DamagedBank):
        ChangeLog(path).read()


def test_a_damaged_tally_is_told(path: Path) -> None:
    ChangeLog(path).append([ONE])
    path.with_suffix(".tally").write_bytes(b"?" * 63)
    for use in (ChangeLog(path).read, lambda: ChangeLog(path).append([TWO])):
        with pytest.raises(DamagedBank, match="fails its check"):
            use()


def test_a_log_that_shrank_or_vanished_is_told(path: Path) -> None:
    reader = ChangeLog(path)
    ChangeLog(path).append([ONE, TWO])
    reader.read()
    os.truncate(path, 10)
    path.with_suffix(".tally").unlink()
    with pytest.raises(DamagedBank, match="missing"):
        reader.read()
    path.unlink()
    with pytest.raises(DamagedBank, match="missing"):
        reader.read()


GOOD: dict[str, object] = {"verb": "add", "kind": "pdq", "value": "ab" * 32, "entry": None, "note": None}


def _odd(name: str, *values: object) -> list[dict[str, object]]:
    return [GOOD | {name: value} for value in values]


@pytest.mark.parametrize(
    "told",
    [
        *([1], b"nope", b"\xff", b"[" * 100_000, {}),
        *_odd("verb", "zap", "", []),
        *_odd("value", "zz", "abc", "", "aabb", "AB" * 32, 5, None),
        *_odd("kind", "", "md5", [1], None, 5),
        *_odd("entry", 5, [], "\ud800"),
        *_odd("note", {}),
        GOOD | {"kind": "vpdq", "value": "ab" * 33},
    ],
    ids=lambda told: str(told)[:90],
)
def test_a_line_that_nobody_writes_is_damage_though_its_checksum_is_right(path: Path, told: object) -> None:
    path.write_bytes(_line(GOOD))
    assert len(ChangeLog(path).read()) == 1
    path.write_bytes(_line(told))
    with pytest.raises(DamagedBank, match="at byte 0 is damaged"):
        ChangeLog(path).read()


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)
LINES = st.one_of(
    st.binary(max_size=60),
    ANY.map(_line),
    st.tuples(st.sampled_from(sorted(GOOD)), ANY).map(lambda change: _line(GOOD | dict([change]))),
    st.just(_line(GOOD)),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(LINES, max_size=4), st.one_of(st.none(), st.binary(max_size=70)))
def test_no_log_raises_anything_but_what_people_can_read(
    tmp_path_factory: pytest.TempPathFactory, lines: list[bytes], tally: bytes | None
) -> None:
    path = tmp_path_factory.mktemp("log") / "changes.log"
    path.write_bytes(b"".join(lines))
    if tally is not None:
        path.with_suffix(".tally").write_bytes(tally)
    for use in (ChangeLog(path).read, lambda: ChangeLog(path).append([ONE])):
        with suppress(LeewardError):
            use()


def test_a_line_without_an_end_is_not_read_into_memory_whole(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(DamagedBank, match="has no end"):
        ChangeLog(path).read()


@pytest.mark.parametrize("strange", ["pipe", "link", "folder"])
def test_what_is_no_regular_file_is_refused_at_once(path: Path, strange: str) -> None:
    (path.parent / "b").touch()
    {"pipe": os.mkfifo, "link": lambda name: name.symlink_to("b"), "folder": os.mkdir}[strange](path)
    for use in (ChangeLog(path).read, lambda: ChangeLog(path).append([ONE])):
        with pytest.raises(DamagedBank, match="no regular file"):
            use()


@pytest.mark.parametrize(
    "change", [replace(ONE, value="x"), replace(ONE, entry="\ud800"), replace(ONE, kind="")]
)
def test_what_could_not_be_read_again_is_not_written(path: Path, change: Change) -> None:
    with pytest.raises(BankError, match="cannot be kept"):
        ChangeLog(path).append([ONE, change])
    assert not path.exists()


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="No such file"):
        ChangeLog(tmp_path / "missing" / "changes.log").append([ONE])


APPEND = """
import sys
from pathlib import Path
from leeward.matcher.byhand.changes import Change, ChangeLog, Verb
log, name = ChangeLog(Path(sys.argv[1])), sys.argv[2]
for number in range(int(sys.argv[3])):
    log.append([Change(Verb.ADD, name, f"{number:064x}")])
    print(number, flush=True)
"""


def test_writers_at_once_lose_nothing(path: Path) -> None:
    commands = [[sys.executable, "-c", APPEND, str(path), name, "40"] for name in ("a", "b", "c")]
    for writer in [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]:
        assert writer.wait() == 0
    got = ChangeLog(path).read()
    for name in ("a", "b", "c"):
        assert [int(change.value, 16) for change in got if change.kind == name] == list(range(40))


def test_whoever_opens_the_log_while_others_write_sees_no_damage(path: Path) -> None:
    commands = [[sys.executable, "-c", APPEND, str(path), name, "300"] for name in ("a", "b")]
    writers = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in commands]
    seen, lengths = ChangeLog(path), [0]
    while any(writer.poll() is None for writer in writers):
        lengths.append(lengths[-1] + len(seen.read()))
        assert len(ChangeLog(path).read()) >= lengths[-1]
    assert [writer.returncode for writer in writers] == [0, 0]
    assert lengths[-1] + len(seen.read()) == 600
    assert len(set(lengths)) > 2


def test_what_a_writer_had_acknowledged_survives_its_kill(path: Path) -> None:
    for _ in range(3):
        command = [sys.executable, "-c", APPEND, str(path), "x", "100000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            told = [int(writer.stdout.readline()) for _ in range(25)]
            writer.send_signal(signal.SIGKILL)
            told += [
                int(line) for line in writer.stdout.read().splitlines(keepends=True) if line.endswith("\n")
            ]
        got = [int(change.value, 16) for change in ChangeLog(path).read()]
        assert got[-1] in {told[-1], told[-1] + 1}
    assert got.count(0) == 3
