"""What an evening volunteer does: sees what waits, decides, does by hand what a server cannot."""

import getpass
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from leeward.app.station import Station
from leeward.model.cases import State
from leeward.model.errors import CaseError, UsageError
from leeward.model.orders import OrderState
from leeward.pipeline import explain
from leeward.pipeline.act.ordering import Ordering
from leeward.pipeline.act.verdicts import Desk
from leeward.plugins import loader
from leeward.review.cases import prospects
from leeward.review.cases.prospects import Prospect
from leeward.store.casework import cases, desk, orders, voices
from leeward.store.casework.cases import JOB, CaseRow
from leeward.store.casework.desk import Line, Stopped
from leeward.store.casework.orders import OrderRow
from leeward.store.connection import Connection

_ASKING = frozenset({State.WAITING, State.RETURNED})  # a person
_LONGEST = 80  # characters of a person's name
_LIST = "see: leeward cases"


@dataclass(frozen=True, slots=True)
class Ordered:
    """One order as it stands. steps, link: of one by hand."""

    order: int
    action: str
    title: str
    state: OrderState
    is_undoing: bool
    steps: tuple[str, ...] = ()
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What a verdict came to. is_new: False: this person had said so before, and nothing changed.

    orders: that it gave. withdrawn: how many it took back before they were carried out.
    lasting: titles of what was done and cannot be undone. needs_another: one more person has to agree, and
    nothing was done yet.
    """

    case: int
    state: State
    is_new: bool
    orders: tuple[Ordered, ...]
    withdrawn: int
    lasting: tuple[str, ...]
    needs_another: bool = False


def person(given: str | None) -> str:
    """Who decides: the name given, else the login's.

    Raises: UsageError: there is none, or one that nobody could be found by later.
    """
    hint = "say who you are with --as NAME"
    try:
        name = (getpass.getuser() if given is None else given).strip()
    except (OSError, KeyError) as error:
        raise UsageError("this login has no name", hint) from error
    if not name or len(name) > _LONGEST or not name.isprintable() or name == JOB:
        raise UsageError("this is no name of a person", hint)
    return name


async def listed(
    station: Station, states: Collection[State], queue: str | None, most: int
) -> tuple[list[Line], int]:
    """The most urgent cases, and how many there are in all; states: empty: all that are not closed."""
    asked = states or [state for state in State if state is not State.CLOSED]
    async with station.store.session() as connection:
        return await desk.listed(connection, asked, queue, most)


async def prospect(station: Station, case: int, also: Sequence[str] = ()) -> Prospect:
    """What confirming would order. Raises: CaseError: there is no such case. ConfigError: no such action."""
    async with station.store.session() as connection:
        return await prospects.prospect(connection, await _found(connection, case), also)


async def confirm(station: Station, case: int, by: str, also: Sequence[str] = ()) -> Judged:
    """It is what it looks like: removal is ordered, if enough people say so. Raises: as `Desk.confirm`."""
    is_new = await _desk(station).confirm(case, by, also)
    return await _judged(station, case, is_new)


async def release(station: Station, case: int, by: str) -> Judged:
    """It is not: everything is undone. Raises: as `Desk.release`."""
    is_new = await _desk(station).release(case, by)
    return await _judged(station, case, is_new)


async def close(station: Station, case: int, by: str, why: str) -> bool:
    """Leave a copy that came back; False: said before. Raises: as `Desk.close`. UsageError: no reason."""
    if not why.strip():
        raise UsageError("a case is closed for a reason", "say it with --why TEXT")
    return await _desk(station).close(case, by, why.strip())


async def done(station: Station, order: int, by: str) -> bool:
    """This person did it by hand; False: it was done already. Raises: as `Desk.tick`."""
    return await _desk(station).tick(order, by)


async def stopped(station: Station) -> list[Stopped]:
    """What the fuse has stopped."""
    async with station.store.session() as connection:
        return await desk.stopped(connection)


async def let_go(station: Station, wish: tuple[int, str], most: int, by: str) -> int:
    """Let so many orders of (server, action) go, the oldest first; gives how many there were."""
    return await _desk(station).let_go(*wish, most, by)


async def story(station: Station, case: int) -> list[str]:
    """A case in words. Raises: CaseError: there is no such case."""
    async with station.store.session() as connection:
        return await explain.story(connection, case)


def action(name: str) -> str:
    """An action's name as plug-ins have it. Raises: ConfigError: there is none."""
    return loader.action(name.strip().replace("-", "_")).name


def _desk(station: Station) -> Desk:
    live = station.config.live
    return Desk(station.store, Ordering(station.recorder, live.fuse), live.alone)


async def _judged(station: Station, case: int, is_new: bool) -> Judged:
    async with station.store.session() as connection:
        found = await _found(connection, case)
        rows = await orders.of_case(connection, case)
        spoken = await voices.of_case(connection, case, found.times)
    if spoken and found.state in _ASKING:
        return Judged(case, found.state, is_new, (), 0, (), needs_another=True)
    since = found.verdict_at or found.moved_at
    withdrawn = [
        one for one in rows if one.state is OrderState.WITHDRAWN and (one.ended_at or since) >= since
    ]
    return Judged(
        case=case,
        state=found.state,
        is_new=is_new,
        orders=tuple(_given(rows, found)),
        withdrawn=len(withdrawn),
        lasting=tuple(_lasting(rows)),
    )


def _given(rows: Sequence[OrderRow], case: CaseRow) -> Iterator[Ordered]:
    """The orders of the last verdict."""
    is_release = case.verdict == str(State.RELEASED)
    for one in rows:
        is_of_it = one.undoes is not None if is_release else one.undoes is None and one.person is not None
        if is_of_it and one.times == case.times:
            yield _ordered(one)


def _lasting(rows: Sequence[OrderRow]) -> Iterator[str]:
    for one in rows:
        found = loader.action(one.action)
        if one.state is OrderState.DONE and one.undoes is None and found.undo is None:
            yield found.title


def _ordered(row: OrderRow) -> Ordered:
    title = loader.action(row.action).title
    detail = (row.answer.detail if row.answer else None) or {}
    told, link = detail.get("steps"), detail.get("link")
    is_by_hand = row.state is OrderState.BY_HAND
    return Ordered(
        order=row.id,
        action=row.action,
        title=title,
        state=row.state,
        is_undoing=row.undoes is not None,
        steps=tuple(map(str, told)) if is_by_hand and isinstance(told, list) else (),
        link=str(link) if is_by_hand and link else None,
    )


async def _found(connection: Connection, case: int) -> CaseRow:
    found = await cases.one(connection, case)
    if found is None:
        raise CaseError(f"there is no case {case}", _LIST)
    return found
