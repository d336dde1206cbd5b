"""Entries of the ledger as somebody may read them: what each person was shown is never among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from leeward.ledger.entries import decode
from leeward.model.errors import LedgerError
from leeward.model.findings import Json
from leeward.review.people.rights import Right, Visitor
from leeward.store.connection import Connection
from leeward.store.desk.office import audit
from leeward.store.desk.office.audit import EVER, Found, Window

A_PAGE = 50
_AT_ONCE, _TRIES = 200, 20  # so much is looked through for one page
_CLOCKS_DIFFER = timedelta(minutes=10)  # between machines
_NEEDS = MappingProxyType(
    {"flags": Right.COMPLAINANTS, "flag": Right.COMPLAINANTS, "account": Right.COMPLAINANTS}
    | dict.fromkeys(("person", "people", "token", "hook", "grant"), Right.PEOPLE)
)
_OWN_ONLY = frozenset({"care", "shift", "comfort", "golden", "budget"})  # as what somebody was shown
_BLIND = ("case.voiced", "verdict.")  # what one person said, until the case is decided


class Reading(StrEnum):
    """How much of an entry somebody may read."""

    OPEN = "open"
    BARE = "bare"  # that it is there, its kind and time
    ERASED = "erased"


class Body(dict[str, Json]):
    """What an entry says; a word that another version of Leeward did not write is a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for. case, kinds, person: the first that is given counts; day: UTC. before: an id;
    None: from the newest on."""

    case: int | None = None
    kinds: tuple[str, ...] = ()
    person: str = ""
    day: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry. number: of its place; None: it waits for one. body: {} where it may not be read."""

    id: int
    number: int | None
    kind: str
    reading: Reading
    at: datetime | None
    person: str
    case: int | None
    body: Mapping[str, Json]


async def search(
    connection: Connection, walled: Connection, wanted: Wanted, names: Sequence[str]
) -> tuple[list[Found], int | None]:
    """A page of entries, the newest first, and where the next one goes on; None: there is none.

    Args: connection: without walls, by which rows are found quickly; walled: whatever it does not see is left
        out. names: under which the wanted person is told.
    """
    window, found = await _window(connection, wanted), list[Found]()
    for _ in range(_TRIES):
        rows = await _rows(connection, window, wanted, names)
        theirs = await audit.visible(walled, [one.id for one in rows])
        found += [one for one in rows if one.id in theirs]
        if len(found) >= A_PAGE:
            return found[:A_PAGE], found[A_PAGE - 1].id
        if len(rows) < window.most:
            return found, None
        window = replace(window, before=rows[-1].id)
    return found, window.before


async def _rows(connection: Connection, window: Window, wanted: Wanted, names: Sequence[str]) -> list[Found]:
    if wanted.case is not None:
        return await audit.of_case(connection, window, wanted.case)
    if wanted.person:
        return await audit.of_person(connection, window, names)
    if wanted.kinds:
        return await audit.of_kinds(connection, window, wanted.kinds)
    return await audit.newest(connection, window)


async def _window(connection: Connection, wanted: Wanted) -> Window:
    before = EVER if wanted.before is None else wanted.before
    if wanted.day is None:
        return Window(before, most=_AT_ONCE)
    begin = datetime.combine(wanted.day, time(), UTC)
    since = await _first(connection, begin - _CLOCKS_DIFFER)
    behind = await _first(connection, begin + timedelta(days=1) + _CLOCKS_DIFFER)
    return Window(min(before, behind), since, _AT_ONCE)


async def _first(connection: Connection, at: datetime) -> int:
    """The first id from that time on: entries are written nearly in the order of their times."""
    low, high = await audit.bounds(connection)
    while low < high:
        middle = (low + high) // 2
        found = await audit.at_or_after(connection, middle)
        if found is None or decode(found[1]).at >= at:
            high = middle
        else:
            low = found[0] + 1
    return low


def line(found: Found, visitor: Visitor, *, is_open: bool, people: Mapping[str, str]) -> Line | None:
    """The entry as the visitor may read it; None: it is not told at all.

    is_open: whether the case and post that it is about are theirs to see. people: names by number.
    """
    person = people.get(found.person or "", found.person or "")
    family, is_theirs = found.kind.partition(".")[0], person == visitor.name
    if family in _OWN_ONLY and not is_theirs:
        return None
    if found.kind.startswith(_BLIND) and found.case is None and not is_theirs:
        return None  # of which case it is, nobody can tell: so neither whether that is decided
    if found.data is None:
        return Line(found.id, found.number, found.kind, Reading.ERASED, None, "", found.case, {})
    at, body = _read(found.data)
    needed = _NEEDS.get(family)
    may = is_open and (needed is None or visitor.may(needed) or is_theirs)
    if not may:
        return Line(found.id, found.number, found.kind, Reading.BARE, at, "", found.case, {})
    return Line(found.id, found.number, found.kind, Reading.OPEN, at, person, found.case, body)


def _read(data: bytes) -> tuple[datetime | None, Mapping[str, Json]]:
    try:
        entry = decode(data)
    except LedgerError:  # somebody changed it: the audit says so
        return None, Body()
    return entry.at, Body(entry.body) if isinstance(entry.body, dict) else Body()


def is_on(told: Line, day: date | None) -> bool:
    """Whether it is of that day, UTC; what was erased might be."""
    return day is None or told.at is None or told.at.astimezone(UTC).date() == day
