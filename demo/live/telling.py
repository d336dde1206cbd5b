"""Tells what happens, a line for each event, with the seconds since the demo began."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

WIDTH = 112  # columns


@dataclass(slots=True)
class Teller:
    """Prints, and remembers what it printed."""

    began: float = field(default_factory=time.monotonic)
    told: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Since the beginning."""
        return time.monotonic() - self.began

    def chapter(self, title: str) -> None:
        """A heading."""
        self._print("")
        self._print(f"-- {title} ".ljust(WIDTH, "-"))

    def say(self, text: str) -> None:
        """One event."""
        self._print(f"{self.seconds:6.1f} s  {text}")

    def more(self, lines: Iterable[str]) -> None:
        """What belongs to the event before, such as what a command printed."""
        for line in lines:
            self._print(f"          {line}".rstrip())

    def _print(self, line: str) -> None:
        self.told.append(line)
        print(line, flush=True)
