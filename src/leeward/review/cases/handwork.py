"""What a server does not do for us: which cases it is left in, and that a person has done it."""

from collections.abc import Sequence
from dataclasses import dataclass

from leeward.model.errors import CaseError, NotAllowed
from leeward.model.orders import OrderState
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store.casework import orders


@dataclass(frozen=True, slots=True)
class Handwork:
    """Orders that people carry out on the server themselves."""

    ground: Ground

    async def left(self, visitor: Visitor, cases: Sequence[int]) -> tuple[int, ...]:
        """Those of these cases that they see and in which something is still to be done by hand."""
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            rows = [row for case in cases for row in await orders.of_case(connection, case)]
        return tuple(dict.fromkeys(row.case for row in rows if row.state is OrderState.BY_HAND))

    async def done(self, visitor: Visitor, order: int) -> int:
        """They have done it; gives the case. What should be gone is looked after all the same.

        Raises: NotAllowed. CaseError: there is no such order, or nobody has to do it by hand.
        """
        if not visitor.may(Right.DECIDE):
            raise NotAllowed("this is not yours to decide", "ask whoever runs this desk for the role")
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            row = await orders.one(connection, order)
        if row is None:
            raise CaseError(f"there is no order {order}", "load the case's page again")
        await self.ground.verdicts().tick(order, visitor.name)
        return row.case
