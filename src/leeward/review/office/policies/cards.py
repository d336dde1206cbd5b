"""The policy in force as cards: each rule with what it did lately, and what people said of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.policy.language.tree import text_of
from leeward.policy.past.shares import Share
from leeward.policy.rules import Mode, Policy
from leeward.policy.watch.brakes import called
from leeward.review.office.policies.policing import RuleStanding, standings
from leeward.store.connection import Connection
from leeward.store.desk.office import cards as figures
from leeward.store.desk.office.cards import Counts
from leeward.store.policies import brakes, versions
from leeward.store.policies.brakes import BrakeRow

DAYS = 30


@dataclass(frozen=True, slots=True)
class Card:
    """One rule. name: as the reader may know it. title, when, because: "" where they may not read it.

    mode: as written; now: what it may really do. waits: for its promotion. precision: of the hits that people
    judged lately.
    """

    name: str
    title: str
    mode: Mode
    now: Mode
    waits: bool
    share: int
    then: tuple[str, ...]
    when: str
    because: str
    is_private: bool
    counts: Counts
    precision: Share
    brakes: tuple[BrakeRow, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    promoted: frozenset[str]
    counts: Mapping[str, Counts]
    judged: Mapping[str, tuple[int, int]]
    brakes: Sequence[BrakeRow]


async def cards(
    connection: Connection, policy: Policy, at: datetime, *, with_private: bool
) -> tuple[Card, ...]:
    """One for each rule, in their order."""
    since = at - timedelta(days=DAYS)
    known = _Known(
        await versions.promoted(connection),
        await figures.counts(connection, [rule.core for rule in policy.rules], since),
        await figures.judged(connection, since),
        await brakes.opened(connection, at),
    )
    found = await standings(connection, policy, at)
    return tuple(_card(one, known, hides=one.rule.is_private and not with_private) for one in found)


def _card(standing: RuleStanding, known: _Known, *, hides: bool) -> Card:
    rule = standing.rule
    return Card(
        name=called(rule) if hides else rule.id,
        title="" if hides else rule.title,
        mode=rule.mode,
        now=standing.mode,
        waits=rule.mode is not Mode.OFF and rule.core not in known.promoted,
        share=rule.share,
        then=() if hides else tuple(map(str, rule.then)),
        when="" if hides else text_of(rule.when),
        because="" if hides else rule.because.template,
        is_private=rule.is_private,
        counts=known.counts.get(rule.core, Counts()),
        precision=Share(*known.judged.get(rule.core, (0, 0))),
        brakes=tuple(one for one in known.brakes if one.core == rule.core),
    )
