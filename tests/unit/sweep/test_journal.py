"""The journal: locked, resumed, and gone when the scan is complete."""

import os
from pathlib import Path

import pytest

from leeward.model.errors import OutputError, ResumeError
from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Match, Signal
from leeward.sweep.journal import Journal
from leeward.sweep.outcomes import Outcome, Spot


def _outcome(name: str, stamp: str = "1", bank: str | None = None) -> tuple[Spot, Outcome]:
    spot = Spot(name, stamp)
    signal = Signal("md5", "00" * 16)
    found = (Match(bank, signal, signal.value, None, None, 0, 0, exact=True),) if bank else ()
    return spot, Outcome(spot, name, Finding(Look.LOOKED, None, 10, None), found)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "scans" / "x.journal"


def _interrupted(path: Path, *told: tuple[Spot, Outcome | None]) -> Journal:
    journal = Journal(path, resume=False)
    journal.about(told)
    journal.said(100, b"tail")
    journal.close()
    return Journal(path, resume=True)


def test_a_resumed_journal_knows_what_is_done(path: Path) -> None:
    journal = _interrupted(path, _outcome("a"), _outcome("b"))
    assert journal.done(Spot("a", "1"))
    assert journal.done(Spot("c", "1")) is None
    assert (journal.tally.files, journal.tally.size) == (2, 20)
    assert (journal.past.mark.offset, journal.past.mark.seal) == (100, journal.seal(b"tail"))
    journal.finish()


def test_a_changed_file_is_not_done_and_counts_once(path: Path) -> None:
    journal = _interrupted(path, _outcome("a"))
    assert journal.done(Spot("a", "2")) is None
    assert journal.is_again(Spot("a", "2"))
    journal.about([_outcome("a", "2")])
    assert journal.tally.files == 1
    journal.finish()


def test_members_of_an_archive_are_files_of_their_own(path: Path) -> None:
    journal = _interrupted(path, (Spot("a", "1", 0), _outcome("a")[1]), (Spot("a", "1"), None))
    assert journal.done(Spot("a", "1", 0))
    assert journal.done(Spot("a", "1", 1)) is None
    assert journal.done(Spot("a", "1"))
    assert journal.tally.files == 1
    journal.finish()


def test_what_matched_can_be_looked_at_again(path: Path) -> None:
    journal = _interrupted(path, _outcome("a", bank="stand-ins"), _outcome("b"))
    journal.forget_matched()
    assert journal.done(Spot("a", "1")) is None
    assert journal.done(Spot("b", "1"))
    assert (journal.tally.matched, journal.tally.files) == (0, 1)
    journal.finish()


def test_what_was_not_said_is_told_again(path: Path) -> None:
    journal = Journal(path, resume=False)
    journal.about([_outcome("a")])
    journal.close()
    journal = Journal(path, resume=True)
    assert journal.done(Spot("a", "1")) is None
    assert journal.is_again(Spot("a", "1"))
    assert not journal.is_again(Spot("b", "1"))
    journal.finish()


def test_a_finished_journal_is_gone(path: Path) -> None:
    Journal(path, resume=False).finish()
    assert list(path.parent.iterdir()) == []


def test_only_the_owner_may_read_it_and_it_names_nothing(path: Path) -> None:
    journal = _interrupted(path, _outcome("/home/somebody/a.jpg"))
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert b"somebody" not in path.read_bytes()
    journal.finish()


def test_two_scans_hide_the_same_file_differently(path: Path, tmp_path: Path) -> None:
    one, other = Journal(path, resume=False), Journal(tmp_path / "y.journal", resume=False)
    one.about([_outcome("a")])
    other.about([_outcome("a")])
    assert path.read_bytes().splitlines()[-1] != (tmp_path / "y.journal").read_bytes().splitlines()[-1]
    one.finish()
    other.finish()


def test_two_at_once_are_refused_and_the_other_is_named(path: Path) -> None:
    journal = Journal(path, resume=False)
    for resume in (False, True):
        with pytest.raises(ResumeError, match=f"process {os.getpid()} "):
            Journal(path, resume=resume)
    journal.finish()


def test_there_must_be_something_to_resume(path: Path) -> None:
    with pytest.raises(ResumeError, match="no interrupted scan"):
        Journal(path, resume=True)
    assert list(path.parent.iterdir()) == []


def test_starting_anew_forgets(path: Path) -> None:
    _interrupted(path, _outcome("a")).close()
    journal = Journal(path, resume=False)
    assert journal.was_interrupted
    assert journal.done(Spot("a", "1")) is None
    assert journal.tally.files == 0
    journal.finish()


def test_a_torn_tail_is_cut_before_anything_is_written_behind_it(path: Path) -> None:
    _interrupted(path, _outcome("a")).close()
    with path.open("ab") as file:
        file.write(b"0123 {torn")
    journal = Journal(path, resume=True)
    journal.about([_outcome("b")])
    journal.said(200, b"")
    journal.close()
    journal = Journal(path, resume=True)
    assert journal.tally.files == 2
    journal.finish()


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    journal = Journal(tmp_path / "x.journal", resume=False)
    full = os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, journal._fd)
    os.close(full)
    with pytest.raises(OutputError, match="no space left"):
        journal.about([_outcome("a")])
    journal.finish()


DAY = 24 * 3600  # seconds


@pytest.mark.parametrize(
    ("name", "days", "stays"),
    [("y.journal", 31, False), ("y.journal", 29, True), ("y.journal", 0, True), ("notes.txt", 99, True)],
)
def test_only_journals_untouched_for_a_month_are_removed(
    path: Path, name: str, days: int, stays: bool
) -> None:
    journal = Journal(path, resume=False)
    other = path.with_name(name)
    other.write_bytes(b"")
    then = path.stat().st_mtime - days * DAY
    os.utime(other, (then, then))
    journal.forget_others()
    assert (other.exists(), path.exists()) == (stays, True)
    journal.finish()


def test_a_journal_that_somebody_holds_is_never_removed(path: Path) -> None:
    journal, other = Journal(path, resume=False), Journal(path.with_name("y.journal"), resume=False)
    os.utime(path.with_name("y.journal"), (1, 1))
    journal.forget_others()
    assert path.with_name("y.journal").exists()
    journal.finish()
    other.finish()


def test_what_cannot_be_removed_stops_nothing(path: Path) -> None:
    journal = Journal(path, resume=False)
    path.with_name("y.journal").symlink_to(path)
    path.with_name("z.journal").mkdir()
    journal.forget_others()
    assert path.exists()
    journal.finish()


def test_a_folder_that_cannot_be_made_is_told_with_the_key_to_change(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file in the way")
    with pytest.raises(OutputError) as error:
        Journal(tmp_path / "state" / "scans" / "x.journal", resume=False)
    assert "LEEWARD_STATE_DIR" in error.value.hint
