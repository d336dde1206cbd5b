"""How far people agree when they judge the same cases. Pure."""

from collections import Counter
from collections.abc import Iterable, Sequence


def alpha(units: Iterable[Sequence[str]]) -> float | None:
    """Krippendorff's alpha for names: 1 is full agreement, 0 what chance would give, below 0 worse than that.

    Args: units: for each case what each who judged it said; one who could not say is left out.
    Returns: None: no case was judged twice, or all always said the same thing, so that nothing can be told.
    Source: K. Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), sections B and C.
    """
    pairable = [Counter(unit) for unit in units if len(unit) > 1]
    totals = sum(pairable, Counter[str]())
    number = totals.total()
    expected = number * number - sum(count * count for count in totals.values())
    if not expected:
        return None
    observed = sum(_disagreeing(unit) / (unit.total() - 1) for unit in pairable)
    return 1.0 - (number - 1) * observed / expected


def _disagreeing(unit: Counter[str]) -> int:
    """Ordered pairs of judgements of one case that differ."""
    return unit.total() ** 2 - sum(count * count for count in unit.values())
