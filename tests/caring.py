"""A desk's people, with what they decided, were shown and worked; for tests of care."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from leeward.config import Desk as DeskSettings
from leeward.review.ground import Ground
from leeward.review.people.rights import Role, Visitor
from leeward.store.connection import Store
from leeward.store.desk import people
from leeward.store.desk.people import NewPerson
from leeward.store.migrations.migrating import migrate
from tests.desks import Now, ground
from tests.stores import a_server

FRIDAY = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
_numbers = count(1)


class Still(Now):
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        super().__init__()
        self.at = FRIDAY

    def __call__(self) -> datetime:
        return self.at + timedelta(seconds=self.shift_s)

    def pass_minutes(self, minutes: float) -> None:
        """Let time pass."""
        self.pass_s(60 * minutes)


@dataclass
class Caring:
    """What a test of care works with. clock: the ground's."""

    store: Store
    clock: Now
    servers: dict[str, int] = field(default_factory=dict)

    async def person(self, name: str, *roles: Role, servers: Sequence[int] | None = None) -> Visitor:
        """Somebody new. servers: None: all of them."""
        async with self.store.transaction() as connection:
            new = NewPerson(name, name.casefold(), [str(one) for one in roles], servers is None, "a test")
            number = await people.add(connection, new, self.clock())
            for server in servers or ():
                await connection.execute("INSERT INTO memberships VALUES ($1, $2)", number, server)
        return Visitor(number, name, frozenset(roles), None if servers is None else frozenset(servers))

    async def server(self, host: str = "m.example") -> int:
        """The id of a protected server."""
        if host not in self.servers:
            self.servers[host] = await a_server(self.store, f"https://{host}")
        return self.servers[host]

    async def case(self, queue: str = "held", host: str = "m.example") -> int:
        """A case that waits, with one picture."""
        number, server = next(_numbers), await self.server(host)
        item = await self.value(
            "INSERT INTO items (server, native_id, uri, way_in, post, seen_at, decided_at) "
            "VALUES ($1, $2, $3, 'poll', '{}', $4, $4) RETURNING id",
            server,
            str(number),
            f"https://{host}/posts/{number}",
            self.clock(),
        )
        await self.do(
            "INSERT INTO media (item, position, native_id, kind, copies) VALUES ($1, 0, 'm', 'image', '[]')",
            item,
        )
        return await self.value(
            "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by) "
            "VALUES ($1, $2, 'waiting', $3, '{}', $4, $4, 'a job') RETURNING id",
            item,
            server,
            queue,
            self.clock(),
        )

    async def decide(self, case: int, by: Visitor, verdict: str = "confirmed", state: str = "closed") -> None:
        """Somebody decided it, now."""
        await self.do(
            "UPDATE cases SET state = $2, verdict = $3, verdict_by = $4, verdict_at = $5, moved_at = $5, "
            "moved_by = $4, times = CASE WHEN $3 = 'confirmed' THEN 1 ELSE 0 END WHERE id = $1",
            case,
            state,
            verdict,
            by.name,
            self.clock(),
        )

    async def decided(self, by: Visitor, verdict: str = "confirmed", queue: str = "held") -> int:
        """A case that somebody decided, and that is closed."""
        case = await self.case(queue)
        await self.decide(case, by, verdict)
        return case

    async def say(self, visitor: Visitor, cases: Sequence[int], *, unlooked: bool = False) -> None:
        """A verdict on the desk, applied at once."""
        await self.do(
            "INSERT INTO verdicts (cases, person, kind, without_looking, said_at, due_at, applied_at) "
            "VALUES ($1, $2, 'remove', $3, $4, $4, $4)",
            [*cases],
            visitor.person,
            unlooked,
            self.clock(),
        )

    async def show(
        self, visitor: Visitor, case: int, level: int, severity: float = 1.0, seconds: int = 60
    ) -> None:
        """They were shown its picture, now."""
        await self.do(
            'INSERT INTO views (person, "case", media, level, way, severity, queue, began_at, seconds) '
            "SELECT $1, c.id, m.id, $3, 'whole', $4, c.queue, $5, $6 FROM cases c "
            "JOIN media m ON m.item = c.item WHERE c.id = $2",
            visitor.person,
            case,
            level,
            severity,
            self.clock(),
            seconds,
        )

    async def order(self, case: int, action: str, state: str = "done") -> None:
        """An order of a person that came to its end now."""
        await self.do(
            'INSERT INTO orders (key, "case", server, action, target, subject, person, state, made_at, '
            "ended_at) SELECT $1, id, server, $3, '1', '{}', verdict_by, $4, $5, $5 FROM cases WHERE id = $2",
            f"k{next(_numbers)}",
            case,
            action,
            state,
            self.clock(),
        )

    async def probe(self, case: int, url: str, state: str, number: int = 0) -> None:
        """An address was looked at now."""
        await self.do(
            'INSERT INTO probes ("case", times, round, what, place, url, expects, due_at, state, done_at) '
            "VALUES ($1, 1, $4, 'url', 'original', $2, 'gone', $5, $3, $5)",
            case,
            url,
            state,
            number,
            self.clock(),
        )

    async def appeal(self, of: int, by: Visitor, verdict: str) -> int:
        """A decision was appealed, and somebody decided about that now."""
        case: int = await self.value(
            "INSERT INTO cases (item, server, state, queue, actions, opened_at, moved_at, moved_by, "
            "appeal_of, verdict, verdict_by, verdict_at) "
            "SELECT item, server, 'closed', queue, '{}', $2, $2, $3, id, $4, $3, $2 "
            "FROM cases WHERE id = $1 RETURNING id",
            of,
            self.clock(),
            by.name,
            verdict,
        )
        return case

    async def do(self, statement: str, *values: object) -> None:
        """As the owner of the tables."""
        async with self.store.transaction() as connection:
            await connection.execute(statement, *values)

    async def value(self, statement: str, *values: object) -> int:
        """The number that a statement gives."""
        async with self.store.transaction() as connection:
            found: int = await connection.fetchval(statement, *values)
        return found

    async def rows(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """What is there."""
        async with self.store.session() as connection:
            return [tuple(row) for row in await connection.fetch(statement, *values)]


@asynccontextmanager
async def caring(url: str, desk: DeskSettings | None = None) -> AsyncIterator[tuple[Caring, Ground, Still]]:
    """A desk on an empty database, whose clock stands still."""
    await migrate(url)
    async with Store(url) as store:
        clock = Still()
        yield Caring(store, clock), ground(store, clock, desk=desk), clock
