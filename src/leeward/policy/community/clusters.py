"""Who speaks with one voice: sources that one person could run alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from leeward.model.events import Reporter
from leeward.policy.community.parameters import Parameters

NEWCOMERS = "new-local"  # one voice for all local accounts that are young, or not known to be approved


@dataclass(frozen=True, slots=True)
class Call:
    """One source's first complaint about one post that counts. domain: "" for local accounts.

    cluster: what it belongs to by itself. marks: what may merge it with other local accounts.
    """

    at: datetime
    source: str
    cluster: str
    domain: str = ""
    marks: tuple[str, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether it is a local account with a voice of its own."""
        return not self.domain and self.cluster == self.source


def call(at: datetime, reporter: Reporter, parameters: Parameters) -> Call:
    """This reporter's complaint, in its cluster. An account of unknown age or approval is a newcomer."""
    if reporter.domain:
        return Call(at, reporter.source, f"domain:{reporter.domain}", reporter.domain)
    age = timedelta(days=parameters.settled_d)
    if reporter.is_approved and reporter.born is not None and at - reporter.born > age:
        return Call(at, reporter.source, reporter.source, marks=tuple(sorted(set(reporter.batches))))
    return Call(at, reporter.source, NEWCOMERS)


def clustered(
    calls: Iterable[Call], histories: Mapping[str, Mapping[str, datetime]], parameters: Parameters
) -> list[tuple[Call, ...]]:
    """The complaints by voice, whatever the order in which they came.

    histories: the posts of which a settled account complained lately; accounts that are left out have none.
    """
    ordered = sorted(calls, key=lambda one: one.source)
    root = {one.cluster: one.cluster for one in ordered}
    settled = [one for one in ordered if one.is_settled]
    for first, second in (*_by_mark(settled), *_by_habit(settled, histories, parameters)):
        _join(root, first, second)
    voices: dict[str, list[Call]] = {}
    for one in ordered:
        voices.setdefault(_top(root, one.cluster), []).append(one)
    return [tuple(voices[name]) for name in sorted(voices)]


def names(voice: Iterable[Call]) -> frozenset[str]:
    """Under which this voice is counted: its clusters, its sources, for they may be in another cluster later,
    and the marks by which others would belong to it."""
    return frozenset(
        name for one in voice for name in (one.cluster, one.source, *(f"mark:{mark}" for mark in one.marks))
    )


def _by_mark(settled: Sequence[Call]) -> Iterator[tuple[str, str]]:
    first: dict[str, str] = {}
    for one in settled:
        for mark in one.marks:
            yield first.setdefault(mark, one.cluster), one.cluster


def _by_habit(
    settled: Sequence[Call], histories: Mapping[str, Mapping[str, datetime]], parameters: Parameters
) -> Iterator[tuple[str, str]]:
    known = [(one.cluster, histories.get(one.source, {}).keys()) for one in settled]
    busy = [pair for pair in known if len(pair[1]) >= parameters.together_least]
    for (first, ours), (second, theirs) in combinations(busy, 2):
        both = len(ours & theirs)
        either = len(ours) + len(theirs) - both
        if both >= parameters.together_least and both >= parameters.together_share * either:
            yield first, second


def _join(root: dict[str, str], first: str, second: str) -> None:
    low, high = sorted((_top(root, first), _top(root, second)))
    root[high] = low


def _top(root: Mapping[str, str], name: str) -> str:
    while root[name] != name:
        name = root[name]
    return name
