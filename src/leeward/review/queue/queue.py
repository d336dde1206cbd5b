"""The queue, as the desk's pages and other programs use it."""

from dataclasses import dataclass

from leeward.model.errors import CaseError, NotAllowed
from leeward.review.care.care import Care
from leeward.review.ground import Ground
from leeward.review.people.rights import Visitor
from leeward.review.people.sight import Sight
from leeward.review.queue.claims import Claim, Claims, Mine, Pass
from leeward.review.queue.dealing import Dealing
from leeward.review.queue.numbers import Numbers, Waiting
from leeward.review.queue.priority import Lane, with_age
from leeward.review.queue.ranking import Ranking
from leeward.store.desk import deals


@dataclass(frozen=True, slots=True)
class Queue:
    """What waits for people, dealt one by one."""

    ground: Ground
    claims: Claims
    ranking: Ranking
    counting: Numbers
    dealing: Dealing

    async def deal(self, visitor: Visitor) -> int | None:
        """A case that is now theirs; None: nothing waits for them. Raises: NotAllowed, DatabaseError."""
        return await self.dealing.deal(visitor)

    async def claim(self, visitor: Visitor, case: int) -> Claim:
        """Take a case that they opened by themselves. Raises: NotAllowed, CaseError."""
        return await self.claims.claim(visitor, case)

    async def renew(self, visitor: Visitor, case: int) -> bool:
        """They are still at it; False: it is not theirs any more."""
        return await self.claims.renew(visitor, case)

    async def release(self, visitor: Visitor, case: int, kind: Pass) -> None:
        """They let it go, and are not dealt it again. Raises: NotAllowed, CaseError."""
        await self.claims.release(visitor, case, kind)

    async def hand_over(self, visitor: Visitor) -> int:
        """All that they hold is free at once; gives how many."""
        return await self.claims.hand_over(visitor)

    async def mine(self, visitor: Visitor) -> tuple[Mine, ...]:
        """What they hold, near copies as one."""
        return await self.claims.mine(visitor)

    async def bundle(self, visitor: Visitor, case: int) -> tuple[int, ...]:
        """What one verdict of theirs would decide, the case itself first; empty: it does not wait."""
        return await self.claims.bundle(visitor, case)

    async def numbers(self, visitor: Visitor) -> Waiting:
        """How much waits, by band."""
        return await self.counting.of(visitor)

    async def why(self, visitor: Visitor, case: int) -> dict[str, float | str | bool]:
        """The parts of its index as they are now; empty: it is not ranked yet.

        Raises: CaseError: it does not wait. NotAllowed: it is not theirs to see.
        """
        async with self.ground.store.reading() as connection:
            found = await deals.standing(connection, case)
        if found is None:
            raise CaseError(f"case {case} does not wait for anybody", "go on with Start")
        if not Sight.of(visitor).covers(case, found.server, found.queue):
            raise NotAllowed("this is not yours to see or do", "ask whoever runs this desk for the role")
        if found.rank is None:
            return {}
        at = (found.rank, Lane(found.lane), found.since)
        return with_age(found.parts, at, self.ground.clock())


def queue(ground: Ground, care: Care) -> Queue:
    """The queue on this ground."""
    claims, ranking = Claims(ground), Ranking(ground)
    return Queue(ground, claims, ranking, Numbers(ground), Dealing(ground, claims, ranking, care))
