"""The exit status says the worst that is known."""

import pytest

from leeward.model.look import Look
from leeward.sweep.outcomes import Count, Tally
from leeward.sweep.telling.summary import Summary

CLEAN = Count(Look.LOOKED, None, 1, ())
MATCHED = Count(Look.LOOKED, None, 1, ("b",))
MISSED = Count(Look.TIMED_OUT, "slow", 1, ())


@pytest.mark.parametrize(
    ("counts", "status"),
    [((), 4), ((CLEAN,), 0), ((CLEAN, MISSED), 4), ((MATCHED, MISSED), 3), ((MATCHED,), 3)],
)
def test_the_exit_status_says_the_worst(counts: tuple[Count, ...], status: int) -> None:
    tally = Tally()
    for count in counts:
        tally.add(count)
    assert Summary(tally, (), 1.0, 1, 0, resumed=False).exit_status == status


@pytest.mark.parametrize(("seconds", "rate"), [(0.0, 0.0), (2.0, 5.0)])
def test_the_rate_is_of_this_run(seconds: float, rate: float) -> None:
    assert Summary(Tally(), (), seconds, 10, 0, resumed=True).rate == rate
