"""Makes derivatives in sandboxed workers of its own: one media each, and what goes wrong there is words."""

import asyncio
import base64
import os
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict

from leeward.media.ladder.headers import is_within
from leeward.media.ladder.levels import Shown, Wish
from leeward.model.errors import NotLooked, SandboxError
from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.model.look import Look
from leeward.sandbox.pool import End, Ended, Job, Pool, PoolSettings, Said

TASK, WARM = "leeward.media.ladder.derive:derive", "leeward.media.ladder.derive:warm"
BENCHES = 2  # workers of one process: what many ask for at once waits a moment
SECONDS = 20.0  # for one derivative

_TRIES = 2  # a worker may be killed from outside: that says nothing of the media
_WAIT_S = 1.0
_LARGEST_SIDE = 1 << 20
_NUMBERS = ("width", "height", "left", "top", "frame", "frames", "of_width", "of_height")


def darkroom(limits: Limits, clock: Callable[[], float]) -> "Darkroom":
    """One for a whole process. clock: monotonic, in seconds."""
    # one worker a pool: each pool has a thread of its own
    settings = PoolSettings(1, limits.memory_bytes, SECONDS, SECONDS)
    return Darkroom(lambda: Pool(TASK, WARM, settings, clock), limits)


class Darkroom:
    """Starts with the first picture that is asked for. Whoever has one closes it."""

    def __init__(self, start: Callable[[], Pool], limits: Limits, benches: int = BENCHES) -> None:
        self._start = start
        self._limits = limits
        self._free = asyncio.Semaphore(benches)
        self._benches: list[_Bench] = []
        self._idle: list[_Bench] = []

    async def develop(self, fd: int, wish: Wish) -> Shown:
        """The derivative. Takes the descriptor over, and closes it.

        Raises: NotLooked: there is nothing to show, and why. SandboxError: no worker starts.
        """
        try:
            await self._free.acquire()
        except asyncio.CancelledError:
            os.close(fd)
            raise
        try:
            bench = self._idle.pop() if self._idle else self._new()
            try:
                message = await asyncio.wrap_future(bench.ask(fd, _ask(wish, self._limits)))
            finally:
                self._idle.append(bench)
        finally:
            self._free.release()
        return _parsed(message, wish)

    def _new(self) -> "_Bench":
        bench = _Bench(self._start)
        self._benches.append(bench)
        return bench

    async def close(self) -> None:
        """End the workers."""
        await asyncio.gather(*(asyncio.to_thread(one.close) for one in self._benches))
        self._benches.clear()
        self._idle.clear()


class _Bench:
    """One thread with one pool: the pool wants to be used by one thread."""

    def __init__(self, start: Callable[[], Pool]) -> None:
        self._start = start
        self._pool: Pool | None = None
        self._thread = ThreadPoolExecutor(1, "darkroom")

    def ask(self, fd: int, ask: Mapping[str, Json]) -> "Future[Mapping[str, Json]]":
        """What the worker said of the media. The descriptor is closed, whatever becomes of whoever waits."""
        asked = self._thread.submit(self._work, fd, ask)
        asked.add_done_callback(lambda _: os.close(fd))
        return asked

    def _work(self, fd: int, ask: Mapping[str, Json]) -> Mapping[str, Json]:
        told: Mapping[str, Json] = {}
        try:
            for _ in range(_TRIES):
                pool = self._pool = self._pool or self._start().__enter__()
                told, end = _run(pool, fd, ask)
                if told or end is not End.DIED:
                    return told or {"failed": _words(end)}
        except SandboxError:
            self._drop()
            raise
        return {"failed": _words(End.DIED)}

    def _drop(self) -> None:
        pool, self._pool = self._pool, None
        if pool:
            pool.close()

    def close(self) -> None:
        """The pool is closed by the thread that used it."""
        self._thread.submit(self._drop).result()
        self._thread.shutdown()


def _run(pool: Pool, fd: int, ask: Mapping[str, Json]) -> tuple[Mapping[str, Json], End]:
    told: Mapping[str, Json] = {}
    pool.submit(Job(0, lambda: os.dup(fd), ask))
    while True:
        for news in pool.wait(_WAIT_S):
            if isinstance(news, Said):
                told = news.message
            elif isinstance(news, Ended):
                return told, news.end


def _words(end: End) -> str:
    match end:
        case End.TIMED_OUT:
            return f"making a picture of it takes more than {SECONDS:g} seconds"
        case End.OUT_OF_MEMORY:
            return "making a picture of it needs more memory than a decoder may have"
        case End.DIED:
            return "the decoder crashed on it, twice"
        case End.DONE:
            return "the decoder gave no sensible answer"


def _ask(wish: Wish, limits: Limits) -> dict[str, Json]:
    told: dict[str, Json] = {"level": int(wish.level), "way": str(wish.way)}
    return told | {"x": wish.x, "y": wish.y, "frame": wish.frame, "limits": asdict(limits)}


def _parsed(message: Mapping[str, Json], wish: Wish) -> Shown:
    """Nothing that a worker says is trusted. Raises: NotLooked."""
    failed, told = message.get("failed"), message.get("shown")
    if isinstance(failed, str) and failed.isprintable():
        raise NotLooked(Look.UNREADABLE, failed[:200])
    numbers = [told.get(name) for name in _NUMBERS] if isinstance(told, dict) else []
    data = told.get("data") if isinstance(told, dict) else None
    if not numbers or not isinstance(data, str) or not all(_is_number(one) for one in numbers):
        raise NotLooked(Look.UNREADABLE, _words(End.DONE))
    content = _decoded(data)
    if not is_within(content, wish.level, wish.way):
        raise NotLooked(
            Look.UNREADABLE, "the decoder gave more than it was asked for: nothing of it is shown"
        )
    media_type = "image/png" if content.startswith(b"\x89PNG") else "image/jpeg"
    return Shown(content, media_type, *(int(str(one)) for one in numbers))


def _is_number(told: Json) -> bool:
    return type(told) is int and 0 <= told <= _LARGEST_SIDE


def _decoded(data: str) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except ValueError as error:
        raise NotLooked(Look.UNREADABLE, _words(End.DONE)) from error
