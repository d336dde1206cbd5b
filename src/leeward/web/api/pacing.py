"""How often one program may ask: in each process by itself, as everything else that must answer at once."""

import math
from dataclasses import dataclass, field
from datetime import datetime

_MOST = 4_096  # programs remembered


@dataclass(slots=True)
class Pacing:
    """A bucket for each key, that fills again. per_minute: sustained, and at once after a rest."""

    per_minute: float
    _buckets: dict[str, tuple[float, datetime]] = field(default_factory=dict)

    def wait_s(self, key: str, now: datetime) -> int:
        """0: it may ask, and has asked; else the seconds after which it may. now: UTC."""
        left, at = self._buckets.pop(key, (self.per_minute, now))
        passed_s = max(0.0, (now - at).total_seconds())
        left = min(self.per_minute, left + passed_s * self.per_minute / 60.0)
        may = left >= 1.0
        self._buckets[key] = (left - 1.0 if may else left, now)
        while len(self._buckets) > _MOST:
            del self._buckets[next(iter(self._buckets))]
        return 0 if may else max(1, math.ceil((1.0 - left) * 60.0 / self.per_minute))
