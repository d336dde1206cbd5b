"""What decisions brought: knowing it is among the few things that help whoever moderates."""

from dataclasses import dataclass

from leeward.review.care.weeks import Week, week
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.store.desk.care import outcomes
from leeward.store.desk.care.outcomes import Outcome, Span


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Of oneself, and of the desk as a whole; never of somebody else, and nobody is compared with anybody."""

    ground: Ground

    async def of_week(self, visitor: Visitor, ago: int) -> tuple[Week, Outcome | None, Outcome]:
        """The week, what the visitor's decisions brought in it, and what everybody's did on the visitor's
        servers. Whoever does not decide has none of their own. ago: 0 is the week that lasts.

        In a team of two the difference of the two is the other's. It tells no more of them than the cases do,
        which name who decided; what anybody was shown is not told here.
        """
        found = week(self.ground.clock(), ago)
        servers = visitor.servers if visitor.may(Right.NUMBERS) else frozenset[int]()
        async with self.ground.store.session() as connection:
            span = Span(found.start, found.end, servers)
            own, desk = await outcomes.outcome(connection, visitor.name, span)
        return found, own if visitor.may(Right.DECIDE) else None, desk
