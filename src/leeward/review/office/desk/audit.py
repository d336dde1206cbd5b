"""The ledger on the desk: searched, checked, and proofs of it to take away."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime

from leeward.ledger import heads
from leeward.ledger.heads import key_id
from leeward.model.errors import LedgerError, NotAllowed, UsageError
from leeward.review.ground import Ground
from leeward.review.office.audit import checking, ledgering, searching
from leeward.review.office.audit.searching import Line, Reading, Wanted
from leeward.review.office.errands import Errands
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store import ledger
from leeward.store.connection import Connection
from leeward.store.desk.office import audit
from leeward.store.desk.office.audit import Found
from leeward.store.desk.office.errands import Errand

MOST_VIEWS = 10_000  # are counted

_AT_ONCE = 2  # pages that are searched for: each takes two connections, and more would wait for each other


@dataclass(frozen=True, slots=True)
class Head:
    """The newest signed head. size: entries under it; waiting: entries without a place yet."""

    size: int
    root: str
    at: datetime
    key: str
    signature: str
    public_key: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Page:
    """The audit page. head: None: nothing was signed yet. before: for the next page; None: there is none.

    views: entries about what people were shown, up to MOST_VIEWS; None: the visitor sees not all servers.
    """

    head: Head | None
    lines: tuple[Line, ...]
    before: int | None
    kinds: tuple[str, ...]
    views: int | None
    checks: tuple[Errand, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. problem: "": it is proven to be under the newest head; else why not. leaf: its hash."""

    line: Line
    leaf: str
    size: int
    problem: str


@dataclass(frozen=True, slots=True)
class AuditDesk:
    """On the desk."""

    ground: Ground
    errands: Errands
    _places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def page(self, visitor: Visitor, wanted: Wanted) -> Page:
        """A page of what is looked for."""
        walls = seen(self.ground.store, Sight.of_audit(visitor))
        async with self._places, self.ground.store.session() as connection, walls as walled:
            head, people = await self._head(connection), await self._people(connection)
            views = await audit.views(connection, MOST_VIEWS) if visitor.servers is None else None
            names = [wanted.person, *(number for number, name in people.items() if name == wanted.person)]
            found, before = await searching.search(connection, walled, wanted, names)
            kinds = await audit.kinds(connection)
        told = await self._lines(visitor, found, people)
        lines = tuple(one for one in told if searching.is_on(one, wanted.day))
        checks = tuple((await self.errands.latest(visitor, checking.KIND))[:3])
        return Page(head, lines, before, kinds, views, checks)

    async def entry(self, visitor: Visitor, number: int) -> Entry:
        """One entry, with its proof tried. Raises: UsageError: there is none that they may know of."""
        line = await self._line(visitor, number)
        try:
            told = await ledgering.proof(self.ground, number, with_entry=False)
        except LedgerError as error:
            return Entry(line, "", 0, error.message)
        head = told["head"]
        assert isinstance(head, dict)
        return Entry(line, str(told["leaf"]), int(str(head["size"])), "")

    async def proof(self, visitor: Visitor, number: int) -> bytes:
        """The proof as a file; of what they may not read, only its hash. Raises: UsageError, LedgerError."""
        line = await self._line(visitor, number)
        told = await ledgering.proof(self.ground, number, with_entry=line.reading is Reading.OPEN)
        return json.dumps(told, indent=1).encode()

    async def head(self) -> bytes:
        """The newest signed head as a file. Raises: LedgerError: nothing was signed yet."""
        return await ledgering.newest(self.ground) + b"\n"

    async def begin_check(self, visitor: Visitor) -> int:
        """Check all of it: the number of an errand. Raises: NotAllowed: they see not all servers."""
        if visitor.servers is not None and not visitor.may(Right.PEOPLE):
            raise NotAllowed("the ledger is of all servers", "ask somebody who sees all of them")
        return await self.errands.ask(visitor, checking.KIND, {})

    async def check(self, visitor: Visitor, number: int) -> Errand:
        """One of their own checks. Raises: UsageError: they have none with this number."""
        found = await self.errands.of(visitor, checking.KIND, number)
        if found is None:
            raise UsageError("you have no such check", "they are kept for 90 days; begin a new one")
        return found

    async def stop(self, visitor: Visitor, number: int) -> None:
        """Give a check up."""
        await self.errands.stop(visitor, checking.KIND, number)

    async def _line(self, visitor: Visitor, number: int) -> Line:
        async with self.ground.store.session() as connection:
            people = await self._people(connection)
        async with seen(self.ground.store, Sight.of_audit(visitor)) as connection:
            found = await audit.one(connection, number) if number < 1 << 63 else None
        told = await self._lines(visitor, [found] if found else [], people)
        if not told:
            raise UsageError("there is no such entry that is yours to see", "search for it on the audit page")
        return told[0]

    async def _lines(self, visitor: Visitor, found: list[Found], people: dict[str, str]) -> list[Line]:
        about = [one.id for one in found if one.case is not None or one.item is not None]
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            theirs = await audit.visible(connection, about) if about else frozenset()
        told = [
            searching.line(one, visitor, is_open=one.id not in about or one.id in theirs, people=people)
            for one in found
        ]
        return [one for one in told if one]

    async def _people(self, connection: Connection) -> dict[str, str]:
        rows = await audit.people(connection)
        return {str(number): name for number, name in rows.items()}

    async def _head(self, connection: Connection) -> Head | None:
        last = await ledger.last_head(connection)
        if last is None:
            return None
        size, waiting = await ledger.state(connection)
        signed, public = heads.decode(last[1]), ledgering.public_key(self.ground)
        head = signed.head
        return Head(
            head.size,
            head.root.hex(),
            head.at,
            key_id(public),
            signed.signature.hex(),
            public.public_bytes_raw().hex(),
            waiting + size - head.size,
        )
