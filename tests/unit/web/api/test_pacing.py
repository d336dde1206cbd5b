"""How often one program may ask."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from leeward.web.api.pacing import Pacing
from tests.stores import START


@given(st.lists(st.floats(0.0, 5.0), max_size=60), st.integers(1, 20))
def test_nobody_asks_more_than_a_bucket_and_what_dripped_into_it(pauses: list[float], most: int) -> None:
    pacing, now = Pacing(float(most)), START
    asked = 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        asked += pacing.wait_s("a", now) == 0
    passed_s = (now - START).total_seconds()
    assert asked <= most + passed_s * most / 60.0 + 1e-6


@given(st.integers(1, 100))
def test_whoever_waits_as_long_as_was_said_may_ask(most: int) -> None:
    pacing = Pacing(float(most))
    waits = [pacing.wait_s("a", START) for _ in range(most + 1)]
    assert waits[:-1] == [0] * most
    assert pacing.wait_s("a", START + timedelta(seconds=waits[-1])) == 0


def test_each_key_has_its_own_and_a_clock_that_goes_back_helps_nobody() -> None:
    pacing = Pacing(1.0)
    assert (pacing.wait_s("a", START), pacing.wait_s("b", START)) == (0, 0)
    assert pacing.wait_s("a", START - timedelta(hours=1)) == 60


def test_only_so_many_are_remembered() -> None:
    pacing = Pacing(1.0)
    for number in range(10_000):
        pacing.wait_s(str(number), START)
    assert len(pacing._buckets) <= 4_096
