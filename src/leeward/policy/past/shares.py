"""Shares of what was counted, with how sure one can be of them."""

import math
from dataclasses import dataclass

_Z = 1.959964  # the normal distribution's 97.5th percentile: 95 % between the two bounds


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    hits: int
    of: int

    @property
    def value(self) -> float | None:
        """0 to 1; None: of nothing."""
        return self.hits / self.of if self.of else None

    @property
    def bounds(self) -> tuple[float, float]:
        """Between which the true share lies, with 95 % confidence; 0 and 1 where nothing was counted.

        Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
        """
        if not self.of:
            return 0.0, 1.0
        share, spread = self.hits / self.of, _Z * _Z / self.of
        middle = (share + spread / 2) / (1 + spread)
        half = _Z / (1 + spread) * math.sqrt(share * (1 - share) / self.of + spread / (4 * self.of))
        low = 0.0 if self.hits == 0 else middle - half
        high = 1.0 if self.hits == self.of else middle + half
        return max(0.0, low), min(1.0, high)

    def __str__(self) -> str:
        if not self.of:
            return "nobody judged any"
        low, high = self.bounds
        return f"{self.hits} of {self.of}: {self.hits / self.of:.0%} (95 %: {low:.0%} to {high:.0%})"
