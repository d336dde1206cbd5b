"""The loop of a scan, with workers that do as a test says."""

import io
import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from leeward.model.errors import NotLooked, SourceError
from leeward.model.findings import Finding, to_json
from leeward.model.look import Look
from leeward.plugins.connectors.protocol import Found, Lost
from leeward.sandbox.pool import End, Ended, Job, Refused, Said
from leeward.sweep.journal import Journal
from leeward.sweep.run import Parts, Sweep
from leeward.sweep.stopping import Stop
from leeward.sweep.telling.lines import Lines
from leeward.sweep.telling.output import Output

News = Said | Ended | Refused
GOOD = Finding(Look.LOOKED, None, 1, "image/png")


def _good(job: Job) -> list[News]:
    return [Said(job, {"finding": to_json(GOOD)}), Ended(job, End.DONE, "")]


class Desks:
    """Two workers that answer when waited for."""

    def __init__(self, answer: Callable[[Job], list[News]]) -> None:
        self.answer = answer
        self.jobs: list[Job] = []
        self.news: list[News] = []
        self.most_busy = 0

    @property
    def idle(self) -> int:
        return 2 - len(self.jobs)

    @property
    def busy(self) -> int:
        return len(self.jobs) + len(self.news)

    def submit(self, job: Job) -> None:
        try:
            fd = job.open()
        except NotLooked as error:
            self.news.append(Refused(job, error))
        else:
            os.close(fd)
            self.jobs.append(job)
        self.most_busy = max(self.most_busy, self.busy)

    def wait(self, timeout_s: float) -> list[News]:
        news, self.news = self.news, []
        jobs, self.jobs = self.jobs, []
        return news + [one for job in jobs for one in self.answer(job)]


class Scan:
    """One sweep over made-up files, told as lines."""

    def __init__(self, folder: Path, desks: Desks, resume: bool = False) -> None:
        self.stream = io.BytesIO()
        self.journal = Journal(folder / "x.journal", resume)
        self.stop = Stop()
        self.desks = desks
        output = Output(self.stream)
        clock = iter(range(1_000_000))
        self.sweep = Sweep(
            Parts(
                workers=desks,
                matches=lambda finding: (),
                journal=self.journal,
                teller=Lines(output),
                output=output,
                ask={},
                clock=lambda: float(next(clock)),
                seen=lambda number: None,
            ),
            self.stop,
        )

    def run(self, files: Sequence[Found | Lost] | Iterator[Found | Lost]) -> list[tuple[str, str]]:
        try:
            self.sweep.run(iter(files))
        finally:
            self.journal.close()
        return [(line["path"], line["look"]) for line in map(json.loads, self.stream.getvalue().splitlines())]


def _found(name: str, stamp: str = "1") -> Found:
    return Found(name, lambda: os.open(os.devnull, os.O_RDONLY), stamp)


def test_every_file_is_told_once(tmp_path: Path) -> None:
    scan = Scan(tmp_path, Desks(_good))
    files = [_found(f"{number}") for number in range(500)]
    assert sorted(scan.run(files)) == sorted((f"{number}", "looked") for number in range(500))
    assert (scan.sweep.told, scan.journal.tally.files) == (500, 500)


def test_what_is_opened_ahead_is_told_once_and_not_opened_when_it_is_done(tmp_path: Path) -> None:
    opened: list[str] = []

    def far(name: str, stamp: str = "1") -> Found:
        def fetch() -> int:
            opened.append(name)
            return os.open(os.devnull, os.O_RDONLY)

        return Found(name, fetch, stamp, slow_bytes=1)

    names = [f"{number}" for number in range(200)]
    told = Scan(tmp_path, Desks(_good)).run([far(name) for name in names])
    assert sorted(told) == sorted((name, "looked") for name in names)
    assert sorted(opened) == sorted(names)
    opened.clear()
    scan = Scan(tmp_path, Desks(_good), resume=True)
    assert scan.run([*(far(name) for name in names), far("7", "2")]) == [("7", "looked")]
    assert opened == ["7"]


