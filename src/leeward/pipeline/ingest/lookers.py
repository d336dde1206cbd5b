"""The sandboxed workers, for a program that runs on an event loop."""

import asyncio
import os
import queue
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

from leeward.model.errors import LeewardError, SandboxError
from leeward.model.findings import Finding, Json
from leeward.model.look import Look
from leeward.pipeline.ingest.attempts import Attempt
from leeward.sandbox.pool import Ended, Job, News, Pool, Refused, Said

REST_S: Final = 1.0  # at most, between two looks at whether it is over


@dataclass(slots=True, eq=False)
class _Task:
    """One media under way. fd: ours until it is over."""

    fd: int
    ask: Mapping[str, Json]
    answer: "asyncio.Future[Finding]"
    loop: asyncio.AbstractEventLoop
    attempt: Attempt
    found: Finding | None = None

    def tell(self) -> None:
        """Closes the media and gives the finding to whoever waits."""
        os.close(self.fd)
        found = self.found or Finding(Look.UNREADABLE, "the decoder gave no sensible answer", 0, None)
        self.loop.call_soon_threadsafe(_settle, self.answer, found)


class Lookers:
    """Looks at many media at once. Use as an asynchronous context manager; `look` from its loop.

    start: makes the pool; called in the thread that works with it.
    """

    def __init__(self, start: Callable[[], Pool], ask: Mapping[str, Json]) -> None:
        self._start = start
        self._ask = ask
        self._line: queue.SimpleQueue[_Task] = queue.SimpleQueue()
        self._tasks: dict[int, _Task] = {}
        self._tickets = 0
        self._bell_in, self._bell_out = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self._is_over = False
        self._broken: LeewardError | None = None
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lookers", daemon=True)

    async def __aenter__(self) -> Self:
        """Raises: SandboxError: the workers do not start. There is no null scanner."""
        self._thread.start()
        await asyncio.to_thread(self._ready.wait)
        if self._broken:
            await self.__aexit__()
            raise self._broken
        return self

    async def __aexit__(self, *_: object) -> None:
        self._is_over = True
        self._ring()
        await asyncio.to_thread(self._thread.join)
        os.close(self._bell_in)
        os.close(self._bell_out)

    @property
    def broken(self) -> LeewardError | None:
        """Why no media can be looked at any more; None: all is well."""
        return self._broken

    async def look(self, fd: int) -> Finding:
        """What there is to say about one media; an archive's members are folded into one finding.

        Takes the descriptor over, and closes it. Raises: SandboxError: the workers are gone for good.
        """
        if self._broken or self._is_over:
            os.close(fd)
            raise self._broken or SandboxError("the workers are closed", "start Leeward again")
        loop = asyncio.get_running_loop()
        task = _Task(fd, self._ask, loop.create_future(), loop, Attempt())
        self._line.put(task)
        self._ring()
        if self._broken:  # meanwhile: nobody may come for it any more
            self._refuse_line()
        return await task.answer

    def _ring(self) -> None:
        try:
            os.write(self._bell_out, b"!")
        except BlockingIOError:
            return  # it rings already

    def _run(self) -> None:
        try:
            with self._start() as pool:
                pool.wake_by(self._bell_in)
                self._ready.set()
                while not self._is_over:
                    self._work(pool)
        except LeewardError as error:
            self._broken = error
        except OSError as error:
            self._broken = SandboxError(f"the workers have ended: {error.strerror}", "start Leeward again")
            self._broken.__cause__ = error
        finally:
            self._broken = self._broken or SandboxError("the workers are closed", "start Leeward again")
            self._give_up()
            self._ready.set()

    def _work(self, pool: Pool) -> None:
        while pool.idle and not self._line.empty():
            self._submit(pool, self._line.get_nowait())
        for one in pool.wait(REST_S):
            self._hear(pool, one)
        try:
            os.read(self._bell_in, 4096)
        except BlockingIOError:
            return

    def _submit(self, pool: Pool, task: _Task) -> None:
        self._tickets += 1
        self._tasks[self._tickets] = task
        ask = dict(task.ask) | {"first_member": task.attempt.first_member}
        pool.submit(Job(self._tickets, partial(_again, task.fd), ask))

    def _hear(self, pool: Pool, one: News) -> None:
        task = self._tasks[one.job.ticket]
        match one:
            case Said():
                told = task.attempt.said(one.message)
            case Ended():
                told = task.attempt.ended(one.end, one.detail)
                del self._tasks[one.job.ticket]
            case Refused():
                task.found = Finding(one.error.look, one.error.reason, 0, None)
                del self._tasks[one.job.ticket]
                task.tell()
                return
        if told:
            task.found = _folded(task.found, told.finding)
        if isinstance(one, Ended):
            if task.attempt.is_over:
                task.tell()
            else:
                self._line.put(task)
                self._ring()

    def _give_up(self) -> None:
        """Nobody waits for ever: what is not looked at says so."""
        for task in self._tasks.values():
            self._fail(task)
        self._tasks.clear()
        self._refuse_line()

    def _refuse_line(self) -> None:
        with suppress(queue.Empty):
            while True:
                self._fail(self._line.get_nowait())

    def _fail(self, task: _Task) -> None:
        os.close(task.fd)
        task.loop.call_soon_threadsafe(_fail, task.answer, self._broken)


def _again(fd: int) -> int:
    os.lseek(fd, 0, os.SEEK_SET)
    return os.dup(fd)


def _folded(known: Finding | None, other: Finding) -> Finding:
    """Two findings of one media as one: every signal counts, and what is unknown in one is unknown."""
    if known is None:
        return other
    missed = next((one for one in (other, known) if one.look is not Look.LOOKED), other)
    return replace(
        other,
        look=missed.look,
        reason=missed.reason,
        signals=known.signals + other.signals,
        size=max(known.size, other.size),
        member=None,
    )


def _settle(answer: "asyncio.Future[Finding]", found: Finding) -> None:
    if not answer.done():
        answer.set_result(found)


def _fail(answer: "asyncio.Future[Finding]", why: LeewardError | None) -> None:
    if not answer.done():
        answer.set_exception(why or SandboxError("the workers are closed", "start Leeward again"))
