"""What trying a policy on the past came to."""

from dataclasses import asdict, dataclass

from leeward.policy.past.posts import Verdict
from leeward.policy.past.shares import Share
from leeward.policy.rules import Mode


@dataclass(frozen=True, slots=True)
class Change:
    """How many posts one action is asked for, of those that were tried."""

    action: str
    newly: int
    no_longer: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How often people found that what was caught was rightly caught; only of posts that people judged."""

    old: Share
    new: Share
    newly: Share
    no_longer: Share


@dataclass(frozen=True, slots=True)
class Accounts:
    """Accounts of which something is newly caught. old: known for a year. followed: by a thousand."""

    number: int
    local: int
    old: int
    followed: int


@dataclass(frozen=True, slots=True)
class OfRule:
    """What one rule did. unknown: posts of which it could not be told. missing: of these, by fact, how often
    that fact was to blame; never: facts that no tried post had. judged: of its hits. microseconds: a post's.
    busiest: most hits in a day. newly, no_longer: hits that the other policy's rule of the same name has not,
    and those that only it has, whatever their modes.
    """

    rule: str
    mode: Mode
    fired: int
    unknown: int
    missing: tuple[tuple[str, int], ...]
    never: tuple[str, ...]
    judged: Share
    microseconds: float
    busiest: int
    newly: int = 0
    no_longer: int = 0


@dataclass(frozen=True, slots=True)
class Example:
    """One post whose fate changes: numbers and rules, nothing of its own. rules: that ask for it, new or old.

    is_newly: it is caught now and was not; False: the other way round.
    """

    decision: int
    case: int | None
    is_newly: bool
    rules: tuple[str, ...]
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Report:
    """All of it. caught: hidden, marked or shown to people; a label alone is nothing of it.

    without_arrival: posts whose arrival was not decided on its own: rules for arrivals were asked what was
    known later.
    """

    old: str
    new: str
    posts: int
    without_arrival: int
    caught: Change
    changes: tuple[Change, ...]
    judged: Judged
    accounts: Accounts
    rules: tuple[OfRule, ...]
    examples: tuple[Example, ...]


def as_json_of(report: Report) -> dict[str, object]:
    """For machines."""
    told = asdict(report)
    told["judged"] = {name: _share(getattr(report.judged, name)) for name in told["judged"]}
    told["rules"] = [{**asdict(one), "judged": _share(one.judged)} for one in report.rules]
    return told


def _share(share: Share) -> dict[str, object]:
    low, high = share.bounds
    return {"hits": share.hits, "of": share.of, "low": round(low, 4), "high": round(high, 4)}
