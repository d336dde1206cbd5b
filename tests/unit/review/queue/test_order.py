"""Nothing starves, and otherwise the highest index comes first."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leeward.review.queue.order import GRADE, SPAN, Next, Waiting, Way, in_order
from leeward.review.queue.priority import Band, Chance, Known, Lane, Source, height, place

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


LASTS = st.lists(st.sampled_from([*map(str, Way), "opened"]), max_size=SPAN)


def _late(queue: list[Waiting], *, is_urgent: bool) -> list[int]:
    """What is overdue, the oldest first."""
    late = [one for one in queue if one.overdue_at <= NOON and (one.lane is Lane.URGENT) is is_urgent]
    return [one.case for one in sorted(late, key=lambda one: (one.since, one.case))]


def _cases(found: list[Next], way: Way) -> list[int]:
    return [one.case for one in found if one.way is way]


@given(QUEUES, st.integers(1, 9), LASTS)
def test_what_is_urgent_and_overdue_goes_first_in_the_order_of_age(
    queue: list[Waiting], person: int, last: list[str]
) -> None:
    found = in_order(queue, person, NOON, last)
    is_due = len(last) == SPAN and Way.OVERDUE not in last and bool(_late(queue, is_urgent=False))
    urgent = _late(queue, is_urgent=True)
    assert [one.case for one in found[is_due : len(urgent) + is_due]] == urgent == _cases(found, Way.URGENT)


@given(QUEUES, st.integers(1, 9), LASTS)
def test_of_what_else_is_overdue_and_the_best_by_index_neither_waits_for_two_of_the_other(
    queue: list[Waiting], person: int, last: list[str]
) -> None:
    found = in_order(queue, person, NOON, last)
    assert _cases(found, Way.OVERDUE) == _late(queue, is_urgent=False)
    turns = [one.way for one in found if one.way is not Way.URGENT]
    both = 2 * min(turns.count(Way.OVERDUE), turns.count(Way.INDEX))
    assert all(one is not other for one, other in pairwise(turns[:both]))


@given(QUEUES, st.integers(1, 9), LASTS)
def test_of_the_others_nobody_is_dealt_less_than_the_best_but_for_a_grade(
    queue: list[Waiting], person: int, last: list[str]
) -> None:
    by_number = {one.case: one for one in queue}
    rest = [by_number[case] for case in _cases(in_order(queue, person, NOON, last), Way.INDEX)]
    heights = [height(one.rank, one.lane, NOON) for one in rest]
    for place_, one in enumerate(heights):
        assert one >= max(heights[place_:]) - GRADE


@given(QUEUES, st.integers(1, 9), LASTS)
def test_each_case_is_there_once_and_the_same_person_sees_the_same_order(
    queue: list[Waiting], person: int, last: list[str]
) -> None:
    found = in_order(queue, person, NOON, last)
    assert sorted(one.case for one in found) == [one.case for one in queue]
    assert in_order(reversed(queue), person, NOON, last) == found


def test_two_people_begin_at_different_cases_among_equals() -> None:
    queue = [_waiting(number, Band.HATE, 1.0) for number in range(20)]
    firsts = {in_order(queue, person, NOON, ())[0].case for person in range(12)}
    assert len(firsts) > 5


def _work(queue: list[Waiting], now: datetime, last: list[str], person: int) -> int:
    """What is dealt next, and decided."""
    first = in_order(queue, person, now, last)[0]
    last[:] = [str(first.way), *last][:SPAN]
    queue[:] = [one for one in queue if one.case != first.case]
    return first.case


@given(st.integers(1, 4), st.integers(1, 5), st.sampled_from([Band.OTHER, Band.HATE]), st.booleans())
def test_no_stream_of_graver_cases_starves_an_old_one(
    per_hour: int, person: int, band: Band, is_held: bool
) -> None:
    """Somebody decides one case each hour, while cases that look far worse keep coming faster than that."""
    old = _waiting(0, band, 0.0, p=0.05, is_held=is_held)
    queue, now, number, last = [old], NOON, 0, list[str]()
    while any(one.case == 0 for one in queue):
        now += HOUR
        for _ in range(per_hour):
            number += 1
            found = place(Known(Band.CHILD_SAFETY, now, Chance(0.99, Source.EXACT), 10**6, False, 1.0))
            queue.append(Waiting(number, found.lane, found.rank, now, found.overdue_at))
        _work(queue, now, last, person)
        assert now <= old.overdue_at + (SPAN + 1) * HOUR


@given(st.integers(1, 60), st.integers(1, 5), st.lists(st.sampled_from([*map(str, Way)]), max_size=SPAN))
def test_no_heap_of_overdue_spam_keeps_a_grave_case_of_this_minute_waiting(
    heap: int, person: int, last: list[str]
) -> None:
    queue = [_waiting(number, Band.OTHER, 80.0 + number) for number in range(1, heap + 1)]
    queue.append(_waiting(0, Band.CHILD_SAFETY, 0.0))
    assert 0 in [_work(queue, NOON, last, person) for _ in range(2)]
