"""A scan survives kill -9 of its workers and of itself: no file is missing, none is counted twice."""

import hashlib
import json
import os
import random
import signal
import struct
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import pytest

FILES = 10_000
SIDE = 16  # pixels

Line: TypeAlias = dict[str, Any]


def _picture(number: int) -> bytes:
    pixels = bytes(((number * 7 + at * 3) * (1 + number % 11)) % 256 for at in range(SIDE * SIDE * 3))
    head = struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54)
    form = struct.pack("<IiiHHIIiiII", 40, SIDE, SIDE, 1, 24, 0, len(pixels), 2835, 2835, 0, 0)
    return b"BM" + head + form + pixels + number.to_bytes(4, "big")


def _content(number: int) -> bytes:
    """Mostly pictures; every 50th file is a hostile one of some kind."""
    whole = _picture(number)
    broken = (b"", whole[:60], b"GIF89a" + bytes(7), b"a bridge %d" % number)
    return broken[number // 50 % 4] if number % 50 == 49 else whole


def _fill(folder: Path, files: int) -> Path:
    for number in range(files):
        place = folder / f"{number % 7}" / f"{number % 3}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{number}.bmp").write_bytes(_content(number))
    with zipfile.ZipFile(folder / "export.zip", "w") as archive:
        for number in range(300):
            archive.writestr(f"media/{number}.bmp", _content(number + files))
    return folder


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _fill(tmp_path_factory.mktemp("many"), FILES)


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _fill(tmp_path_factory.mktemp("some"), 1_000)


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    file = tmp_path / "stand-ins.csv"
    values = [hashlib.md5(_picture(number)).hexdigest() for number in range(0, FILES, 400)]
    file.write_text("".join(f"md5,{value}\n" for value in values))
    return file


