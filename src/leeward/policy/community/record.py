"""The record of all who complain, kept up event by event; and what their complaints weigh today."""

import copy
import math
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import assert_never

from leeward.policy.community.breaker import Breaker, Pause
from leeward.policy.community.clusters import Call, call, clustered, names
from leeward.policy.community.credits import Credits
from leeward.policy.community.events import (
    Complaint,
    Group,
    Happening,
    Held,
    Hidden,
    Judged,
    Lapsed,
    Muted,
    Paused,
    Review,
    TrustGiven,
    TrustTaken,
    Word,
)
from leeward.policy.community.parameters import DEFAULTS, Parameters
from leeward.policy.community.repeats import Repeats
from leeward.policy.community.reputation import Reputation, halved
from leeward.policy.community.subjects import Subject
from leeward.policy.community.weight import Voice, Weight, WhyNot


class State:
    """Folds the log. The same events in the same order always give the same weights.

    Complaints of one moment may come in any order, if nothing is weighed in between. After a weight that
    holds, `Held` must come before anything else is weighed: a voice has only so many holds that nobody
    reviewed. Times that go back are taken as the latest one before.
    """

    def __init__(self, parameters: Parameters = DEFAULTS) -> None:
        self._parameters = parameters
        self._now: datetime | None = None
        self._subjects: MutableMapping[str, Subject] = {}
        self._records: dict[tuple[Group, str], Reputation] = {}
        self._credits = Credits(parameters)
        self._breaker = Breaker(parameters)
        self._repeats = Repeats(parameters.repeat_d)
        self._histories: dict[str, dict[str, datetime]] = {}  # posts by settled local account
        self._flying: dict[tuple[str, Group], frozenset[str]] = {}  # holds nobody reviewed, by voices' names
        self._cleared: dict[str, tuple[float, datetime]] = {}  # wrong complaints by author, faded as of then
        self._muted: dict[str, datetime] = {}  # until when, by source
        self._calls: dict[str, Call] = {}  # each source's last one

    @property
    def pause(self) -> Pause | None:
        """The last stop of all community holds; it may be over."""
        return self._breaker.pause

    def records(self) -> Mapping[tuple[Group, str], Reputation]:
        """Everybody's record, by group and source."""
        return MappingProxyType(self._records)

    def muted_until(self, source: str, now: datetime) -> datetime | None:
        """Until when its complaints weigh nothing; None: they weigh."""
        until = self._muted.get(source)
        return until if until is not None and now < until else None

    def sources(self) -> frozenset[str]:
        """Everybody who has a record, or has made a complaint that counted."""
        return frozenset(self._calls) | {source for _, source in self._records}

    def voice_of(self, source: str) -> tuple[Call, ...]:
        """The sources that are one voice with this one, it included, by their last complaints; (): it has
        made none that counted. Those that only others of the voice are alike to are left out."""
        mine = self._calls.get(source)
        if mine is None:
            return ()
        near = [one for one in self._calls.values() if self._is_near(mine, one)]
        found = clustered(near, self._histories, self._parameters)
        return next(voice for voice in found if mine in voice)

    def _is_near(self, mine: Call, other: Call) -> bool:
        if mine.cluster == other.cluster or not set(mine.marks).isdisjoint(other.marks):
            return True
        ours, theirs = (self._histories.get(one.source, {}).keys() for one in (mine, other))
        return len(ours & theirs) >= self._parameters.together_least

    def in_flight(self, voice: Iterable[Call]) -> int:
        """How many posts are hidden by this voice that nobody has reviewed yet."""
        return self._in_flight(names(voice))

    def apply(self, event: Happening) -> None:
        """Take in the next event of the log."""
        at = event.at if self._now is None else max(event.at, self._now)
        self._now = at
        match event:
            case Complaint():
                self._complained(at, event)
            case Held():
                self._held(at, event)
            case Hidden():
                self._subject(event.item).hide(at)
            case Judged():
                self._judged(at, event)
            case Lapsed():
                self._flying.pop((event.item, event.group), None)
            case TrustGiven() | TrustTaken() | Muted() | Paused():
                self._said(at, event)
            case _:
                assert_never(event)

    def weigh(self, item: str, now: datetime) -> tuple[Weight, ...]:
        """What the complaints about this post weigh, one for each group in which there are any."""
        subject = self._subjects.get(item)
        if subject is None:
            return ()
        at = now if self._now is None else max(now, self._now)
        return tuple(self._weighed(subject, group, at) for group in subject.groups())

    def ahead(self, items: Iterable[str]) -> "State":
        """The same, to try holds of these posts on (`Held`, and nothing else); this one stays as it is."""
        tried = copy.copy(self)  # the record of a year is not copied: a hold changes none of it
        known = {item: self._subjects[item] for item in items if item in self._subjects}
        own = {item: replace(one, held={**one.held}) for item, one in known.items()}
        tried._subjects = ChainMap(own, self._subjects)
        tried._flying = {**self._flying}
        tried._breaker = copy.deepcopy(self._breaker)
        return tried

    def _subject(self, item: str) -> Subject:
        return self._subjects.setdefault(item, Subject())

    def _complained(self, at: datetime, event: Complaint) -> None:
        subject, group, source = self._subject(event.item), event.group, event.reporter.source
        subject.author, subject.author_domain = event.author, event.author_domain
        calls = subject.calls.setdefault(group, {})
        if subject.obstacle(group) in {WhyNot.EXONERATED, WhyNot.UPHELD}:
            return
        if self._repeats.is_one(event, at):
            subject.repeated.add((group, source))
            return
        made = calls.setdefault(source, call(at, event.reporter, self._parameters))
        self._calls[source] = made
        if made.is_settled:
            self._remember(source, event.item, at)

    def _remember(self, source: str, item: str, at: datetime) -> None:
        history = self._histories.setdefault(source, {})
        oldest = at - timedelta(days=self._parameters.together_d)
        for old in [other for other, when in history.items() if when < oldest]:
            del history[old]
        history[item] = at

    def _held(self, at: datetime, event: Held) -> None:
        subject = self._subject(event.item)
        if event.group in subject.held:
            return
        subject.held[event.group] = event
        subject.hide(at)
        calls = subject.calls.get(event.group, {})
        carried = [calls[source] for source in event.sources if source in calls]
        self._flying[event.item, event.group] = names(carried)
        self._breaker.held(at)

    def _judged(self, at: datetime, event: Judged) -> None:
        subject = self._subject(event.item)
        groups = tuple(Group) if event.group is None else (event.group,)
        was_cleared = any(review is Review.REJECTED for _, review in subject.reviews)
        new = subject.review(at, groups, event.review)
        for group in groups:
            self._flying.pop((event.item, group), None)
        if event.review is Review.UNCLEAR:
            return
        for group in new:
            self._settle(at, subject, group, event.review)
        answered = any(subject.calls.get(group) for group in new)
        if event.review is Review.REJECTED and answered and not was_cleared:
            left = self._exonerations(subject.author, at)
            self._cleared[subject.author] = (left + 1, at)

    def _settle(self, at: datetime, subject: Subject, group: Group, review: Review) -> None:
        if review is Review.UPHELD:
            self._credit(at, subject, group)
        else:
            self._debit(at, subject, group)
        if group in subject.held:
            self._breaker.reviewed(at, review is Review.REJECTED)

    def _credit(self, at: datetime, subject: Subject, group: Group) -> None:
        for voice in clustered(subject.early(group), self._histories, self._parameters):
            own = voice[0].domain and voice[0].domain == subject.author_domain
            if own or not self._credits.take(names(voice), subject.author_domain, at):
                continue
            for one in voice:
                record = self._source(group, one.source, at)
                record.add(1 / len(voice), 0, at, self._parameters)
                record.upheld += 1
                record.judged += 1

    def _debit(self, at: datetime, subject: Subject, group: Group) -> None:
        held = subject.held.get(group)
        for source in subject.calls.get(group, {}):
            helped = held is not None and source in held.sources
            record = self._source(group, source, at)
            record.add(0, self._parameters.penalty if helped else 1, at, self._parameters)
            record.judged += 1

    def _said(self, at: datetime, event: Word) -> None:
        match event:
            case TrustGiven():
                self._trusted(at, event)
            case TrustTaken():
                for group in Group:
                    self._source(group, event.source, at).unname()
            case Muted():
                self._muted[event.source] = event.until
            case Paused():
                self._breaker.stop(at, event.until)

    def _trusted(self, at: datetime, event: TrustGiven) -> None:
        for group in tuple(Group) if event.group is None else (event.group,):
            self._source(group, event.source, at).name(at, self._parameters)

    def _source(self, group: Group, source: str, at: datetime) -> Reputation:
        return self._records.setdefault((group, source), Reputation(at))

    def _exonerations(self, author: str, now: datetime) -> float:
        number, at = self._cleared.get(author, (0.0, now))
        return halved(number, at, now, self._parameters.shield_half_life_d)

    def _weighed(self, subject: Subject, group: Group, now: datetime) -> Weight:
        bar, every = self._parameters.bar(group), subject.calls.get(group, {})
        calls = {source: one for source, one in every.items() if not self.muted_until(source, now)}
        weights = {source: self._alone(group, source, now) for source in calls}
        proven = [one for one in calls.values() if weights[one.source] > 0]
        together = clustered(proven, self._histories, self._parameters)
        voices = [self._voice(group, voice, weights) for voice in together]
        unproven = len(calls) - len(proven)
        crowd = (1 - math.exp(-unproven / self._parameters.crowd_scale)) * bar.crowd_most
        score = math.fsum((*(voice.weight for voice in voices), crowd))
        threshold = bar.threshold * (self._shield(subject.author, now) if bar.is_shielded else 1)
        return Weight(
            group=group,
            score=score,
            threshold=threshold,
            voices=tuple(sorted(voices, key=lambda one: (-one.weight, one.cluster))),
            unproven=unproven,
            crowd=crowd,
            repeated=sum(kind is group and source not in every for kind, source in subject.repeated),
            muted=len(every) - len(calls),
            is_raised=threshold > bar.threshold,
            why_not=tuple(self._why_not(subject, group, score >= threshold, now)),
            lapses_after_h=bar.lapses_after_h,
        )

    def _alone(self, group: Group, source: str, now: datetime) -> float:
        record = self._records.get((group, source))
        return record.weight(now, self._parameters) if record else 0.0

    def _voice(self, group: Group, calls: tuple[Call, ...], weights: Mapping[str, float]) -> Voice:
        best = sorted(calls, key=lambda one: (-weights[one.source], one.source))
        record = self._records[group, best[0].source]
        silent = self._in_flight(names(calls)) >= self._parameters.in_flight_most
        return Voice(
            cluster=min(one.cluster for one in calls),
            sources=tuple(one.source for one in best),
            upheld=record.upheld,
            judged=record.judged,
            weight=0.0 if silent else min(self._parameters.voice_most, weights[best[0].source]),
            is_silent=silent,
            is_named=record.is_named,
        )

    def _in_flight(self, voice: frozenset[str]) -> int:
        # a post that is held for both groups is hidden once
        return len({item for (item, _), others in self._flying.items() if not voice.isdisjoint(others)})

    def _shield(self, author: str, now: datetime) -> float:
        raised = 1 + self._parameters.shield_step * self._exonerations(author, now)
        return min(self._parameters.shield_most, raised)

    def _why_not(self, subject: Subject, group: Group, is_enough: bool, now: datetime) -> Iterator[WhyNot]:
        obstacle = subject.obstacle(group)
        if obstacle:
            yield obstacle
            return
        if self._breaker.is_open(now):
            yield WhyNot.PAUSED
        if not is_enough:
            yield WhyNot.TOO_LITTLE
