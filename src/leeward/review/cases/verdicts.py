"""Verdicts that can be taken back: what people say waits a few seconds, then takes effect exactly once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from leeward.model.cases import State
from leeward.model.errors import CaseError, NotAllowed
from leeward.model.jobs import JobKind
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.review.queue.bundling import direct
from leeward.store.casework import cases
from leeward.store.casework.cases import CaseRow
from leeward.store.desk.cases import facts, verdicts
from leeward.store.desk.cases.verdicts import NewVerdict, Pass, VerdictRow
from leeward.store.queue import NewJob, enqueue

LONGEST_WHY = 2_000  # characters
_HINT = "open the desk's first page, and take the next case"
_PRIORITY = 20


class Kind(StrEnum):
    """What a person says of a case."""

    ALLOW = "allow"
    RESTRICT = "restrict"
    REMOVE = "remove"
    LEAVE = "leave"  # a copy that came back
    UNABLE = "unable"  # I can't judge this
    UPHOLD = "uphold"  # an appeal: its author is right
    TURN_DOWN = "turn-down"


MEANS: Mapping[Kind, State] = MappingProxyType(
    {
        Kind.ALLOW: State.RELEASED,
        Kind.RESTRICT: State.RESTRICTED,
        Kind.REMOVE: State.CONFIRMED,
        Kind.LEAVE: State.CLOSED,
        Kind.UPHOLD: State.RELEASED,
        Kind.TURN_DOWN: State.CONFIRMED,
    }
)
_OF_WAITING = frozenset({Kind.ALLOW, Kind.RESTRICT, Kind.REMOVE, Kind.UNABLE})
_OF_RETURNED = frozenset({Kind.REMOVE, Kind.LEAVE, Kind.UNABLE})
_OF_APPEALS = frozenset({Kind.UPHOLD, Kind.TURN_DOWN, Kind.UNABLE})


@dataclass(frozen=True, slots=True)
class Saying:
    """One verdict. also: near copies of the case, for which it holds as well. actions: further ones, by
    plug-in, such as suspend_account. without_looking: nobody had to look at a picture for it."""

    case: int
    kind: Kind
    also: Sequence[int] = ()
    why: str = ""
    without_looking: bool = False
    actions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One verdict of one's own. seconds: for which it can still be taken back; 0: not any more."""

    id: int
    kind: Kind
    cases: tuple[int, ...]
    seconds: float
    is_applied: bool
    is_undone: bool
    outcome: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that a person said and that did not take effect. said: what happened."""

    verdict: int
    case: int
    kind: Kind
    said: str


@dataclass(frozen=True, slots=True)
class Matters:
    """What one should read before anything else. stuck: cases that nobody here could judge."""

    pending: tuple[Said, ...]
    troubles: tuple[Trouble, ...]
    stuck: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What people say. How it takes effect: review.cases.applying."""

    ground: Ground

    async def say(self, visitor: Visitor, saying: Saying) -> int:
        """Keep a verdict; gives its id. It takes effect when the time for taking it back is over.

        Raises: NotAllowed. CaseError: there is no such case, it does not wait for that, somebody is just
        deciding about it, or one of `also` is no near copy of it.
        """
        _allowed(visitor)
        every = list(dict.fromkeys([saying.case, *saying.also]))
        await self._check(visitor, saying)
        now = self.ground.clock()
        new = NewVerdict(
            cases=every,
            person=visitor.person,
            kind=str(saying.kind),
            actions=saying.actions if saying.kind is Kind.REMOVE else (),
            why=saying.why.strip()[:LONGEST_WHY],
            without_looking=saying.without_looking,
            said_at=now,
            due_at=now + timedelta(seconds=self.ground.config.desk.undo_seconds),
        )
        async with self.ground.store.transaction() as connection:
            await verdicts.lock_cases(connection, every)
            if busy := await verdicts.pending_cases(connection, every):
                raise CaseError(f"somebody is just deciding about case {min(busy)}", _HINT)
            number = await verdicts.say(connection, new)
            await verdicts.let_claim(connection, every, visitor.person)
            await enqueue(connection, [verdict_job(number, self.ground.config.desk.undo_seconds)])
        return number

    async def undo(self, visitor: Visitor, verdict: int) -> None:
        """Take a verdict back. Raises: CaseError: it is too late, or it is not this person's."""
        async with self.ground.store.transaction() as connection:
            if not await verdicts.undo(connection, verdict, visitor.person, self.ground.clock()):
                said = "this verdict cannot be taken back any more"
                raise CaseError(said, "if it was wrong: write down an appeal on the case's page")

    async def skip(self, visitor: Visitor, case: int) -> None:
        """Not now, not me: others are dealt it. Raises: NotAllowed. CaseError: there is no such case."""
        _allowed(visitor)
        await self._seen(visitor, [case])
        async with self.ground.store.transaction() as connection:
            await verdicts.lock_cases(connection, [case])
            why = Pass(visitor.person, "skip", self.ground.clock())
            await verdicts.skip(connection, [case], why)
            await verdicts.let_claim(connection, [case], visitor.person)

    async def one(self, visitor: Visitor, verdict: int) -> Said:
        """One of one's own. Raises: CaseError: there is none."""
        async with self.ground.store.reading() as connection:
            row = await verdicts.one(connection, verdict)
        if row is None or row.person != visitor.person:
            raise CaseError(f"you have said nothing with the number {verdict}", _HINT)
        return _said(row, self.ground.clock())

    async def matters(self, visitor: Visitor) -> Matters:
        """What to read before anything else."""
        now = self.ground.clock()
        async with self.ground.store.reading() as connection:
            pending = await verdicts.pending_of(connection, visitor.person, now)
            troubles = await verdicts.conflicts(connection, visitor.person)
            told = await verdicts.stuck(connection) if _is_told_of_stuck(visitor) else []
        stuck = [case for case, server in told if visitor.servers is None or server in visitor.servers]
        lost = [one for row in troubles for one in _troubles(row)]
        return Matters(tuple(_said(row, now) for row in pending), tuple(lost), tuple(stuck))

    async def read(self, visitor: Visitor, verdict: int) -> None:
        """They know what came of it."""
        async with self.ground.store.transaction() as connection:
            await verdicts.tell(connection, verdict, visitor.person, self.ground.clock())

    async def _check(self, visitor: Visitor, saying: Saying) -> None:
        rows = await self._seen(visitor, [saying.case, *saying.also])
        for row in rows:
            if saying.kind not in ways(row):
                raise CaseError(f"case {row.id} is {row.state}: it cannot be decided like that now", _HINT)
        if saying.also:
            async with seen(self.ground.store, Sight.of(visitor)) as connection:
                now = self.ground.clock()
                found = await facts.copies(connection, saying.case, visitor.person, now)
            async with self.ground.store.reading() as connection:
                near = await direct(connection, saying.case, [one.case for one in found])
            if strange := set(saying.also) - {*near, saying.case}:
                said = f"case {min(strange)} is no near copy of case {saying.case}, or somebody else is at it"
                raise CaseError(said, "load the page again, or decide it on its own page")
        if saying.kind is Kind.LEAVE and not saying.why.strip():
            raise CaseError(f"case {saying.case} is left as it is for a reason", "write down why")

    async def _seen(self, visitor: Visitor, numbers: Sequence[int]) -> list[CaseRow]:
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            rows = [(number, await cases.one(connection, number)) for number in numbers]
        for number, row in rows:
            if row is None:
                raise CaseError(f"there is no case {number}", _HINT)
        return [row for _, row in rows if row]


