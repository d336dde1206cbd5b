"""The log of changes: durable, ordered, and torn tails never count."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.matcher.changes import Change, ChangeLog, Verb
from leeward.model.errors import BankError, DamagedBank

TEXTS = st.one_of(st.none(), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=8))
CHANGES = st.builds(
    Change, st.sampled_from(Verb), st.text(max_size=4), st.text("0123456789abcdef"), TEXTS, TEXTS
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


@pytest.mark.parametrize("lost", [1, 2, 30])
def test_a_torn_tail_does_not_count_and_the_next_writer_cuts_it_off(path: Path, lost: int) -> None:
    ChangeLog(path).append([ONE, TWO])
    os.truncate(path, path.stat().st_size - lost)
    reader = ChangeLog(path)
    assert list(reader.read()) == [ONE]
    ChangeLog(path).append([THREE])
    assert list(reader.read()) == [THREE]
    assert list(ChangeLog(path).read()) == [ONE, THREE]


def test_a_last_line_that_fails_its_check_counts_as_torn(path: Path) -> None:
    ChangeLog(path).append([ONE, TWO])
    content = path.read_bytes()
    path.write_bytes(content[:-5] + b"\0\0\0\0\n")
    assert list(ChangeLog(path).read()) == [ONE]
    ChangeLog(path).append([THREE])
    assert list(ChangeLog(path).read()) == [ONE, THREE]


def test_a_damaged_change_in_the_middle_is_told(path: Path) -> None:
    ChangeLog(path).append([ONE, TWO])
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedBank, match="at byte 0 is damaged"):
        ChangeLog(path).read()


def test_a_log_that_shrank_or_vanished_is_told(path: Path) -> None:
    reader = ChangeLog(path)
    ChangeLog(path).append([ONE, TWO])
    reader.read()
    os.truncate(path, 10)
    with pytest.raises(DamagedBank, match="lost some"):
        reader.read()
    path.unlink()
    with pytest.raises(DamagedBank, match="vanished"):
        reader.read()


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BankError, match="No such file"):
        ChangeLog(tmp_path / "missing" / "changes.log").append([ONE])


APPEND = """
import sys
from pathlib import Path
from leeward.matcher.changes import Change, ChangeLog, Verb
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
