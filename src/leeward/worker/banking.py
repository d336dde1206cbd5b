"""The banks in use: opened once, opened again when their list has changed, swapped between two looks."""

import asyncio
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from leeward.matcher.bank import LOG
from leeward.matcher.files import read_regular
from leeward.model.errors import LeewardError
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
    _versions: dict[str, str] = field(default_factory=dict)
    _stamps: dict[Path, _Stamp | None] = field(default_factory=dict)

    def open(self) -> None:
        """Open every bank. Raises: BankError: a list cannot be used: nothing starts without it."""
        self._stamps = {path: _stamp(path) for path in self.lists}
        banks = [open_bank(path, self.settings) for path in self.lists]
        for bank in banks:
            bank.index.search("pdq", [bytes(32)], 0)  # what is compiled is compiled before anybody waits
        old, self._matcher = self._matcher, Matcher(banks, self.thresholds)
        self._versions = {bank.name: _version(bank) for bank in banks}
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
        return self._versions.get(bank, "")

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
        self._versions, self._stamps = fresh._versions, fresh._stamps
        if old:
            old.close()
        log.info("banks.changed", banks=len(self._versions))
        self.on_change()


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
