"""What a visitor may see of cases: decided here, and nowhere else; PostgreSQL keeps the rest from them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from leeward.review.people.rights import CHILD_SAFETY, Right, Visitor
from leeward.store.connection import Connection, Store
from leeward.store.desk.walls import Settings, behind


@dataclass(frozen=True, slots=True)
class Sight:
    """What somebody sees. servers: of which protected servers; None: all of them. grants: further cases."""

    person: int
    servers: frozenset[int] | None = frozenset()
    child_safety: bool = False
    grants: frozenset[int] = frozenset()

    @classmethod
    def of(cls, visitor: Visitor) -> "Sight":
        """Of whoever looks at cases. Without the right to, no case and nothing of any."""
        if not visitor.may(Right.CASES):
            return cls(visitor.person)
        return cls(visitor.person, visitor.servers, visitor.may(Right.CHILD_SAFETY), visitor.grants)

    @classmethod
    def of_numbers(cls, visitor: Visitor) -> "Sight":
        """For counting only, on their servers: who may know how much waits may not know what.

        Whoever reads with this shows no row of it, and no name.
        """
        servers = visitor.servers if visitor.may(Right.NUMBERS) else frozenset()
        return cls(visitor.person, servers, child_safety=True)

    @classmethod
    def of_audit(cls, visitor: Visitor) -> "Sight":
        """For the ledger: what was done on their servers, in cases that they may not open, too."""
        servers = visitor.servers if visitor.may(Right.AUDIT) else frozenset()
        return cls(visitor.person, servers, child_safety=True)

    def covers(self, case: int, server: int, queue: str) -> bool:
        """Whether this case is to be seen: what the walls say, for what was read without them."""
        is_theirs = self.servers is None or server in self.servers
        return case in self.grants or (is_theirs and (queue != CHILD_SAFETY or self.child_safety))


@asynccontextmanager
async def seen(store: Store, sight: Sight) -> AsyncIterator[Connection]:
    """A transaction that reads what they may see, whatever it asks for, and writes nothing.

    Raises: DatabaseError: it is gone, or something was asked for that nobody may read this way.
    """
    async with behind(store, _settings(sight)) as connection:
        yield connection


def _settings(sight: Sight) -> Settings:
    return Settings(
        str(sight.person),
        "*" if sight.servers is None else _list(sight.servers),
        "on" if sight.child_safety else "off",
        _list(sight.grants),
    )


def _list(numbers: frozenset[int]) -> str:
    return ",".join(str(one) for one in sorted(numbers))
