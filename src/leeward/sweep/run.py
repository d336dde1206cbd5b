"""The scan itself: walk, look in the sandbox, match, tell, write down."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import count
from typing import Protocol

from leeward.model.findings import Finding, Json
from leeward.model.signals import Match
from leeward.pipeline.ingest.attempts import Attempt, Told
from leeward.plugins.connectors.protocol import Found, Lost
from leeward.sandbox.pool import Ended, Job, Refused, Said
from leeward.sweep.ahead import Ahead
from leeward.sweep.journal import Journal
from leeward.sweep.outcomes import Count, Outcome, Spot
from leeward.sweep.stopping import Stop
from leeward.sweep.telling.output import Output
from leeward.sweep.telling.summary import Summary

_BATCH = 64  # outcomes told and written down at once, at most
_BATCH_S = 0.2  # seconds that an outcome waits to be told, at most
_WAIT_S = 0.2  # seconds between looks at whether to stop
_GRACE_S = 2.0  # seconds that work under way gets when asked to stop
_MOST_REFUSED = 64  # files that could not be opened, before they are told


class Workers(Protocol):
    """What the scan needs of the sandbox's pool."""

    @property
    def idle(self) -> int:
        """How many jobs can be submitted now."""

    @property
    def busy(self) -> int:
        """How many jobs have an end to come."""

    def submit(self, job: Job) -> None:
        """Start one job."""

    def wait(self, timeout_s: float) -> list[Said | Ended | Refused]:
        """What happened."""


class Teller(Protocol):
    """Tells outcomes."""

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Tell some files. Raises: OutputError, BrokenPipeError."""

    def recall(self, path: str, count: Count) -> None:
        """An earlier run told this file."""

    def close(self, summary: Summary) -> None:
        """The last word. Raises: OutputError, BrokenPipeError."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a scan is made of.

    ask: what every job asks for, but the member to begin with. clock: monotonic seconds.
    seen: called with the number of files told or recalled.
    """

    workers: Workers
    matches: Callable[[Finding], tuple[Match, ...]]
    journal: Journal
    teller: Teller
    output: Output
    ask: Mapping[str, Json]
    clock: Callable[[], float]
    seen: Callable[[int], None]


@dataclass(frozen=True, slots=True)
class _Work:
    found: Found
    attempt: Attempt

    def spot(self, member: int | None) -> Spot:
        return Spot(self.found.identity or self.found.path, self.found.stamp, member)


@dataclass(slots=True)
class Sweep:
    """One run. told: files told by it. Memory does not grow with the number of files."""

    parts: Parts
    stop: Stop
    told: int = 0
    _tickets: Iterator[int] = field(default_factory=count)
    _works: dict[int, _Work] = field(default_factory=dict)
    _once_more: deque[_Work] = field(default_factory=deque)
    _batch: list[tuple[Spot, Outcome | None]] = field(default_factory=list)
    _batch_since: float = 0.0

    def run(self, files: Iterator[Found | Lost]) -> None:
        """Look at every file. When asked to stop, what is written down is whole all the same.
        Raises: SourceError, SandboxError, OutputError, BrokenPipeError."""
        try:
            with closing(Ahead(self._wanted(files))) as ahead:
                self._run(ahead)
        except BrokenPipeError:
            self._batch.clear()
            raise
        finally:
            self._flush()

    def _run(self, ahead: Ahead) -> None:
        while self.stop.by is None:
            self._feed(ahead)
            if self.parts.workers.busy:
                self._listen(_WAIT_S)
            elif ahead.is_over:
                return
        self._drain()

    def _drain(self) -> None:
        until = self.parts.clock() + _GRACE_S
        while self.parts.workers.busy and self.parts.clock() < until:
            self._listen(_WAIT_S)

    def _feed(self, ahead: Ahead) -> None:
        workers = self.parts.workers
        while workers.idle and workers.busy < workers.idle + _MOST_REFUSED and self.stop.by is None:
            work = self._once_more.popleft() if self._once_more else self._next(ahead)
            if work is None:
                return
            ticket = next(self._tickets)
            self._works[ticket] = work
            ask = {**self.parts.ask, "first_member": work.attempt.first_member}
            workers.submit(Job(ticket, work.found.open, ask))

    def _next(self, ahead: Ahead) -> _Work | None:
        found = ahead.take(_WAIT_S)
        if found is None:
            return None
        return _Work(found, Attempt(self._members_done(Spot(found.identity or found.path, found.stamp))))

    def _wanted(self, files: Iterator[Found | Lost]) -> Iterator[Found]:
        """What is still to be looked at; the rest is told on the way."""
        for step in files:
            if isinstance(step, Lost):
                self._lose(step)
            elif not self._recalled(Spot(step.identity or step.path, step.stamp), step.path):
                yield step
            if self.stop.by is not None:
                return

    def _members_done(self, spot: Spot) -> int:
        members = (Spot(spot.identity, spot.stamp, number) for number in count())
        return next(number for number, member in enumerate(members) if not self.parts.journal.done(member))

    def _lose(self, lost: Lost) -> None:
        spot = Spot(lost.identity or lost.path, "")
        if not self._recalled(spot, lost.path):
            self._tell(spot, lost.path, Finding(lost.look, lost.reason, 0, None))

    def _recalled(self, spot: Spot, path: str) -> bool:
        about = self.parts.journal.done(spot)
        if about is None:
            return False
        if about.count:
            self.parts.teller.recall(path, about.count)
            self.parts.seen(1)
        return True

    def _listen(self, timeout_s: float) -> None:
        for news in self.parts.workers.wait(timeout_s):
            work = self._works[news.job.ticket]
            match news:
                case Said():
                    self._hear(work, work.attempt.said(news.message))
                case Ended():
                    del self._works[news.job.ticket]
                    self._hear(work, work.attempt.ended(news.end, news.detail))
                    if not work.attempt.is_over:
                        self._once_more.append(work)
                case Refused():
                    del self._works[news.job.ticket]
                    self._hear(work, Told(Finding(news.error.look, news.error.reason, 0, None)))
        if self._batch and self.parts.clock() - self._batch_since >= _BATCH_S:
            self._flush()

    def _hear(self, work: _Work, told: Told | None) -> None:
        if told is None:
            return
        spot, finding = work.spot(told.member), told.finding
        if told.closing and not self.parts.matches(finding):
            self._note(spot, None)
        elif told.member is None:
            self._tell(spot, work.found.path, finding)
        elif not self.parts.journal.done(spot):
            self._tell(spot, f"{work.found.path}!/{finding.member}", finding)

    def _tell(self, spot: Spot, path: str, finding: Finding) -> None:
        again = self.parts.journal.is_again(spot)
        self._note(spot, Outcome(spot, path, finding, self.parts.matches(finding), again))
        self.told += 1
        self.parts.seen(1)

    def _note(self, spot: Spot, outcome: Outcome | None) -> None:
        if not self._batch:
            self._batch_since = self.parts.clock()
        self._batch.append((spot, outcome))
        if len(self._batch) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        batch, self._batch = self._batch, []
        if batch:
            self.parts.journal.about(batch)
            self.parts.teller.tell([outcome for _, outcome in batch if outcome])
            self.parts.journal.said(self.parts.output.offset, self.parts.output.tail)