class Scans:
    """Runs of the real program over one folder, with one state folder."""

    def __init__(self, home: Path, folder: Path, bank: Path) -> None:
        self.home, self.folder, self.bank = home, folder, bank
        self.environment = {
            **os.environ,
            "LEEWARD_DATA_DIR": str(home / "data"),
            "LEEWARD_STATE_DIR": str(home / "state"),
            "LEEWARD_CONFIG": str(home / "none.toml"),
        }

    def start(self, *options: str) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", "leeward", "scan", "--workers", "2", "--bank", str(self.bank)]
        return subprocess.Popen(
            [*program, *options, str(self.folder)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def whole(self, *options: str) -> tuple[bytes, bytes, int]:
        running = self.start(*options)
        out, err = running.communicate(timeout=80)
        return out, err, running.returncode

    def journals(self) -> list[Path]:
        return list((self.home / "state" / "scans").glob("*"))

    def until_under_way(self, running: subprocess.Popen[bytes], beyond: int = 1_000) -> None:
        """Wait until the journal has grown beyond a size in bytes."""
        deadline = time.monotonic() + 240  # only a hang is that slow
        while sum(path.stat().st_size for path in self.journals()) <= beyond:
            assert running.poll() is None, running.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.01)


def _children(pid: int) -> list[int]:
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _kill_workers_for(seconds: float, running: subprocess.Popen[bytes], chance: random.Random) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and running.poll() is None:
        # workers are forked by a process of the scan's that decodes nothing itself
        workers = [worker for child in _children(running.pid) for worker in _children(child)]
        if workers:
            _kill(chance.choice(workers))
        time.sleep(0.1)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _lines(text: bytes) -> tuple[dict[str, Line], Line]:
    *files, last = [json.loads(line) for line in text.splitlines()]
    counted = Counter(line["path"] for line in files)
    assert [path for path, times in counted.items() if times > 1] == []
    return {line["path"]: line for line in files}, _totals(last["summary"])


def _totals(summary: Line) -> Line:
    return {key: value for key, value in summary.items() if key not in {"seconds", "resumed"}}


def test_ten_thousand_files_survive_kill_9_of_workers_and_of_the_scan(
    tmp_path: Path, many: Path, bank: Path
) -> None:
    chance = random.Random(20)
    scans = Scans(tmp_path, many, bank)
    calm, torn = tmp_path / "calm.jsonl", tmp_path / "torn.jsonl"
    assert scans.whole("--json", "--output", str(calm))[2] == 3
    expected, totals = _lines(calm.read_bytes())
    assert len(expected) == FILES + 300

    options: Sequence[str] = ("--json", "--output", str(torn))
    for _ in range(5):
        before = sum(path.stat().st_size for path in scans.journals())
        running = scans.start(*options)
        scans.until_under_way(running, before + 1_000)
        _kill_workers_for(chance.uniform(0.3, 1.2), running, chance)
        assert running.poll() is None, running.communicate()
        running.kill()
        running.communicate()
        options = ("--json", "--output", str(torn), "--resume")
    running = scans.start(*options)
    _kill_workers_for(2.0, running, chance)
    _, err = running.communicate(timeout=80)
    assert running.returncode == 3, err
    found, found_totals = _lines(torn.read_bytes())
    assert [(found.get(path), line) for path, line in expected.items() if found.get(path) != line] == []
    assert found.keys() == expected.keys()
    assert found_totals == totals
    assert scans.journals() == []


def test_on_a_stream_what_may_be_told_twice_says_so(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    _, totals = _lines(scans.whole("--json")[0])
    told: list[Line] = []
    options: Sequence[str] = ("--json",)
    for _ in range(4):
        before = sum(path.stat().st_size for path in scans.journals())
        running = scans.start(*options)
        scans.until_under_way(running, before + 1_000)
        time.sleep(0.1)
        running.kill()
        out, _ = running.communicate()
        told += [json.loads(line) for line in out.splitlines(keepends=True) if line.endswith(b"\n")]
        options = ("--json", "--resume")
    out, err, status = scans.whole(*options)
    assert status == 3, err
    *files, last = [json.loads(line) for line in out.splitlines()]
    assert _totals(last["summary"]) == totals
    first_time = Counter(line["path"] for line in told + files if "again" not in line)
    assert max(first_time.values()) == 1
    assert len({line["path"] for line in told + files}) == totals["files"]


def test_an_interrupted_scan_says_how_to_resume_and_does(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    calm, _, _ = scans.whole()
    running = scans.start()
    scans.until_under_way(running)
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=20)
    assert (running.returncode, out) == (130, b"")
    assert b"leeward scan --resume" in err
    assert str(some).encode() in err
    out, err, status = scans.whole("--resume")
    assert status == 3, err

    def body(text: bytes) -> list[bytes]:
        return sorted(text.splitlines()[1:])

    assert body(out) == body(calm)
    assert out.split(b" files")[0] == calm.split(b" files")[0]


def test_a_terminated_scan_ends_as_the_signal_asks(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    running = scans.start("--json")
    scans.until_under_way(running)
    running.terminate()
    running.communicate(timeout=20)
    assert running.returncode == 143


def test_what_is_left_behind_names_no_file_and_no_content(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    running = scans.start("--json")
    scans.until_under_way(running, 20_000)
    running.kill()
    running.communicate()
    (journal,) = scans.journals()
    text = journal.read_bytes()
    assert journal.stat().st_mode & 0o777 == 0o600
    assert b".bmp" not in text
    digests = [hashlib.md5(_content(number)).hexdigest() for number in range(1_000)]
    assert not any(digest.encode() in text for digest in digests)


def test_two_scans_of_the_same_at_once_are_refused(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    running = scans.start("--json")
    scans.until_under_way(running)
    _, err, status = scans.whole("--json")
    assert status == 2
    assert f"process {running.pid} is at this very scan".encode() in err
    running.kill()
    running.communicate()


def test_a_scan_is_not_resumed_with_other_entries(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    running = scans.start("--json")
    scans.until_under_way(running, 5_000)
    running.kill()
    running.communicate()
    added = f"md5={hashlib.md5(_content(1)).hexdigest()}"
    command = [sys.executable, "-m", "leeward", "bank", "add", str(bank), added]
    subprocess.run(command, env=scans.environment, check=True, capture_output=True)
    _, err, status = scans.whole("--json", "--resume")
    assert status == 2
    assert b"no interrupted scan" in err
    out, _, status = scans.whole("--json")
    assert status == 3
    files, _ = _lines(out)
    assert any(line["matches"] for line in files.values())


def test_starting_anew_is_said_first(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    running = scans.start("--json")
    scans.until_under_way(running, 5_000)
    running.kill()
    running.communicate()
    out, err, _ = scans.whole("--json")
    assert b"starting anew" in err
    _lines(out)


def test_nothing_to_resume_is_an_error(tmp_path: Path, some: Path, bank: Path) -> None:
    scans = Scans(tmp_path, some, bank)
    _, err, status = scans.whole("--json", "--resume")
    assert status == 2
    assert json.loads(err)["error"]["hint"]
    assert scans.journals() == []
