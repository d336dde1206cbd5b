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

    @property
    def exit_status(self) -> int:
        """As a shell reports a process ended by that signal."""
        return 128 + (self.by or 0)

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Take the signals that ask to stop. The second one raises KeyboardInterrupt."""
        before = {number: signal.signal(number, self._take) for number in _SIGNALS}
        try:
            yield
        finally:
            for number, action in before.items():
                signal.signal(number, action)

    def _take(self, number: int, frame: FrameType | None) -> None:
        if self.by is not None:
            raise KeyboardInterrupt
        self.by = number
