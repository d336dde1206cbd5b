"""Complaints and verdicts, told shortly."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from leeward.model.events import Reporter
from leeward.policy.community.events import Complaint, Group, Held, Judged, Review
from leeward.policy.community.record import State
from leeward.policy.community.weight import Weight

BEGIN = datetime(2026, 3, 1, tzinfo=UTC)
LONG_AGO = BEGIN - timedelta(days=400)


def day(number: float) -> datetime:
    """So many days after the beginning."""
    return BEGIN + timedelta(days=number)


def local(name: str, *marks: str) -> Reporter:
    """A long-standing account of this server."""
    return Reporter(f"local:{name}", born=LONG_AGO, is_approved=True, batches=marks)


def newcomer(name: str) -> Reporter:
    """An account of this server that is a week old at the beginning."""
    return Reporter(f"local:{name}", born=BEGIN - timedelta(days=7), is_approved=True)


def server(domain: str) -> Reporter:
    """Another server as a whole."""
    return Reporter(f"domain:{domain}", domain)


def person(name: str, domain: str) -> Reporter:
    """An account of another server."""
    return Reporter(f"person:https://{domain}/u/{name}", domain)


def complaint(
    at: datetime, item: str, who: Reporter, author: str = "", group: Group = Group.GENERAL
) -> Complaint:
    """Of a post by an account of this name, or one of its own, at a domain of its own."""
    author = author or f"author of {item}"
    return Complaint(at, item, group, author, f"{author.replace(' ', '-')}.example", who)


def judged(at: datetime, item: str, review: Review = Review.UPHELD) -> Judged:
    """People decided."""
    return Judged(at, item, review)


def proven(
    state: State, who: Iterable[Reporter], right: int = 10, group: Group = Group.GENERAL, start: float = 0
) -> None:
    """Each is right so often, about posts of its own, within a day from `start`."""
    for reporter in who:
        for number in range(right):
            item = f"{reporter.source}'s {number} of day {start}"
            state.apply(complaint(day(start), item, reporter, group=group))
            state.apply(judged(day(start + 0.5), item))


def weighed(state: State, item: str, at: datetime) -> Weight:
    """The only group's weight."""
    (found,) = state.weigh(item, at)
    return found


def hold(state: State, item: str, at: datetime) -> Weight:
    """Hold it, as it must be held."""
    weight = weighed(state, item, at)
    assert weight.holds
    state.apply(Held(at, item, weight.group, weight.counted))
    return weight