def test_what_is_lost_or_refused_is_told_and_never_piles_up(tmp_path: Path) -> None:
    def refuse() -> int:
        raise NotLooked(Look.VANISHED, "gone")

    desks = Desks(_good)
    scan = Scan(tmp_path, desks)
    files = [Found(f"{number}", refuse, "") for number in range(1_000)]
    told = scan.run([Lost("x", Look.UNREADABLE, "closed"), *files])
    assert told[0] == ("x", "unreadable")
    assert len(told) == 1_001
    assert {look for _, look in told[1:]} == {"vanished"}
    assert desks.most_busy <= 100


def test_a_file_gets_a_second_try_and_no_third(tmp_path: Path) -> None:
    tries: list[str] = []

    def crash(job: Job) -> list[News]:
        tries.append("")
        return [Ended(job, End.DIED, "killed by SIGSEGV")]

    assert Scan(tmp_path, Desks(crash)).run([_found("a")]) == [("a", "unreadable")]
    assert len(tries) == 2


def test_members_are_told_with_their_archive_and_the_archive_is_not(tmp_path: Path) -> None:
    def unpack(job: Job) -> list[News]:
        member = to_json(Finding(Look.LOOKED, None, 1, None, (), "in/1.jpg"))
        closing: dict[str, object] = {"members": 1, "problem": None}
        return [
            Said(job, {"finding": member, "member_number": 0}),
            Said(job, {"archive": closing}),  # type: ignore[dict-item]
            Ended(job, End.DONE, ""),
        ]

    scan = Scan(tmp_path, Desks(unpack))
    assert scan.run([_found("a.zip")]) == [("a.zip!/in/1.jpg", "looked")]
    assert scan.journal.tally.files == 1


def test_an_archive_is_resumed_behind_the_last_member_told(tmp_path: Path) -> None:
    asked: list[object] = []

    def unpack(job: Job) -> list[News]:
        asked.append(job.ask["first_member"])
        scan.stop.by = 2
        member = to_json(Finding(Look.LOOKED, None, 1, None, (), f"{len(asked)}.jpg"))
        return [Said(job, {"finding": member, "member_number": len(asked) - 1})]

    for resume in (False, True, True):
        scan = Scan(tmp_path, Desks(unpack), resume)
        scan.run([_found("a.zip")])
    assert asked == [0, 1, 2]


def test_a_resumed_run_looks_only_at_what_is_not_done_or_has_changed(tmp_path: Path) -> None:
    Scan(tmp_path, Desks(_good)).run([_found("a"), _found("b"), Lost("c", Look.UNREADABLE, "closed")])
    scan = Scan(tmp_path, Desks(_good), resume=True)
    told = scan.run([_found("a"), _found("b", "2"), Lost("c", Look.UNREADABLE, "closed"), _found("d")])
    assert sorted(told) == [("b", "looked"), ("d", "looked")]
    assert scan.journal.tally.files == 4


def test_asked_to_stop_it_tells_what_is_under_way_and_begins_nothing(tmp_path: Path) -> None:
    def files() -> Iterator[Found]:
        for number in range(100):
            if number == 9:
                scan.stop.by = 2
            yield _found(f"{number}")

    scan = Scan(tmp_path, Desks(_good))
    assert len(scan.run(files())) in {9, 10}


def test_trouble_on_the_way_keeps_what_is_told(tmp_path: Path) -> None:
    def files() -> Iterator[Found]:
        yield from (_found("a"), _found("b"), _found("c"))
        raise SourceError("the store stopped listing")

    scan = Scan(tmp_path, Desks(_good))
    with pytest.raises(SourceError):
        scan.run(files())
    assert scan.journal.tally.files == 2
    assert len(scan.stream.getvalue().splitlines()) == 2


def test_nobody_reading_ends_the_scan_without_writing_on(tmp_path: Path) -> None:
    class Gone(io.BytesIO):
        def write(self, text: object) -> int:
            raise BrokenPipeError

    scan = Scan(tmp_path, Desks(_good))
    scan.sweep.parts.output._stream = Gone()
    with pytest.raises(BrokenPipeError):
        scan.run([_found("a")])
    journal = Journal(tmp_path / "x.journal", resume=True)
    assert journal.tally.files == 0
    journal.finish()
