"""The banks in use: opened once, opened again when their list has changed, swapped between two looks."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from leeward.matcher.bank import LOG
from leeward.matcher.files import read_regular
from leeward.model.errors import BankError, LeewardError
from leeward.model.findings import Finding
from leeward.model.signals import Match
from leeward.pipeline.match.banks import BankSettings, OpenedBank, open_bank
from leeward.pipeline.match.lookup import Matcher

log = structlog.get_logger()

_Stamp = tuple[int, int, int]


@dataclass(slots=True)
class LiveBanks:
    """lists: files or built banks. thresholds: bits by perceptual signal."""

    lists: Sequence[Path]
    settings: BankSettings
    thresholds: Mapping[str, int]
    on_change: Callable[[], None] = lambda: None
    _matcher: Matcher | None = None
    _stamps: dict[Path, _Stamp | None] = field(default_factory=dict)

    def open(self) -> None:
        """Open every bank. Raises: BankError: a list cannot be used: nothing starts without it."""
        self._stamps = {path: _stamp(path) for path in self.lists}
        with ExitStack() as undo:
            banks = []
            for path in self.lists:
                banks.append(open_bank(path, self.settings))
                undo.callback(banks[-1].index.close)
            _check_names(banks)
            for bank in banks:
                bank.index.search("pdq", [bytes(32)], 0)  # what is compiled is compiled before anybody waits
            old, self._matcher = self._matcher, Matcher(banks, self.thresholds)
            undo.pop_all()
        if old:
            old.close()

    def close(self) -> None:
        """Close every bank."""
        if self._matcher:
            self._matcher.close()

    @property
    def opened(self) -> Sequence[OpenedBank]:
        """What is in use now."""
        return self._matcher.banks if self._matcher else ()

    def matches(self, finding: Finding) -> tuple[Match, ...]:
        """Every match of one finding."""
        assert self._matcher is not None, "open the banks first"
        return self._matcher.matches(finding)

    def version(self, bank: str) -> str:
        """The digest of the list that answered, with what was changed by hand."""
        return next((_version(one) for one in self.opened if one.name == bank), "")

    async def watch(self, stop: asyncio.Event, every_s: float = 30.0) -> None:
        """Take new versions of lists into use until `stop`: each process for itself."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every_s)
            try:
                await self.refresh()
            except LeewardError as error:
                log.warning("banks.not_changed", said=error.message)

    async def refresh(self) -> None:
        """Take a new version of a list into use; a new one that cannot be used leaves the old one in use.
        Raises: BankError: it cannot be used."""
        if {path: _stamp(path) for path in self.lists} == self._stamps:
            return
        fresh = LiveBanks(self.lists, self.settings, self.thresholds)
        try:
            await asyncio.to_thread(fresh.open)
        except LeewardError:
            self._stamps = {path: _stamp(path) for path in self.lists}
            raise
        old, self._matcher = self._matcher, fresh._matcher
        self._stamps = fresh._stamps
        if old:
            old.close()
        log.info("banks.changed", banks=len(self.opened))
        self.on_change()


def _check_names(banks: Sequence[OpenedBank]) -> None:
    """Which one is verified, and which one holds our canaries, is told by the name.
    Raises: BankError: two are called the same."""
    sources: dict[str, Path] = {}
    for one in banks:
        if other := sources.get(one.name):
            raise BankError(
                f"two lists are called {one.name!r}: {other} and {one.source}",
                "their matches could not be told apart: give one of the files another name",
            )
        sources[one.name] = one.source


def _stamp(path: Path) -> _Stamp | None:
    """What changes when a list is replaced; a built bank's own edits are seen by its index itself."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ino


def _version(bank: OpenedBank) -> str:
    try:
        edits = hashlib.sha256(read_regular(bank.folder / LOG)).hexdigest()
    except FileNotFoundError:
        return bank.index.header.source_digest
    return f"{bank.index.header.source_digest}+{edits[:16]}"
