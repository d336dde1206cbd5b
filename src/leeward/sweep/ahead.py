"""Opens what is slow to open while others are looked at: a store answers many at once, each one late."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from queue import Empty, SimpleQueue

from leeward.model.errors import NotLooked, SourceError
from leeward.plugins.connectors.protocol import Found

_MOST = 16  # files being opened, or open and not yet used
_MOST_BYTES = 256 * 1024 * 1024  # of them together; a larger one is opened when no other is


class Ahead:
    """Gives every file of a stream once, in the order in which they are open; quick ones as they are.

    Only the opening is done in threads: the stream is read, and this is used, by one thread.
    """

    def __init__(self, files: Iterator[Found]) -> None:
        self._files = files
        self._next: Found | None = None
        self._trouble: SourceError | None = None
        self._is_read = False
        self._threads: ThreadPoolExecutor | None = None
        self._done: SimpleQueue[tuple[Found, Future[int]]] = SimpleQueue()
        self._opening: dict[Future[int], int] = {}  # bytes that each takes
        self._open: set[Future[int]] = set()

    def take(self, patience_s: float) -> Found | None:
        """The next file; None where none is open within `patience_s`, or at the end.

        Raises: SourceError: the stream did, and all before that is given.
        """
        while (found := self._peek()) and self._has_room(found):
            self._next = None
            if found.slow_bytes is None:
                return found
            self._begin(found)
        if self._opening:
            return self._opened(patience_s)
        if self._trouble:
            raise self._trouble
        return None

    @property
    def is_over(self) -> bool:
        """Whether every file has been given."""
        return self._is_read and not self._trouble and not self._next and not self._opening

    def close(self) -> None:
        """Close what nobody took. Waits for what is on its way."""
        if self._threads:
            self._threads.shutdown(cancel_futures=True)
        for future in {*self._opening, *self._open}:
            _close(future)
        self._opening.clear()
        self._open.clear()

    def _peek(self) -> Found | None:
        if self._next is None and not self._is_read:
            try:
                self._next = next(self._files, None)
            except SourceError as error:
                self._trouble = error
            self._is_read = self._next is None
        return self._next

    def _has_room(self, found: Found) -> bool:
        taken, size = len(self._opening), found.slow_bytes or 0
        return not taken or (taken < _MOST and sum(self._opening.values()) + size <= _MOST_BYTES)

    def _begin(self, found: Found) -> None:
        if self._threads is None:
            self._threads = ThreadPoolExecutor(_MOST, "ahead")
        future = self._threads.submit(found.open)
        self._opening[future] = found.slow_bytes or 0
        future.add_done_callback(lambda done: self._done.put((found, done)))

    def _opened(self, patience_s: float) -> Found | None:
        try:
            found, future = self._done.get(timeout=patience_s)
        except Empty:
            return None
        del self._opening[future]
        self._open.add(future)
        return replace(found, open=partial(self._use, future, found.open))

    def _use(self, future: Future[int], anew: Callable[[], int]) -> int:
        """What was opened ahead, the first time: its reader moves a descriptor, and closes it."""
        if future not in self._open:
            return anew()
        self._open.remove(future)
        return future.result()


def _close(future: Future[int]) -> None:
    if not future.cancelled():
        try:
            os.close(future.result())
        except NotLooked:
            return
