"""Workers that decode hostile media, each in a process of its own that may do nothing but compute."""

import os
import selectors
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from math import isfinite
from types import TracebackType
from typing import Final, Self

from leeward.model.errors import NotLooked, SandboxError
from leeward.model.findings import Json
from leeward.sandbox import wire
from leeward.sandbox.doors import require
from leeward.sandbox.graves import Grave, cause_of
from leeward.sandbox.jobs import End, Ended, Job, News, PoolSettings, Refused, Said
from leeward.sandbox.nursery import Nursery, NurseryGone, Worker

__all__ = ["End", "Ended", "Job", "Json", "News", "Pool", "PoolSettings", "Refused", "Said"]

JOBS_A_WORKER: Final = 2_000  # then it is replaced, against leaks in decoders
MOST_MESSAGES: Final = 4_000_000  # of one job: an archive tells some three times of each member
MOST_FALSE_STARTS: Final = 5  # in a row, of workers or nurseries, before the pool gives up
READY_S: Final = 10.0  # for a forked worker to close its doors


@dataclass(slots=True)
class Run:
    """One job under way: when its worker must have spoken again, by the pool's clock."""

    job: Job
    deadline: float
    allowed_s: float
    messages: int = 0


@dataclass(slots=True, eq=False)
class Desk:
    """A worker's place in the pool, with what is on it."""

    nursery: Nursery
    worker: Worker
    run: Run | None = None
    jobs: int = 0
    is_ready: bool = False
    is_over: bool = False