def verdict_job(verdict: int, after_s: float, key: str = "") -> NewJob:
    """Lets a verdict take effect then. key: tells apart what asked for it."""
    return NewJob(
        JobKind.VERDICT, {"verdict": verdict}, after_s, f"verdict:{verdict}{key}", priority=_PRIORITY
    )


def ways(case: CaseRow) -> frozenset[Kind]:
    """What can be said of a case as it is."""
    if case.state is State.RETURNED:
        return _OF_RETURNED
    if case.state is not State.WAITING:
        return frozenset()
    return _OF_WAITING if case.appeal_of is None else _OF_APPEALS


def _allowed(visitor: Visitor) -> None:
    if not visitor.may(Right.DECIDE):
        raise NotAllowed("this is not yours to decide", "ask whoever runs this desk for the role")


def _is_told_of_stuck(visitor: Visitor) -> bool:
    return visitor.may(Right.LEAD) or visitor.may(Right.PEOPLE)


def _said(row: VerdictRow, now: datetime) -> Said:
    is_open = not (row.applied_at or row.undone_at or row.begun_at)
    return Said(
        id=row.id,
        kind=Kind(row.kind),
        cases=row.cases,
        seconds=max(0.0, (row.due_at - now).total_seconds()) if is_open else 0.0,
        is_applied=row.applied_at is not None,
        is_undone=row.undone_at is not None,
        outcome={case: str(told.get("state", "")) for case, told in row.outcome.items()},
    )


def _troubles(row: VerdictRow) -> list[Trouble]:
    return [
        Trouble(row.id, case, Kind(row.kind), str(told.get("said", "")))
        for case, told in sorted(row.outcome.items())
        if told.get("state") == "conflict"
    ]
