"""How often one source was right, and what its word weighs for it."""

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.policy.community.parameters import Parameters

DAY = timedelta(days=1)


def lower_end(right: float, wrong: float, z: float) -> float:
    """The least accuracy that these counts leave room for, 0 to 1; 0 without any. Fractions are fine.

    Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22
    (1927), lower limit.
    """
    number = right + wrong
    if number <= 0:
        return 0.0
    share, square = right / number, z * z
    spread = z * math.sqrt(share * (1 - share) / number + square / (4 * number * number))
    return (share + square / (2 * number) - spread) / (1 + square / number)


def halved(value: float, since: datetime, now: datetime, half_life_d: float) -> float:
    """What is left of it; as much as before if the time did not go on."""
    days = (now - since) / DAY
    return float(value * 0.5 ** (days / half_life_d)) if days > 0 else value


@dataclass(slots=True)
class Reputation:
    """One source's record in one group. right, wrong: credits and debits as of `at`, faded and capped.

    upheld, judged: complaints, in plain numbers, for people. is_named: an admin vouched for it; named:
    credits among `right` that it has by that.
    """

    at: datetime
    right: float = 0.0
    wrong: float = 0.0
    upheld: int = 0
    judged: int = 0
    is_named: bool = False
    named: float = 0.0

    def name(self, at: datetime, parameters: Parameters) -> None:
        """An admin vouches for it."""
        self.is_named = True
        self.add(parameters.seed, 0, at, parameters, named=parameters.seed)

    def unname(self) -> None:
        """An admin no longer does: what that gave is taken back."""
        self.right = max(0.0, self.right - self.named)
        self.named, self.is_named = 0.0, False

    def add(
        self, right: float, wrong: float, at: datetime, parameters: Parameters, *, named: float = 0.0
    ) -> None:
        """Count credits and debits. named: of the credits, those by an admin's word."""
        half_life = parameters.half_life_d
        self.right = halved(self.right, self.at, at, half_life) + right
        self.wrong = halved(self.wrong, self.at, at, half_life) + wrong
        self.named = halved(self.named, self.at, at, half_life) + named
        self.at = max(self.at, at)
        number = self.right + self.wrong
        if number > parameters.most:  # else one could save up for a bad day
            parts = (self.right, self.wrong, self.named)
            self.right, self.wrong, self.named = (part * parameters.most / number for part in parts)

    def weight(self, now: datetime, parameters: Parameters) -> float:
        """What its complaint weighs alone, 0 to 1; 0: it has no record to speak of."""
        if self.right <= parameters.floor * (self.right + self.wrong):  # its lower end is lower still
            return 0.0
        right = halved(self.right, self.at, now, parameters.half_life_d)
        wrong = halved(self.wrong, self.at, now, parameters.half_life_d)
        if right + wrong < parameters.least:
            return 0.0
        accuracy = lower_end(right, wrong, parameters.z)
        return max(0.0, (accuracy - parameters.floor) / (1 - parameters.floor))
