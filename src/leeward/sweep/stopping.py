"""Asking a scan to stop: once to stop well, twice to stop now."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Stop:
    """by: the signal that asked; None while nobody did."""

    by: int | None = None
    _can_wait: bool = False

    @property
    def exit_status(self) -> int:
        """As a shell reports a process ended by that signal."""
        return 128 + (self.by or signal.SIGINT)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals that ask to stop: they raise KeyboardInterrupt."""
        before = {number: signal.signal(number, self._take) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    @contextmanager
    def kindly(self) -> Iterator[None]:
        """For as long as somebody looks at `by`: only the second signal raises KeyboardInterrupt."""
        self._can_wait = True
        try:
            yield
        finally:
            self._can_wait = False

    def _take(self, number: int, frame: FrameType | None) -> None:
        can_wait = self._can_wait and self.by is None
        self.by = self.by or number
        if not can_wait:
            raise KeyboardInterrupt
