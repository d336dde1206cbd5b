"""How long whoever asks is kept waiting: a database that hangs must not make senders hang, too."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from leeward.model.errors import Busy

ANSWER_S = 8.0  # Source: mastodon app/lib/request.rb: a webhook's answer is read for 10 seconds
MOST_LATE = 500  # answers that nobody waits for any more

T = TypeVar("T")


class Patience:
    """What takes longer goes on by itself: half of it may be done, and what is told twice is known."""

    def __init__(self, answer_s: float = ANSWER_S, most_late: int = MOST_LATE) -> None:
        self._answer_s = answer_s
        self._most_late = most_late
        self._late: set[asyncio.Future[Any]] = set()

    async def with_(self, work: Callable[[], Awaitable[T]]) -> T:
        """What comes of this work. Raises: Busy: nothing in time, or too much is late already."""
        if len(self._late) >= self._most_late:
            raise _slow()
        task = asyncio.ensure_future(work())
        try:
            done, _ = await asyncio.wait({task}, timeout=self._answer_s)
        finally:  # also if who asked has gone
            if not task.done():
                self._late.add(task)
                task.add_done_callback(self._forget)
        if not done:
            raise _slow()
        return task.result()

    def _forget(self, task: "asyncio.Future[Any]") -> None:
        self._late.discard(task)
        if not task.cancelled():
            task.exception()  # it was told already that it did not work


def _slow() -> Busy:
    return Busy("the database takes too long", "send it again later")
