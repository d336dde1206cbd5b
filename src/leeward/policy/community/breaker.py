"""Stops community holds when they go wrong, or come too fast; complaints still reach people."""

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from leeward.policy.community.parameters import Parameters

HOUR = timedelta(hours=1)


class WhyPaused(StrEnum):
    """Why no complaint holds anything for now."""

    WRONG = "too many of the last holds that people reviewed were wrong"
    FAST = "more holds in an hour than this server has known"
    PERSON = "a person stopped them"


@dataclass(frozen=True, slots=True)
class Pause:
    """From when until when, and why."""

    since: datetime
    until: datetime
    why: WhyPaused


class Breaker:
    """Remembers the last holds and what people made of them."""

    __slots__ = ("_hours", "_lately", "_parameters", "_wrong", "pause")

    def __init__(self, parameters: Parameters) -> None:
        self.pause: Pause | None = None
        self._parameters = parameters
        self._wrong: deque[bool] = deque(maxlen=parameters.reviews)
        self._lately: deque[datetime] = deque()
        self._hours: Counter[int] = Counter()

    def is_open(self, now: datetime) -> bool:
        """Whether nothing may be held now."""
        return self.pause is not None and now < self.pause.until

    def stop(self, at: datetime, until: datetime) -> None:
        """A person says until when; a time that is over: let them go on."""
        self.pause = Pause(at, until, WhyPaused.PERSON)

    def reviewed(self, at: datetime, is_wrong: bool) -> None:
        """People looked at something that complaints held."""
        self._wrong.append(is_wrong)
        enough = len(self._wrong) >= self._parameters.reviews_least
        if enough and sum(self._wrong) >= self._parameters.wrong_most:
            self._trip(at, WhyPaused.WRONG)

    def held(self, at: datetime) -> None:
        """Complaints hold something."""
        self._lately.append(at)
        while at - self._lately[0] >= HOUR:
            self._hours[_hour(self._lately.popleft())] += 1
        if len(self._lately) > max(
            self._parameters.rate_floor, self._parameters.rate_factor * self._usual(at)
        ):
            self._trip(at, WhyPaused.FAST)

    def _usual(self, at: datetime) -> int:
        """The 99th percentile (nearest rank) of holds in an hour, of the last days, also quiet ones."""
        hours = self._parameters.rate_d * 24
        for old in [hour for hour in self._hours if hour < _hour(at) - hours]:
            del self._hours[old]
        busier = hours // 100  # hours that may be above it
        most = sorted(self._hours.values(), reverse=True)
        return most[busier] if busier < len(most) else 0

    def _trip(self, at: datetime, why: WhyPaused) -> None:
        until = at + timedelta(hours=self._parameters.pause_h)
        if self.pause is None or self.pause.until < until:
            self.pause = Pause(at, until, why)


def _hour(at: datetime) -> int:
    return int(at.timestamp() // 3600)
