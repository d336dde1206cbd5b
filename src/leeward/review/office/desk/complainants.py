"""Those who complain, on the desk: for whoever may know them, and of their own servers only."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leeward.model.errors import NotAllowed, UsageError
from leeward.pipeline.decide.folding import Fold
from leeward.policy.community.breaker import Pause
from leeward.policy.community.events import Group
from leeward.policy.community.parameters import DEFAULTS
from leeward.policy.community.record import State
from leeward.policy.community.reputation import Reputation, halved
from leeward.policy.past.shares import Share
from leeward.review.ground import Ground
from leeward.review.office.complainants import deeds
from leeward.review.office.complainants.deeds import Said
from leeward.review.people.rights import Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.desk.office import complainants
from leeward.store.desk.office.complainants import Made

MUTED = timedelta(days=30)
A_PAGE = 50
_LAST = 20  # complaints that are shown
_MOST_ALIKE = 20
_REASON = 500  # characters


@dataclass(frozen=True, slots=True)
class Record:
    """What one source is worth in one group. right, wrong: credits and debits, as they have faded by now.

    weight: what its word weighs alone, 0 to 1.
    """

    group: Group
    upheld: Share
    right: float
    wrong: float
    weight: float


@dataclass(frozen=True, slots=True)
class Source:
    """One who complains. mark: stands for it in addresses. muted_until: None: its complaints weigh."""

    source: str
    mark: str
    records: tuple[Record, ...]
    is_named: bool
    muted_until: datetime | None

    @property
    def weight(self) -> float:
        """The most that its word weighs."""
        return max((one.weight for one in self.records), default=0.0)

    @property
    def judged(self) -> int:
        """Complaints that people judged."""
        return sum(one.upheld.of for one in self.records)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of them. number: of all that fit. pause: what stops all holds now; None: nothing does."""

    sources: tuple[Source, ...]
    number: int
    pages: int
    pause: Pause | None


@dataclass(frozen=True, slots=True)
class Told:
    """One of them. alike: others with whom it is one voice; more: how many others there are besides.

    flying: posts that this voice hides and that nobody has reviewed; most_flying: as many and it is silent.
    """

    source: Source
    cluster: str
    alike: tuple[str, ...]
    more: int
    flying: int
    most_flying: int
    complaints: tuple[Made, ...]


@dataclass(frozen=True, slots=True)
class Complainants:
    """On the desk. Records are computed from the log; this process keeps what it comes to."""

    ground: Ground
    _fold: Fold = field(default_factory=Fold)

    async def listed(self, visitor: Visitor, words: str = "", page: int = 1) -> Listed:
        """Those that fit, the weightiest first. words: a part of the name. page: from 1."""
        now, state = self.ground.clock(), await self._state()
        theirs = await self._theirs(visitor, state)
        found = [_source(state, one, now) for one in theirs if words.casefold() in one.casefold()]
        found.sort(key=lambda one: (not one.muted_until, -one.weight, -one.judged, one.source))
        pause = state.pause if state.pause and now < state.pause.until else None
        shown = tuple(found[(page - 1) * A_PAGE : page * A_PAGE])
        return Listed(shown, len(found), max(1, -(-len(found) // A_PAGE)), pause)

    async def one(self, visitor: Visitor, mark: str) -> Told:
        """One of them. Raises: UsageError: there is none that the visitor may know."""
        now, state = self.ground.clock(), await self._state()
        theirs = await self._theirs(visitor, state)
        source = _named(theirs, mark)
        voice = state.voice_of(source)
        alike = sorted(one.source for one in voice if one.source != source and one.source in theirs)
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            made = await complainants.complaints(connection, source, _LAST)
        return Told(
            _source(state, source, now),
            min((one.cluster for one in voice), default=""),
            tuple(alike[:_MOST_ALIKE]),
            max(0, len(voice) - 1 - len(alike[:_MOST_ALIKE])),
            state.in_flight(voice),
            DEFAULTS.in_flight_most,
            tuple(made),
        )

    async def trust(self, visitor: Visitor, mark: str, why: str) -> None:
        """Name a source as right. Raises: UsageError, NotAllowed."""
        await deeds.trust(self.ground, await self._source(visitor, mark), _said(visitor, why))

    async def distrust(self, visitor: Visitor, mark: str, why: str) -> None:
        """Take the naming back. Raises: UsageError, NotAllowed."""
        await deeds.distrust(self.ground, await self._source(visitor, mark), _said(visitor, why))

    async def mute(self, visitor: Visitor, mark: str, why: str) -> None:
        """Let its complaints weigh nothing for 30 days. Raises: UsageError, NotAllowed."""
        said, until = _said(visitor, why), self.ground.clock() + MUTED
        await deeds.mute(self.ground, await self._source(visitor, mark), until, said)

    async def unmute(self, visitor: Visitor, mark: str, why: str) -> None:
        """Let its complaints weigh again. Raises: UsageError, NotAllowed."""
        await deeds.unmute(self.ground, await self._source(visitor, mark), _said(visitor, why))

    async def pause(self, visitor: Visitor, hours: int, why: str) -> None:
        """Let no complaint hold anything for so many hours; 0: go on. Raises: UsageError, NotAllowed."""
        if visitor.servers is not None:
            raise _not_allowed()
        until = self.ground.clock() + timedelta(hours=hours)
        await deeds.pause(self.ground, until, _said(visitor, why))

    async def _source(self, visitor: Visitor, mark: str) -> str:
        """One of whom the visitor may say something: who complains elsewhere, too, is not theirs alone."""
        found = _named(await self._theirs(visitor, await self._state()), mark)
        if visitor.servers is not None and not found.startswith("local:"):
            raise _not_allowed()
        return found

    async def _state(self) -> State:
        async with self.ground.store.session() as connection:
            await self._fold.read_on(connection)
        return self._fold.state

    async def _theirs(self, visitor: Visitor, state: State) -> frozenset[str]:
        if visitor.servers is None:
            return state.sources()
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            return state.sources() & await complainants.sources(connection)


def mark_of(source: str) -> str:
    """Stands for it where its name had better not: 16 hexadecimal digits."""
    return hashlib.blake2s(source.encode(), digest_size=8).hexdigest()


def _source(state: State, source: str, now: datetime) -> Source:
    records = state.records()
    known = [(group, records[group, source]) for group in Group if (group, source) in records]
    return Source(
        source,
        mark_of(source),
        tuple(_record(group, one, now) for group, one in known),
        any(one.is_named for _, one in known),
        state.muted_until(source, now),
    )


def _record(group: Group, one: Reputation, now: datetime) -> Record:
    days = DEFAULTS.half_life_d
    return Record(
        group,
        Share(one.upheld, one.judged),
        halved(one.right, one.at, now, days),
        halved(one.wrong, one.at, now, days),
        one.weight(now, DEFAULTS),
    )


def _named(sources: frozenset[str], mark: str) -> str:
    found = next((one for one in sources if mark_of(one) == mark), None)
    if found is None:
        raise UsageError("nobody of that name complains at your servers", "look for them in the list")
    return found


def _said(visitor: Visitor, why: str) -> Said:
    said = why.strip()
    if not said or len(said) > _REASON or not said.isprintable():
        raise UsageError("this needs a reason, in one line", "say why, for whoever reads the ledger")
    return Said(visitor.name, said)


def _not_allowed() -> NotAllowed:
    hint = "ask somebody who sees all servers"
    return NotAllowed("this holds for all protected servers, and you see some of them", hint)
