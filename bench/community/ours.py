"""Our own weighing, in the simulated world."""

from datetime import UTC, datetime, timedelta

from bench.community.world import Post, Report, Source
from leeward.model.events import Reporter
from leeward.policy.community.events import Complaint, Group, Held, Judged, Lapsed, Review
from leeward.policy.community.parameters import DEFAULTS, Parameters
from leeward.policy.community.record import State

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
LONG_AGO = BEGIN - timedelta(days=400)


class Ours:
    """The code that runs live, fed with the world's events."""

    def __init__(self, parameters: Parameters = DEFAULTS, group: Group = Group.GENERAL) -> None:
        self.state = State(parameters)
        self.group = group
        self.counted: tuple[str, ...] = ()

    def report(self, report: Report) -> None:
        """Somebody complains."""
        post = report.post
        who = _reporter(report.source)
        self.state.apply(Complaint(_time(report.at), post.name, self.group, post.author, post.domain, who))

    def holds(self, post: Post, at: int) -> bool:
        """Whether the complaints hide it now."""
        for weight in self.state.weigh(post.name, _time(at)):
            self.counted = weight.counted
            return weight.holds
        return False

    def held(self, post: Post, at: int) -> None:
        """It is hidden."""
        self.state.apply(Held(_time(at), post.name, self.group, self.counted))

    def lapsed(self, post: Post, at: int) -> None:
        """It is shown again, and nobody has looked."""
        self.state.apply(Lapsed(_time(at), post.name, self.group))

    def judged(self, post: Post, at: int) -> None:
        """People looked."""
        review = Review.UPHELD if post.upheld else Review.REJECTED
        self.state.apply(Judged(_time(at), post.name, review))


def _reporter(source: Source) -> Reporter:
    if source.domain:
        return Reporter(source.name, source.domain)
    return Reporter(source.name, born=LONG_AGO, is_approved=True)


def _time(minutes: int) -> datetime:
    return BEGIN + timedelta(minutes=minutes)
