"""What no history of complaints and verdicts can bring about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from hypothesis import example, given, settings
from hypothesis import strategies as st

from leeward.model.events import Reporter
from leeward.policy.community.clusters import NEWCOMERS
from leeward.policy.community.events import Complaint, Group, Happening, Held, Judged, Lapsed, Review
from leeward.policy.community.parameters import DEFAULTS
from leeward.policy.community.record import State
from leeward.policy.community.weight import Weight, WhyNot
from tests.unit.policy.community.stories import (
    BEGIN,
    complaint,
    day,
    judged,
    local,
    newcomer,
    person,
    proven,
    server,
    weighed,
)

OFTEN = settings(max_examples=200, deadline=None)
LESS_OFTEN = settings(max_examples=100, deadline=None)

PEOPLE = (
    *(local(str(n)) for n in range(5)),
    *(local(f"i{n}", "invite:1", *(["net:1"] if n else [])) for n in range(3)),
    *(newcomer(f"n{n}") for n in range(2)),
    *(server(f"s{n}.example") for n in range(3)),
    *(person(str(n), "s0.example") for n in range(2)),
)
CLUSTERS = {one.source: f"domain:{one.domain}" if one.domain else one.source for one in PEOPLE} | {
    f"local:n{n}": NEWCOMERS for n in range(2)
}
FRESH = st.lists(st.tuples(st.integers(0, 400), st.integers(-1, 40)), max_size=120)
HOURS = st.sampled_from((0, 1, 5, 30, 200))


@dataclass(frozen=True)
class Step:
    """What happens so many hours after the step before: complaints, a verdict or the end of a hold."""

    hours: int
    item: int
    who: tuple[int, ...] = ()
    review: Review | None = None
    group: Group = Group.GENERAL


COMPLAINTS = st.builds(
    Step,
    HOURS,
    st.integers(0, 14),
    st.lists(st.integers(0, len(PEOPLE) - 1), min_size=2, max_size=8).map(tuple),
    group=st.sampled_from(Group),
)
REVIEWS = st.builds(Step, HOURS, st.integers(0, 14), review=st.sampled_from(Review))
LAPSES = st.builds(Step, HOURS, st.integers(0, 14))
STEPS = st.lists(st.one_of(COMPLAINTS, COMPLAINTS, COMPLAINTS, REVIEWS, LAPSES), min_size=8, max_size=25)
FLOODS = st.lists(st.one_of(*[COMPLAINTS] * 12, REVIEWS), min_size=20, max_size=40)
KNOWN = st.lists(st.integers(0, len(PEOPLE) - 1), min_size=4, max_size=len(PEOPLE), unique=True)


class Desk:
    """Does what the live system does: takes events in, weighs, and holds."""

    def __init__(self, known: Sequence[int]) -> None:
        self.state, self.log = State(), list[Happening]()
        self.holds: list[Held] = []
        for group in Group:
            proven(self.state, [PEOPLE[one] for one in known], right=6, group=group)

    def run(self, steps: Sequence[Step]) -> "Desk":
        now = day(1)
        for step in steps:
            now += timedelta(hours=step.hours)
            for event in _events(step, now):
                self.take(event)
            for weight in self.state.weigh(f"x{step.item}", now):
                self.hold(f"x{step.item}", weight, now)
        return self

    def take(self, event: Happening) -> None:
        self.log.append(event)
        self.state.apply(event)

    def hold(self, item: str, weight: Weight, now: datetime) -> None:
        if weight.holds:
            held = Held(now, item, weight.group, weight.counted)
            self.holds.append(held)
            self.take(held)


def _events(step: Step, now: datetime) -> list[Happening]:
    item = f"x{step.item}"
    if step.who:
        author = f"a{step.item % 13}"
        return [complaint(now, item, PEOPLE[one], author, step.group) for one in step.who]
    if step.review:
        return [Judged(now, item, step.review)]
    return [Lapsed(now, item, group) for group in Group]


def _fresh(number: int, place: int) -> Reporter:
    if place < 0:
        return newcomer(f"f{number}")
    return local(f"f{number}") if place > 30 else person(f"f{number}", f"f{place}.example")


def _voice_then(event: Complaint) -> str:
    """Whose voice it was when it came: who was new then is not new for ever."""
    source, born = event.reporter.source, event.reporter.born
    is_grown = born is not None and event.at - born > timedelta(days=DEFAULTS.settled_d)
    return source if CLUSTERS[source] == NEWCOMERS and is_grown else CLUSTERS[source]


@OFTEN
@given(crowd=FRESH, group=st.sampled_from(Group))
def test_no_crowd_of_fresh_sources_holds(crowd: list[tuple[int, int]], group: Group) -> None:
    state = State()
    for number, place in crowd:
        state.apply(complaint(day(0), "x", _fresh(number, place), group=group))
    assert not any(weight.holds for weight in state.weigh("x", day(0)))


@OFTEN
@given(crowd=FRESH, right=st.integers(0, 60), voice=st.sampled_from(["one", "server", "invited", "new"]))
def test_no_single_voice_with_a_crowd_holds(crowd: list[tuple[int, int]], right: int, voice: str) -> None:
    members = {
        "one": [local("a")],
        "server": [server("a.example"), *(person(str(n), "a.example") for n in range(3))],
        "invited": [local(str(n), "invite:1") for n in range(4)],
        "new": [newcomer(str(n)) for n in range(4)],
    }[voice]
    state = State()
    proven(state, members, right=right)
    for reporter in [*members, *(_fresh(*one) for one in crowd)]:
        if reporter.domain or voice != "new" or reporter.source.startswith("local:f"):
            state.apply(complaint(day(1), "x", reporter))
    assert not weighed(state, "x", day(1)).holds if state.weigh("x", day(1)) else True


@OFTEN
@given(parts=st.integers(1, 6), reviews=st.lists(st.sampled_from(Review), max_size=40))
def test_splitting_an_identity_never_raises_its_weight(parts: int, reviews: list[Review]) -> None:
    whole, split = State(), State()
    for state, number in ((whole, 1), (split, parts)):
        for place, review in enumerate(reviews):
            for one in range(number):
                state.apply(complaint(day(place), f"x{place}", person(str(one), "a.example")))
            state.apply(judged(day(place + 0.5), f"x{place}", review))
        for one in range(number):
            state.apply(complaint(day(99), "y", person(str(one), "a.example")))
    ours, theirs = weighed(split, "y", day(99)), weighed(whole, "y", day(99))
    assert ours.score - ours.crowd <= theirs.score - theirs.crowd + 1e-9


@LESS_OFTEN
@given(known=KNOWN, steps=STEPS)
def test_what_people_let_pass_is_never_held_again(known: list[int], steps: list[Step]) -> None:
    desk = Desk(known).run(steps)
    passed: set[str] = set()
    for event in desk.log:
        if isinstance(event, Judged) and event.review is Review.REJECTED:
            passed.add(event.item)
        assert not (isinstance(event, Held) and event.item in passed)


@LESS_OFTEN
@given(known=KNOWN, steps=STEPS)
def test_nothing_is_held_twice(known: list[int], steps: list[Step]) -> None:
    held = [(one.item, one.group) for one in Desk(known).run(steps).holds]
    assert len(held) == len(set(held))


_GROWN_UP = [  # who was new when the first were held, and is not new any more
    *(Step(0, item, (0, 8), group=Group.CHILD_SAFETY) for item in range(3)),
    *(Step(200, 0, (0, 0), group=Group.CHILD_SAFETY) for _ in range(4)),
    Step(0, 3, (1, 8), group=Group.CHILD_SAFETY),
]


@LESS_OFTEN
@given(known=KNOWN, steps=FLOODS)
@example(known=[0, 1, 2, 3, 4, 5, 6, 7, 8], steps=_GROWN_UP)
def test_a_voice_has_at_most_three_holds_that_nobody_reviewed(known: list[int], steps: list[Step]) -> None:
    flying: dict[tuple[str, Group], set[str]] = {}
    voices: dict[tuple[str, Group, str], str] = {}
    for event in Desk(known).run(steps).log:
        if isinstance(event, Complaint):
            source = event.reporter.source
            voices.setdefault((event.item, event.group, source), _voice_then(event))
        elif isinstance(event, Held):
            voice = {voices[event.item, event.group, source] for source in event.sources}
            flying[event.item, event.group] = {*voice, *event.sources}
        elif isinstance(event, Judged):
            flying = {key: names for key, names in flying.items() if key[0] != event.item}
        elif isinstance(event, Lapsed):
            flying.pop((event.item, event.group), None)
        for cluster in set().union(*flying.values()):
            posts = {item for (item, _), names in flying.items() if cluster in names}
            assert len(posts) <= DEFAULTS.in_flight_most


@LESS_OFTEN
@given(
    known=KNOWN, steps=STEPS, item=st.integers(0, 14), place=st.integers(-1, 40), group=st.sampled_from(Group)
)
def test_one_more_unproven_complaint_adds_at_most_what_a_crowd_can(
    known: list[int], steps: list[Step], item: int, place: int, group: Group
) -> None:
    state, name, end = Desk(known).run(steps).state, f"x{item}", day(400)
    before = {one.group: one.score for one in state.weigh(name, end)}.get(group, 0.0)
    state.apply(complaint(end, name, _fresh(1, place), f"a{item % 13}", group))
    after = {one.group: one.score for one in state.weigh(name, end)}[group]
    assert -1e-12 <= after - before <= DEFAULTS.bar(group).crowd_most


@LESS_OFTEN
@given(known=KNOWN, steps=STEPS)
def test_the_bar_never_falls_and_the_score_is_what_its_parts_are(known: list[int], steps: list[Step]) -> None:
    state = Desk(known).run(steps).state
    for weight in [one for n in range(15) for one in state.weigh(f"x{n}", day(400))]:
        bar = DEFAULTS.bar(weight.group)
        assert bar.threshold <= weight.threshold <= 2 * bar.threshold
        assert 0 <= weight.crowd <= bar.crowd_most
        assert all(0 <= voice.weight <= DEFAULTS.voice_most for voice in weight.voices)
        assert abs(weight.score - weight.crowd - sum(voice.weight for voice in weight.voices)) < 1e-9
        assert (WhyNot.TOO_LITTLE in weight.why_not) <= (weight.score < weight.threshold)


@LESS_OFTEN
@given(known=KNOWN, steps=STEPS, luck=st.randoms(use_true_random=False))
def test_complaints_of_one_moment_may_come_in_any_order(
    known: list[int], steps: list[Step], luck: "object"
) -> None:
    log = Desk(known).run(steps).log
    one, other = Desk(known).state, Desk(known).state
    for _, moment in groupby(log, key=lambda event: (event.at, isinstance(event, Complaint))):
        events = list(moment)
        for event in events:
            one.apply(event)
        if isinstance(events[0], Complaint):
            luck.shuffle(events)  # type: ignore[attr-defined]
        for event in events:
            other.apply(event)
    assert _all(one) == _all(other)


@LESS_OFTEN
@given(known=KNOWN, steps=STEPS)
def test_the_log_alone_gives_the_same_weights_and_holds(known: list[int], steps: list[Step]) -> None:
    first, again = Desk(known).run(steps), Desk(known).run(steps)
    assert first.holds == again.holds
    folded = Desk(known).state
    for event in first.log:
        folded.apply(event)
    assert _all(folded) == _all(first.state)
    assert folded.pause == first.state.pause


def _all(state: State) -> list[Weight]:
    return [weight for number in range(15) for weight in state.weigh(f"x{number}", BEGIN)]
