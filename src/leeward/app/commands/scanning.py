"""Puts a scan together: banks, places, workers, journal and teller."""

import hashlib
import os
import resource
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import asdict, dataclass, field
from time import monotonic
from typing import BinaryIO

from rich.console import Console

from leeward.checkup import Probes
from leeward.config import Config, load
from leeward.matcher.bank import LOG
from leeward.matcher.files import read_regular
from leeward.model.errors import OutputError, SandboxError
from leeward.model.findings import Json
from leeward.pipeline.match.banks import BankSettings, OpenedBank, open_bank
from leeward.pipeline.match.lookup import Matcher
from leeward.plugins import loader
from leeward.plugins.connectors.protocol import Found, Lost
from leeward.sandbox import doors
from leeward.sandbox.pool import Pool, PoolSettings
from leeward.sweep.journal import Journal
from leeward.sweep.order import ScanOrder, name_of_scan, with_thresholds
from leeward.sweep.places import Places, by_spelling
from leeward.sweep.run import Parts, Sweep, Teller
from leeward.sweep.stopping import Stop
from leeward.sweep.telling import progress
from leeward.sweep.telling.lines import Lines
from leeward.sweep.telling.output import Output, open_output
from leeward.sweep.telling.spelling import counted, shown
from leeward.sweep.telling.summary import BankUsed, Summary
from leeward.sweep.telling.table import Page

_TASK, _WARM = "leeward.pipeline.ingest.task:look", "leeward.pipeline.ingest.task:warm"
_ANY_FILE = "folder"  # claims whatever nobody else does, so it is asked last


def probes(config: Config) -> Probes:
    """What a checkup may ask of the other rooms."""
    return Probes(
        doors=doors.capabilities,
        start_workers=lambda: _start_one(config),
        check_bank=lambda file: _in_words(open_bank(file, BankSettings(config.data_dir))),
    )


