"""One source's complaints of one account: the first of a week counts."""

from datetime import datetime, timedelta

from leeward.policy.community.events import Complaint, Group


class Repeats:
    """Remembers who complained of whom lately."""

    __slots__ = ("_last", "_window")

    def __init__(self, days: float) -> None:
        self._window = timedelta(days=days)
        self._last: dict[tuple[Group, str, str], datetime] = {}  # the oldest first

    def is_one(self, complaint: Complaint, at: datetime) -> bool:
        """Whether its source complained of the same account before, within the window.

        Not at the same moment: posts that one flag cites count together. What counts begins a new window.
        """
        self._forget(at)
        key = (complaint.group, complaint.reporter.source, complaint.author)
        if self._last.get(key, at) != at:
            return True
        self._last.pop(key, None)
        self._last[key] = at
        return False

    def _forget(self, at: datetime) -> None:
        while self._last:
            key, last = next(iter(self._last.items()))
            if at - last < self._window:
                return
            del self._last[key]
