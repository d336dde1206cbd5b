"""Claims: a case that is somebody's for some minutes, with what is decided with it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from leeward.model.errors import CaseError, NotAllowed
from leeward.pipeline.act.agreeing import ALONE_AFTER, known_as
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight
from leeward.review.queue.bundling import direct
from leeward.store.connection import Connection
from leeward.store.desk import deals
from leeward.store.desk.deals import Asker, Standing


class Pass(StrEnum):
    """Why somebody lets a case go that they were dealt."""

    SKIP = "skip"
    UNABLE = "unable"  # I can't judge this
    HANDED = "handed"  # they stop for now


@dataclass(frozen=True, slots=True)
class Claim:
    """A case that is theirs. also: near copies that are decided with it. until: UTC."""

    case: int
    also: tuple[int, ...]
    until: datetime

    @property
    def bundle(self) -> tuple[int, ...]:
        """All of it, the case itself first."""
        return (self.case, *self.also)


@dataclass(frozen=True, slots=True)
class Mine:
    """A claim of one's own, to go on with. number: of cases that are decided together."""

    case: int
    band: str
    since: datetime
    until: datetime
    number: int


@dataclass(frozen=True, slots=True)
class Claims:
    """Who holds what. Two people never hold the same case; a claim ends by itself."""

    ground: Ground

    async def claim(self, visitor: Visitor, case: int) -> Claim:
        """Take a case that they opened by themselves; one that they hold already stays theirs.

        Raises: NotAllowed: they may not decide. CaseError: it does not wait, is not theirs to see, somebody
        else holds it, or they have had their say.
        """
        asker = asker_of(self.ground, visitor)
        async with self.ground.store.transaction() as connection:
            found = await _standing(connection, visitor, case)
            if found.claimed_by == visitor.person and found.claimed_until and found.claimed_until > asker.now:
                return await self._renewed(connection, asker, case)
            until = asker.now + self.span
            got = await deals.claim(connection, asker, case, until)
            if got is None:
                raise await _taken(connection, asker, case)
            await deals.dealt(connection, asker, got, "opened")
            also = await direct(connection, case, got.cases[1:])
        return Claim(case, tuple(also), until)

    async def renew(self, visitor: Visitor, case: int) -> bool:
        """They are still at it; False: it is not theirs any more."""
        now = self.ground.clock()
        async with self.ground.store.transaction() as connection:
            return await deals.renew(connection, case, visitor.person, now, now + self.span)

    async def release(self, visitor: Visitor, case: int, kind: Pass) -> None:
        """They let it go, with what is decided with it, and are not dealt it again. UNABLE: a lead is."""
        asker = asker_of(self.ground, visitor)
        async with self.ground.store.transaction() as connection:
            await _standing(connection, visitor, case)
            cases = await deals.bundle(connection, asker, case)
            await deals.pass_on(connection, case, visitor.person, str(kind), asker.now)
            if kind is Pass.UNABLE:
                await deals.raise_needs(connection, cases or (case,))
            await deals.free(connection, case, visitor.person)

    async def hand_over(self, visitor: Visitor) -> int:
        """They stop for now: all that they hold is free at once; gives how many."""
        held = await self.mine(visitor)
        for one in held:
            async with self.ground.store.transaction() as connection:
                await deals.pass_on(connection, one.case, visitor.person, Pass.HANDED, self.ground.clock())
                await deals.free(connection, one.case, visitor.person)
        return sum(one.number for one in held)

    async def mine(self, visitor: Visitor) -> tuple[Mine, ...]:
        """What they hold, near copies as one."""
        async with self.ground.store.reading() as connection:
            held = await deals.mine(connection, visitor.person, self.ground.clock())
        numbers: dict[int, int] = {}
        for one in held:
            numbers[one.bundle] = numbers.get(one.bundle, 0) + 1
        first = {one.bundle: one for one in reversed(held)}
        return tuple(
            Mine(one.case, one.band, one.since, one.until, numbers[one.bundle]) for one in first.values()
        )

    async def bundle(self, visitor: Visitor, case: int) -> tuple[int, ...]:
        """What one verdict of theirs would decide, the case itself first; what they may not see is not in it.
        Empty: it does not wait."""
        async with self.ground.store.reading() as connection:
            found = await deals.bundle(connection, asker_of(self.ground, visitor), case)
            return (*found[:1], *await direct(connection, case, found[1:]))

    @property
    def span(self) -> timedelta:
        """Of a claim."""
        return timedelta(minutes=self.ground.config.desk.claim_minutes)

    async def _renewed(self, connection: Connection, asker: Asker, case: int) -> Claim:
        until = asker.now + self.span
        await deals.renew(connection, case, asker.person, asker.now, until)
        found = await deals.bundle(connection, asker, case)
        return Claim(case, tuple(await direct(connection, case, found[1:])), until)


def asker_of(ground: Ground, visitor: Visitor) -> Asker:
    """As the queue asks. Raises: NotAllowed: they may not decide."""
    if not visitor.may(Right.DECIDE):
        raise NotAllowed("you do not decide cases", "ask whoever runs this desk for the role of a moderator")
    now = ground.clock()
    return Asker(
        now=now,
        person=visitor.person,
        known=known_as(visitor.name),
        name=visitor.name,
        servers=visitor.servers,
        child_safety=visitor.may(Right.CHILD_SAFETY),
        is_lead=visitor.may(Right.LEAD),
        again=now - ALONE_AFTER if ground.config.live.alone else None,
    )


async def _standing(connection: Connection, visitor: Visitor, case: int) -> Standing:
    """Raises: CaseError: it does not wait, or is not theirs to see: both read the same."""
    found = await deals.standing(connection, case)
    if found is None or not Sight.of(visitor).covers(case, found.server, found.queue):
        raise CaseError(f"case {case} does not wait for anybody", "go on with Start")
    return found


async def _taken(connection: Connection, asker: Asker, case: int) -> CaseError:
    holder = await deals.holder(connection, case, asker.now)
    if holder and holder != asker.name:
        return CaseError(f"{holder} is at case {case} right now", "go on with Start")
    return CaseError(f"case {case} waits for somebody else: you have had your say", "go on with Start")
