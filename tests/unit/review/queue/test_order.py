"""Nothing starves, and otherwise the highest index comes first."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leeward.review.queue.order import GRADE, Waiting, in_order
from leeward.review.queue.priority import Band, Chance, Known, Source, height, place

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def _waiting(number: int, band: Band, hours: float, *, is_held: bool = False, p: float = 0.5) -> Waiting:
    since = NOON - hours * HOUR
    found = place(Known(band, since, Chance(p, Source.LOOKS_LIKE), 10, is_held, 2.0))
    return Waiting(number, found.lane, found.rank, since, found.overdue_at)


QUEUES = st.lists(
    st.builds(
        lambda band, hours, held, p: (band, hours, held, p),
        st.sampled_from(Band),
        st.floats(0, 100),
        st.booleans(),
        st.floats(0.05, 0.99),
    ),
    max_size=30,
).map(lambda told: [_waiting(n, b, h, is_held=held, p=p) for n, (b, h, held, p) in enumerate(told)])


@given(QUEUES, st.integers(1, 9))
def test_what_is_overdue_goes_first_in_the_order_of_age(queue: list[Waiting], person: int) -> None:
    found = in_order(queue, person, NOON)
    late = [one for one in queue if one.overdue_at <= NOON]
    assert [one.since for one in found[: len(late)]] == sorted(one.since for one in late)
    assert {one.case for one in found[: len(late)]} == {one.case for one in late}


@given(QUEUES, st.integers(1, 9))
def test_then_nobody_is_dealt_less_than_the_best_but_for_a_grade(queue: list[Waiting], person: int) -> None:
    rest = [one for one in in_order(queue, person, NOON) if one.overdue_at > NOON]
    heights = [height(one.rank, one.lane, NOON) for one in rest]
    for place_, one in enumerate(heights):
        assert one >= max(heights[place_:]) - GRADE


@given(QUEUES, st.integers(1, 9))
def test_each_case_is_there_once_and_the_same_person_sees_the_same_order(
    queue: list[Waiting], person: int
) -> None:
    found = in_order(queue, person, NOON)
    assert sorted(one.case for one in found) == [one.case for one in queue]
    assert in_order(reversed(queue), person, NOON) == found


def test_two_people_begin_at_different_cases_among_equals() -> None:
    queue = [_waiting(number, Band.HATE, 1.0) for number in range(20)]
    firsts = {in_order(queue, person, NOON)[0].case for person in range(12)}
    assert len(firsts) > 5


@given(st.integers(1, 4), st.integers(1, 5))
def test_no_stream_of_graver_cases_starves_an_old_one(per_hour: int, person: int) -> None:
    """Somebody decides one case each hour, while cases that look far worse keep coming faster than that."""
    old = _waiting(0, Band.OTHER, 0.0, p=0.05)
    queue, now, number = [old], NOON, 0
    while any(one.case == 0 for one in queue):
        now += timedelta(hours=1)
        for _ in range(per_hour):
            number += 1
            found = place(Known(Band.CHILD_SAFETY, now, Chance(0.99, Source.EXACT), 10**6, False, 1.0))
            queue.append(Waiting(number, found.lane, found.rank, now, found.overdue_at))
        queue.remove(in_order(queue, person, now)[0])
        assert now - NOON <= 73 * HOUR
