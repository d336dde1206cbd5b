"""Reads what posts say, in memory, against the lists in use; takes new versions of lists by itself."""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import structlog

from leeward.model.errors import ConfigError
from leeward.model.events import Dropped, Event, Posted, TextHit, Words
from leeward.pipeline.ingest.door import NO_MEDIA
from leeward.pipeline.ingest.wordlists import CANARIES, canary_list, read_all
from leeward.plugins import loader
from leeward.plugins.scanners.protocol import Mark, Scan
from leeward.store.connection import Connection
from leeward.store.policies import decisions, hits
from leeward.store.policies.hits import NewHits

MOST = 100_000  # characters of a post: half a second at worst, in which nothing else arrives

_Stamp = tuple[int, int, int]

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Reading:
    """What scanners found in one post's words. by: scanners that read them, though they found nothing."""

    hits: tuple[TextHit, ...]
    by: tuple[str, ...]

    @property
    def is_plain(self) -> bool:
        """Whether somebody has read them and found nothing."""
        return bool(self.by) and not self.hits


def marker(key: bytes) -> Mark:
    """Makes keyed digests: a plain one of a word would be guessed. Source: HMAC-SHA-256, RFC 2104."""
    return lambda text: hmac.digest(key, text.encode("utf-8", "surrogatepass"), "sha256").hex()


@dataclass(slots=True)
class Reader:
    """lists: files by scanner; a scanner without lists does not read. mark: digests of entries.
    on_change: told when another version of a list is in use."""

    lists: Mapping[str, Sequence[Path]]
    mark: Mark
    on_change: Callable[[], None] = lambda: None
    _scans: dict[str, Scan] = field(default_factory=dict)
    _stamps: dict[Path, _Stamp | None] = field(default_factory=dict)
    _said: dict[str, str] = field(default_factory=dict)

    def problems(self) -> Mapping[str, str]:
        """What is wrong now: an alarm's name to its sentence."""
        return dict(self._said)

    def open(self) -> None:
        """Take every list into use. Raises: ConfigError: one cannot be, or a scanner misses its canary."""
        self._stamps = self._now()
        for scanner, files in self.lists.items():
            if files:
                self._scans[scanner] = self._opened(scanner, files)

    def look(self, told: Event, admitted: Event) -> Reading | None:
        """What is in a post's words; None: they are not told, nobody reads, or they were not let in: nobody
        reads what is dropped at the door for any other reason than that it has no media."""
        is_in = isinstance(admitted, Posted) or (isinstance(admitted, Dropped) and admitted.why == NO_MEDIA)
        return self.read(told.words) if is_in and isinstance(told, Posted) else None

    def read(self, words: Words | None) -> Reading | None:
        """What is in these words; of more than `MOST` nothing, and that nobody read them is what is known."""
        if words is None or not self._scans:
            return None
        if _size(words) > MOST:
            return Reading((), ())
        found = [hit for scan in self._scans.values() for hit in scan.hits(words) if hit.list != CANARIES]
        return Reading(tuple(found), tuple(sorted(self._scans)))

    async def watch(self, stop: asyncio.Event, every_s: float = 30.0) -> None:
        """Take new versions of lists into use, and try every scanner, until `stop`."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every_s)
            await self.refresh()

    async def refresh(self) -> None:
        """A new version that cannot be used leaves the old one in use, and is an alarm."""
        stamps = self._now()
        for scanner, files in self.lists.items():
            if any(stamps[file] != self._stamps.get(file) for file in files):
                await self._renew(scanner, files)
            elif scanner in self._scans and _misses(scanner, self._scans[scanner]):
                self._say(scanner, "it misses its own canary")
        self._stamps = stamps

    async def _renew(self, scanner: str, files: Sequence[Path]) -> None:
        try:
            self._scans[scanner] = await asyncio.to_thread(self._opened, scanner, files)
        except ConfigError as error:
            self._say(scanner, f"the old version stays in use: {error.message}")
        else:
            self._said.pop(_alarm(scanner), None)
            log.info("words.changed", scanner=scanner, lists=len(files))
            self.on_change()

    def _opened(self, scanner: str, files: Sequence[Path]) -> Scan:
        lists = read_all(scanner, files, self.mark)
        scan = loader.scanner(scanner).open([*lists, canary_list(scanner)], self.mark)
        if missed := _misses(scanner, scan):
            raise ConfigError(
                f"the scanner {scanner} misses its own canary in: {', '.join(sorted(missed))}",
                "nothing starts with a scanner that finds nothing: reinstall Leeward",
            )
        return scan

    def _say(self, scanner: str, said: str) -> None:
        self._said[_alarm(scanner)] = f"the scanner {scanner}: {said}"
        log.warning("words.not_changed", scanner=scanner, said=said)

    def _now(self) -> dict[Path, _Stamp | None]:
        return {file: _stamp(file) for files in self.lists.values() for file in files}


async def keep(
    connection: Connection, told: Sequence[tuple[int, Event, Reading | None]], now: datetime
) -> None:
    """Write what was found, by server. A post that waits for no look, or was decided already, is decided with
    it. Raises: DatabaseError."""
    found = [
        NewHits(server, event.post.uri, event.post.revision, reading.hits, reading.by)
        for server, event, reading in told
        if reading and isinstance(event, Posted)
    ]
    kept = await hits.keep(connection, found)
    asking = [one.item for one in kept if one.is_decided or not (one.has_media or one.is_plain)]
    await decisions.ask_again(connection, asking, now)


def _size(words: Words) -> int:
    return sum(map(len, (words.text, words.warning, *words.hashtags, *words.urls, *words.alternatives)))


def _misses(scanner: str, scan: Scan) -> frozenset[str]:
    """Places of the canary in which it is not found."""
    canary = loader.scanner(scanner).canary
    return canary.places - {hit.where for hit in scan.hits(canary.words) if hit.list == CANARIES}


def _alarm(scanner: str) -> str:
    return f"words.{scanner}"


def _stamp(file: Path) -> _Stamp | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns, state.st_ino
