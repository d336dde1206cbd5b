"""What anybody may cause is said once in a while: a line for each would let them fill the disk."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

AGAIN = timedelta(minutes=1)
_MOST = 1_000


@dataclass(slots=True)
class Seldom:
    """Remembers what was said lately."""

    _said: dict[Hashable, datetime] = field(default_factory=dict)

    def may_say(self, what: Hashable, at: datetime) -> bool:
        """Whether it was not said within the last minute; from now on it was. at: UTC."""
        last = self._said.pop(what, None)
        if last is not None and abs(at - last) < AGAIN:  # a clock that was set back silences nothing for long
            self._said[what] = last
            return False
        while len(self._said) >= _MOST:
            del self._said[next(iter(self._said))]
        self._said[what] = at
        return True