def scan(order: ScanOrder) -> int:
    """Run one scan and give its exit status. Raises: LeewardError."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # this process holds lists: no core dump ever
    stop = Stop()
    with stop.listening(), ExitStack() as held:
        scan = _Scan(order, load(order.config_file), held, stop)
        try:
            return scan.run()
        except KeyboardInterrupt:
            return scan.interrupted()


@dataclass(frozen=True, slots=True)
class _Ends:
    """Where what was found goes."""

    journal: Journal
    teller: Teller
    output: Output
    matcher: Matcher


@dataclass(slots=True)
class _Scan:
    """One `leeward scan`. held: closes what it opens."""

    order: ScanOrder
    config: Config
    held: ExitStack
    stop: Stop
    has_left: bool = False
    console: Console = field(default_factory=lambda: _console())

    def run(self) -> int:
        banks = self._banks()
        bits = with_thresholds(self.config.threshold, self.order.thresholds)
        matcher = Matcher(banks, bits)
        self.held.callback(matcher.close)
        places = self._places(self.order.paths)
        files = places.walk()
        output = self._output()
        journal = self._journal(banks, bits)
        try:
            self._continue(output, journal)
            teller = Lines(output) if self.order.as_json else Page(output, self._width())
            began = monotonic()
            told = self._sweep(files, _Ends(journal, teller, output, matcher))
            if self.stop.by is None:
                summary = Summary(
                    tally=journal.tally,
                    banks=[_used(bank) for bank in banks],
                    seconds=monotonic() - began,
                    told=told,
                    links_outside=places.links_outside,
                    resumed=self.order.resume,
                )
                teller.close(summary)
                journal.finish()
                return summary.exit_status
        except BrokenPipeError:
            raise
        except BaseException:
            self._leave(journal)
            raise
        self._leave(journal)
        return self.stop.exit_status

    def interrupted(self) -> int:
        """Say so, unless it is said. Gives the exit status."""
        if not self.has_left:
            self._say("interrupted before anything was looked at")
        return self.stop.exit_status

    def _sweep(self, files: Iterator[Found | Lost], ends: "_Ends") -> int:
        settings = _workers(self.config, self.order)
        with _started(settings) as pool, self._progress() as seen, self.stop.kindly():
            sweep = Sweep(
                Parts(
                    workers=pool,
                    matches=ends.matcher.matches,
                    journal=ends.journal,
                    teller=ends.teller,
                    output=ends.output,
                    ask=self._ask(),
                    clock=monotonic,
                    seen=seen,
                ),
                self.stop,
            )
            sweep.run(files)
            return sweep.told

    def _banks(self) -> list[OpenedBank]:
        """Raises: BankError."""
        with self.console.status("opening banks") as status:

            def tell(what: str, share: float) -> None:
                status.update(f"{shown(what)}: {share:.0%}")

            settings = BankSettings(self.config.data_dir, self.order.strict, progress=tell)
            files = dict.fromkeys((*self.config.banks, *self.order.banks))
            banks = [open_bank(file, settings) for file in files]
            status.update("getting the search ready; the first time on a machine takes ten seconds")
            for bank in banks:
                bank.index.search("pdq", [bytes(32)], 0)  # what is compiled is compiled before the clock runs
        for bank in banks:
            for trouble in _troubles(bank):
                self._say(f"{shown(bank.name)}: {trouble}")
        return banks

    def _places(self, wheres: Sequence[str]) -> Places:
        names = sorted(loader.names("connectors"), key=lambda name: (name == _ANY_FILE, name))
        own = os.path.realpath(self.order.output) if self.order.output else None
        return Places(by_spelling([loader.source(name) for name in names]), wheres, own)

    def _ask(self) -> dict[str, Json]:
        return {
            "limits": asdict(self.config.limits),
            "signals": [*loader.names("signals")],
            "dihedral": self.order.dihedral or self.config.dihedral,
        }

    def _journal(self, banks: Sequence[OpenedBank], bits: dict[str, int]) -> Journal:
        """Raises: ResumeError."""
        digests = [bank.index.header.source_digest + _edits(bank) for bank in banks]
        name = name_of_scan(self.order, self._ask(), bits, digests)
        journal = Journal(self.config.state_dir / "scans" / f"{name}.journal", self.order.resume)
        self.held.callback(journal.close)
        journal.forget_others()
        if journal.was_interrupted and not self.order.resume:
            self._say(
                "starting anew; the interrupted run of this scan is forgotten (--resume goes on with one)"
            )
        return journal

    def _output(self) -> Output:
        """Opened before the journal is touched: what cannot be written must not cost an earlier run.
        Raises: OutputError."""
        if self.order.output is None:
            return Output(_standard_output())
        stream = open_output(self.order.output, self.order.resume)
        self.held.callback(stream.close)
        return Output(stream)

    def _continue(self, output: Output, journal: Journal) -> None:
        """Raises: ResumeError: the output is not as the interrupted run left it."""
        if self.order.as_json:
            output.go_back(
                journal.past.mark.offset, lambda tail: journal.seal(tail) == journal.past.mark.seal
            )
        else:
            journal.forget_matched()

    def _width(self) -> int | None:
        is_terminal = self.order.output is None and sys.stdout.isatty()
        return Console().width if is_terminal else None

    def _progress(self) -> AbstractContextManager[Callable[[int], None]]:
        once_only = "-" in self.order.paths
        files = None if once_only else self._places(self.order.paths).walk
        lines_there = self.order.as_json and self.order.output is None and sys.stdout.isatty()
        return progress.shown(self.console, files, hidden=lines_there)

    def _leave(self, journal: Journal) -> None:
        """Leave the journal for a later run, and say how to start that."""
        if not journal.tally.files:
            journal.finish()
            return
        self.has_left = True
        words = [word for word in self.order.command if word != "--resume"]
        words.insert(words.index("scan", 1) + 1, "--resume")
        self._say(f"interrupted; done: {counted(journal.tally.files, 'file')}. To go on with the others:")
        self.console.print(f"  {shlex.join(words)}", soft_wrap=True)
        if self.order.as_json and self.order.output is None:
            self.console.print("  It tells only what is not told yet: keep this output, too.", soft_wrap=True)

    def _say(self, text: str) -> None:
        self.console.print(f"leeward: {text}", soft_wrap=True)


def _console() -> Console:
    # somebody may have closed standard error
    return Console(stderr=True, highlight=False, markup=False, quiet=not sys.stderr)


def _standard_output() -> BinaryIO:
    # Python has none where it was closed before we began
    if not sys.stdout:
        raise OutputError("standard output is closed", "name a file with --output")
    return sys.stdout.buffer


def _used(bank: OpenedBank) -> BankUsed:
    return BankUsed(bank.name, sum(bank.counts.values()), bank.bad_lines, bank.unusable)


def _edits(bank: OpenedBank) -> str:
    """What was added and removed by hand: a scan resumed with other entries would be two half scans."""
    try:
        return hashlib.sha256(read_regular(bank.folder / LOG)).hexdigest()
    except FileNotFoundError:
        return ""


def _workers(config: Config, order: ScanOrder) -> PoolSettings:
    number = order.workers or config.workers or len(os.sched_getaffinity(0))
    limits = config.limits
    return PoolSettings(number, limits.memory_bytes, limits.seconds, limits.clip_seconds)


@contextmanager
def _started(settings: PoolSettings) -> Iterator[Pool]:
    """Workers; started once more where something killed them in their cradle."""
    with ExitStack() as held:
        try:
            pool = held.enter_context(Pool(_TASK, _WARM, settings, monotonic))
        except (SandboxError, OSError):
            pool = held.enter_context(Pool(_TASK, _WARM, settings, monotonic))
        yield pool


def _start_one(config: Config) -> tuple[str, ...]:
    with Pool(_TASK, _WARM, _workers(config, ScanOrder((), workers=1)), monotonic) as pool:
        return pool.closed


def _troubles(bank: OpenedBank) -> list[str]:
    troubles = [bank.said] if bank.said else []
    if bank.bad_lines:
        troubles.append(
            f"{counted(bank.bad_lines, 'bad line')} left out, the first: {shown(str(bank.bad[0]))}"
        )
    left_out = [f"{number:,} {kind}" for kind, number in bank.unusable.items() if number]
    return [*troubles, f"not compared here: {', '.join(left_out)}"] if left_out else troubles


def _in_words(bank: OpenedBank) -> str:
    counts = [f"{number:,} {kind}" for kind, number in bank.counts.items()]
    bank.index.close()
    return ", ".join([*counts, *_troubles(bank)])
