"""The sentences of an audit: the first few are kept, the rest is counted."""

KEPT = 50


class Problems:
    """Collects sentences in constant memory."""

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._more = 0

    def say(self, sentence: str) -> None:
        """Keep it, or count it."""
        if len(self._kept) < KEPT:
            self._kept.append(sentence)
        else:
            self._more += 1

    def told(self) -> tuple[str, ...]:
        """At most `KEPT` sentences and one that counts what was left out."""
        more = (f"and {self._more} more problems like these",) if self._more else ()
        return (*self._kept, *more)


def entries(start: int, end: int) -> str:
    """Name the entries from start up to, not including, end; at least one."""
    return f"entry {start}" if end - start == 1 else f"entries {start} to {end - 1}"
