"""Weeks: Monday to Sunday, UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WEEK = timedelta(days=7)
MOST_AGO = 520  # ten years


@dataclass(frozen=True, slots=True)
class Week:
    """One week. start: Monday, midnight UTC."""

    start: datetime
    ago: int

    @property
    def end(self) -> datetime:
        """The Monday after."""
        return self.start + WEEK


def week(now: datetime, ago: int) -> Week:
    """ago: 0 is the week that lasts, 1 the one before it; out of range is the nearest."""
    within = min(max(ago, 0), MOST_AGO)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Week(midnight - timedelta(days=now.weekday()) - within * WEEK, within)