class Pool:
    """Runs one task over many jobs. Used by one thread, which must outlive it."""

    def __init__(self, task: str, warm: str, settings: PoolSettings, clock: Callable[[], float]) -> None:
        """Name the task and its warm-up as "package.module:function"; `clock` is monotonic, in seconds."""
        self.closed: tuple[str, ...] = ()  # the doors that a worker said it closed
        self._task = task
        self._warm = warm
        self._settings = settings
        self._clock = clock
        self._desks: list[Desk] = []
        self._refused: list[Refused] = []
        self._false_starts = 0
        self._last_words = ""
        self._nursery: Nursery | None = None
        self._selector: selectors.BaseSelector | None = None

    def __enter__(self) -> Self:
        """Start every worker.

        Raises:
            SandboxError: the platform, the warm-up or a worker's start fails.
        """
        require()
        with ExitStack() as undo:
            undo.callback(self.close)
            self._selector = selectors.DefaultSelector()
            for _ in range(self._settings.workers):
                self._desks.append(self._open_desk())
            while waiting := [desk for desk in self._desks if not desk.is_ready]:
                self._settle(waiting[0])
            undo.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every worker within a second. Jobs that run end without news."""
        for desk in self._desks:
            desk.worker.close()
        self._desks.clear()
        for one in (self._nursery, self._selector):
            if one:
                one.close()
        self._nursery = self._selector = None

    @property
    def idle(self) -> int:
        """How many jobs can be submitted now."""
        return sum(desk.run is None for desk in self._desks)

    @property
    def busy(self) -> int:
        """How many jobs have an end to come from `wait`."""
        return sum(desk.run is not None for desk in self._desks) + len(self._refused)

    def pids(self) -> tuple[int, ...]:
        """Return the process ids of the workers."""
        return tuple(desk.worker.pid for desk in self._desks)

    def wake_by(self, fd: int) -> None:
        """Let `wait` return early whenever this descriptor can be read; the caller empties it."""
        if self._selector:
            self._selector.register(fd, selectors.EVENT_READ)

    def submit(self, job: Job) -> None:
        """Start one job on an idle worker.

        Raises:
            ValueError: no worker is idle, or `ask` is not a small JSON object.
            SandboxError: no worker starts any more.
        """
        if not self.idle:
            raise ValueError("no worker is idle: call wait first")
        try:
            fd = job.open()
        except NotLooked as exc:
            self._refused.append(Refused(job, exc))
            return
        try:
            desk = self._hand_over(job, fd)
        finally:
            os.close(fd)
        seconds = self._settings.seconds
        desk.run = Run(job, self._clock() + seconds, seconds)

    def wait(self, timeout_s: float) -> list[News]:
        """Return what happened, after `timeout_s` at the latest; the list may be empty before that.

        Raises:
            SandboxError: workers do not start any more.
        """
        news: list[News] = [*self._refused]
        self._refused = []
        for key, _events in self._poll(0.0 if news else timeout_s):
            if key.data is not None:
                self._hear(key.data, news)
        for desk in [one for one in self._desks if one.run and one.run.deadline <= self._clock()]:
            self._time_out(desk, news)
        return news

    def _poll(self, timeout_s: float) -> list[tuple[selectors.SelectorKey, int]]:
        if self._selector is None:
            return []
        left = [desk.run.deadline - self._clock() for desk in self._desks if desk.run]
        return self._selector.select(max(0.0, min([timeout_s, *left])))

    def _hear(self, desk: Desk, news: list[News]) -> None:
        try:
            part = desk.worker.link.recv(wire.READ_BYTES)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if not part:
            self._bury(desk, news)
            return
        try:
            for message in desk.worker.inbox.take(part):
                self._take(desk, message, news)
                if desk.is_over:
                    break
        except wire.BadMessage as exc:
            self._end(desk, End.DIED, str(exc), news)

    def _take(self, desk: Desk, message: Mapping[str, Json], news: list[News]) -> None:
        match message:
            case {"ready": list(doors)} if not desk.is_ready:
                desk.is_ready = True
                self.closed = (*desk.nursery.closed, *map(str, doors))
            case {"said": dict(said)} if desk.run:
                self._note(desk.run, said, news)
            case {"done": True} if desk.run:
                self._finish(desk, desk.run, news)
            case {"error": str(name)} if not desk.is_ready:
                self._last_words = f": {name}" if _is_name(name) else ""
            case {"error": str(name)} if desk.run:
                self._end(desk, End.DIED, f"raised {name}" if _is_name(name) else "raised", news)
            case _:
                raise wire.BadMessage("a message came out of turn")

    def _note(self, run: Run, said: dict[str, Json], news: list[News]) -> None:
        run.messages += 1
        if run.messages > MOST_MESSAGES:
            raise wire.BadMessage("too many messages")
        run.allowed_s = self._settings.seconds
        if set(said) == {"patience_s"}:
            run.allowed_s = min(_seconds(said["patience_s"]), self._settings.most_seconds)
        else:
            news.append(Said(run.job, said))
        run.deadline = self._clock() + run.allowed_s

    def _finish(self, desk: Desk, run: Run, news: list[News]) -> None:
        news.append(Ended(run.job, End.DONE, ""))
        desk.run = None
        desk.jobs += 1
        self._false_starts = 0
        if desk.jobs >= JOBS_A_WORKER:
            self._replace(desk)

    def _time_out(self, desk: Desk, news: list[News]) -> None:
        allowed_s = desk.run.allowed_s if desk.run else 0.0
        self._end(desk, End.TIMED_OUT, f"said nothing for {allowed_s:g} s", news)

    def _end(self, desk: Desk, end: End, detail: str, news: list[News]) -> None:
        if desk.run is not None:
            news.append(Ended(desk.run.job, end, detail))
        self._replace(desk)

    def _bury(self, desk: Desk, news: list[News]) -> None:
        base_bytes = desk.nursery.memory_bytes
        grave = self._replace(desk)
        if desk.run is not None:
            end, detail = cause_of(grave, base_bytes + self._settings.memory_bytes * 3 // 4)
            news.append(Ended(desk.run.job, end, detail))

    def _hand_over(self, job: Job, fd: int) -> Desk:
        while True:
            desk = self._settled()
            try:
                wire.send(desk.worker.link, {"ask": dict(job.ask)}, fd)
            except OSError:
                self._replace(desk)  # it died before it saw the media
            else:
                return desk

    def _settled(self) -> Desk:
        while True:
            idle = [desk for desk in self._desks if desk.run is None]
            for desk in idle:
                if desk.is_ready:
                    return desk
            self._settle(idle[0])

    def _settle(self, desk: Desk) -> None:
        """Wait until the worker has closed its doors; put another in its place when it does not."""
        news: list[News] = []
        with selectors.DefaultSelector() as alone:
            alone.register(desk.worker.link, selectors.EVENT_READ)
            if alone.select(READY_S):
                self._hear(desk, news)
            else:
                self._replace(desk)

    def _replace(self, desk: Desk) -> Grave | None:
        """End a worker and put a new one at its place in the pool."""
        desk.is_over = True
        if not desk.is_ready:
            self._count_false_start()
        if self._selector:
            self._selector.unregister(desk.worker.link)
        grave = desk.nursery.bury(desk.worker)
        self._desks[self._desks.index(desk)] = self._open_desk()
        return grave

    def _open_desk(self) -> Desk:
        nursery, worker = self._fork()
        desk = Desk(nursery, worker)
        if self._selector is not None:
            self._selector.register(worker.link, selectors.EVENT_READ, desk)
        return desk

    def _fork(self) -> tuple[Nursery, Worker]:
        while True:
            self._nursery = self._nursery or Nursery(self._task, self._warm, self._settings.memory_bytes)
            try:
                return self._nursery, self._nursery.fork()
            except NurseryGone:
                self._nursery.close()
                self._nursery = None
                self._count_false_start()

    def _count_false_start(self) -> None:
        self._false_starts += 1
        if self._false_starts > MOST_FALSE_STARTS:
            what = f"the sandbox's workers keep dying before they start{self._last_words}"
            raise SandboxError(what, hint="run: leeward doctor")


def _is_name(text: str) -> bool:
    return len(text) <= 80 and text.isascii() and text.isidentifier()


def _seconds(told: Json) -> float:
    if isinstance(told, bool) or not isinstance(told, int | float) or not isfinite(told) or told < 0:
        raise wire.BadMessage("a patience is not a number of seconds")
    return float(told)
