"""The composition root puts a whole scan together, and cleans up behind it."""

import io
import json
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from leeward.app.commands import scanning
from leeward.config import Config
from leeward.model.errors import BankError, ConfigError, OutputError, ResumeError, SourceError
from leeward.sweep.order import ScanOrder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("data", "state"):
        monkeypatch.setenv(f"LEEWARD_{name.upper()}_DIR", str(tmp_path / name))
    monkeypatch.setenv("LEEWARD_CONFIG", str(tmp_path / "leeward.toml"))
    monkeypatch.setenv("LEEWARD_WORKERS", "1")
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "note.txt").write_bytes(b"a bridge\n")
    return tmp_path


def _told(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_a_scan_tells_its_files_and_leaves_no_journal(home: Path) -> None:
    order = ScanOrder((str(home / "media"),), as_json=True, output=home / "out")
    assert scanning.scan(order) == 4
    line, last = _told(home / "out")
    assert line["path"] == str(home / "media" / "note.txt")
    assert "summary" in last
    assert list((home / "state" / "scans").iterdir()) == []


def test_the_configured_banks_are_used_too(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "one.csv").write_text("md5,dc4ef6c5563c06a9d27afac55e2e8fda\n")
    (home / "two.csv").write_text("md5,00000000000000000000000000000000\n")
    (home / "leeward.toml").write_text(f'banks = ["{home / "two.csv"}"]\n')
    order = ScanOrder((str(home / "media"),), (home / "one.csv",), as_json=True, output=home / "out")
    scanning.scan(order)
    summary = _told(home / "out")[-1]["summary"]
    assert isinstance(summary, dict)
    assert [bank["bank"] for bank in summary["banks"]] == ["two", "one"]


@pytest.mark.parametrize(
    ("order", "error"),
    [
        (ScanOrder(("/nowhere/at/all",)), SourceError),
        (ScanOrder(("/",), banks=(Path("/nowhere.csv"),)), BankError),
        (ScanOrder(("/",), thresholds=("pdq=99",)), ConfigError),
        (ScanOrder(("/",), config_file=Path("/nowhere.toml")), ConfigError),
        (ScanOrder(("/",), resume=True), ResumeError),
    ],
    ids=["place", "bank", "threshold", "configuration", "nothing to resume"],
)
def test_what_cannot_start_leaves_nothing_behind(
    home: Path, order: ScanOrder, error: type[Exception]
) -> None:
    with pytest.raises(error):
        scanning.scan(order)
    assert not list(home.glob("state/scans/*"))


def test_a_checkup_can_ask_every_room(home: Path) -> None:
    (home / "one.csv").write_text("md5,dc4ef6c5563c06a9d27afac55e2e8fda\n")
    probes = scanning.probes(Config(data_dir=home / "data", state_dir=home / "state"))
    assert probes.doors()
    probes.start_workers()
    assert "1 md5" in probes.check_bank(home / "one.csv")


def test_the_table_goes_to_standard_output(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paper = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", paper)
    scanning.scan(ScanOrder((str(home / "media"),)))
    paper.seek(0)
    assert "Looked at 0 of 1 file " in paper.read()


def test_a_closed_standard_output_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(OutputError, match="standard output is closed"):
        scanning.scan(ScanOrder((str(home / "media"),)))
    assert list(home.glob("state/scans/*")) == []


def test_a_closed_standard_error_stops_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    assert scanning.scan(ScanOrder((str(home / "media"),), as_json=True, output=home / "out")) == 4


class Interrupting(io.RawIOBase):
    """A standard input that brings a signal instead of a list."""

    def __init__(self, number: int) -> None:
        self.number = number

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        os.kill(os.getpid(), self.number)
        return 0


@pytest.mark.parametrize(("number", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_before_the_first_file_ends_it_with_one_line(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    number: int,
    status: int,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BufferedReader(Interrupting(number))))
    before = signal.getsignal(number)
    assert scanning.scan(ScanOrder(("-",), as_json=True, output=home / "out")) == status
    assert capsys.readouterr().err == "leeward: interrupted before anything was looked at\n"
    assert list(home.glob("state/scans/*")) == []
    assert signal.getsignal(number) == before


def test_what_was_abandoned_a_month_ago_is_removed(home: Path) -> None:
    old = home / "state" / "scans" / "old.journal"
    old.parent.mkdir(parents=True)
    old.touch()
    os.utime(old, (1, 1))
    scanning.scan(ScanOrder((str(home / "media"),), as_json=True, output=home / "out"))
    assert not old.exists()


def _children() -> set[str]:
    return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())


def _kill_next_child(done: threading.Event, others: set[str]) -> None:
    while not done.wait(0.001):
        if started := _children() - others:
            os.kill(int(started.pop()), signal.SIGKILL)
            return


def test_workers_killed_while_they_start_are_started_once_more(home: Path) -> None:
    done = threading.Event()
    killer = threading.Thread(target=_kill_next_child, args=(done, _children()))
    killer.start()
    try:
        order = ScanOrder((str(home / "media"),), as_json=True, output=home / "out")
        assert scanning.scan(order) == 4
        assert not killer.is_alive()
    finally:
        done.set()
        killer.join()
