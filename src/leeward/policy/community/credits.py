"""How much credit one voice can earn from one domain: else it would post its own wrongs and report them."""

from collections import deque
from collections.abc import Set
from datetime import datetime, timedelta

from leeward.policy.community.parameters import Parameters


class Credits:
    """Remembers the last credits, by name of the voice and domain of the post's author."""

    __slots__ = ("_most", "_spent", "_window")

    def __init__(self, parameters: Parameters) -> None:
        self._most = parameters.credits_most
        self._window = timedelta(days=parameters.credits_d)
        self._spent: dict[tuple[str, str], deque[datetime]] = {}

    def take(self, names: Set[str], domain: str, at: datetime) -> bool:
        """Spend one credit of the voice with these names. Returns: whether there was one left."""
        spent = [self._lately(name, domain, at) for name in sorted(names)]
        if any(len(times) >= self._most for times in spent):
            return False
        for times in spent:
            times.append(at)
        return True

    def _lately(self, name: str, domain: str, at: datetime) -> deque[datetime]:
        times = self._spent.setdefault((name, domain), deque())
        while times and at - times[0] >= self._window:
            times.popleft()
        return times
