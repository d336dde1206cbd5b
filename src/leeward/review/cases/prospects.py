"""What a verdict would come to: what will be ordered, by whom it is done, and what has no way back."""

from collections.abc import Sequence
from dataclasses import dataclass

from leeward.model.cases import Mover, State, may
from leeward.model.orders import OrderState
from leeward.pipeline.act.agreeing import needs_two
from leeward.pipeline.act.ordering import situation
from leeward.pipeline.act.planning import (
    NO_GATE,
    REMOVE,
    Means,
    Planned,
    Situation,
    from_person,
    milder,
)
from leeward.plugins import loader
from leeward.store.casework import orders
from leeward.store.casework.cases import CaseRow
from leeward.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Coming:
    """One order that a verdict would give. note: what the server says of it, or why it cannot.

    is_final: nothing takes it back.
    """

    action: str
    title: str
    means: Means
    note: str
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Prospect:
    """What confirming a case would order. is_possible: False: it cannot be confirmed as it is now.
    for_two: two people have to agree before any of it is ordered."""

    case: int
    state: State
    server: str
    is_possible: bool
    orders: tuple[Coming, ...]
    for_two: bool = False

    @property
    def is_final(self) -> bool:
        """Whether some of it cannot be taken back."""
        return any(one.is_final for one in self.orders)


@dataclass(frozen=True, slots=True)
class Prospects:
    """Of each verdict. restrict: None: the server knows nothing milder than removal. lasting: titles of what
    was done and stays, whatever is said now."""

    remove: Prospect
    restrict: Coming | None
    lasting: tuple[str, ...]


async def prospect(connection: Connection, case: CaseRow, also: Sequence[str] = ()) -> Prospect:
    """What confirming would order. Raises: ConfigError: there is no such action."""
    at = await situation(connection, case)
    plan = from_person(at, [REMOVE, "deny_url", *also])
    return Prospect(
        case=case.id,
        state=case.state,
        server=at.address,
        is_possible=may(case.state, State.CONFIRMED, Mover.PERSON),
        orders=tuple(_coming(at, one) for one in plan.orders),
        for_two=bool(await needs_two(connection, case.item) & {REMOVE, *also}),
    )


async def prospects(connection: Connection, case: CaseRow, also: Sequence[str] = ()) -> Prospects:
    """Of each verdict. Raises: ConfigError: there is no such action."""
    at = await situation(connection, case)
    name = milder(at)
    planned = from_person(at, [name]).orders if name else ()
    done = [one for one in await orders.of_case(connection, case.id) if one.state is OrderState.DONE]
    actions = [loader.action(one.action) for one in done if not one.undoes]
    lasting = tuple(one.title for one in actions if one.undo is None)
    restrict = _coming(at, planned[-1]) if planned else None
    return Prospects(await prospect(connection, case, also), restrict, lasting)


def _coming(at: Situation, planned: Planned) -> Coming:
    found = loader.action(planned.action)
    note = NO_GATE if planned.means is Means.OURS else at.card.ability(found.name).note
    return Coming(found.name, found.title, planned.means, note, found.undo is None)
