"""Sessions: who is signed in, for how long, and the proof that a form came from one of their pages."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Role, Visitor
from leeward.store.connection import Connection
from leeward.store.desk import people
from leeward.store.desk.entry import steps
from leeward.store.desk.people import PersonRow, VisitRow
from leeward.vault.keys import Purpose

TOKEN_BYTES = 32
FRESH_MINUTES = 15  # since signing in, during which one may change how one signs in
_ATTEMPTS_KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sessions:
    """The browser keeps a random token; the database only its digest."""

    ground: Ground

    async def begin(self, person: int, way: str, old: Visitor | None = None) -> str:
        """The token of a new session. way: how they signed in. old: the session that this one follows, which
        ends: nobody goes on with a token that was there before."""
        async with self.ground.store.transaction() as connection:
            return await self.open(connection, person, way, old)

    async def open(self, connection: Connection, person: int, way: str, old: Visitor | None = None) -> str:
        """The same, in the caller's transaction."""
        token = new_token(self.ground.entropy)
        now = self.ground.clock()
        until = now + timedelta(hours=self.ground.config.desk.session_hours)
        await people.sweep_visits(connection, now, self._idle(now))
        await steps.sweep(connection, now, now - _ATTEMPTS_KEPT)
        if old:
            await people.end_visit(connection, old.visit)
        await people.begin_visit(connection, digest(token), person, way, (now, until))
        note = Note("person.signed-in", {"person": person, "way": way})
        await self.ground.recorder.record(connection, [note])
        return token

    async def recognise(self, token: str, *, is_quiet: bool = False) -> Visitor | None:
        """Whose it is; None: nobody's, or it has expired. is_quiet: this is no sign of life."""
        now, found_by = self.ground.clock(), digest(token)
        async with self.ground.store.reading() as connection:
            times = now, self._idle(now)
            found = await people.recognise(connection, found_by, times, is_quiet=is_quiet)
        return as_visitor(found, found_by) if found else None

    async def end(self, visitor: Visitor) -> None:
        """Sign out."""
        async with self.ground.store.transaction() as connection:
            await people.end_visit(connection, visitor.visit)
            await self._ended(connection, visitor.person)

    async def end_all(self, visitor: Visitor) -> None:
        """Sign out everywhere, here too."""
        async with self.ground.store.transaction() as connection:
            await people.end_visits(connection, visitor.person)
            await self._ended(connection, visitor.person)

    async def end_one(self, visitor: Visitor, name: str) -> None:
        """Sign out somewhere else. name: as `name_of` gives it."""
        for one in await self.of(visitor):
            if name_of(one) == name:
                async with self.ground.store.transaction() as connection:
                    await people.end_visit(connection, one.digest)
                    await self._ended(connection, visitor.person)

    async def of(self, visitor: Visitor) -> list[VisitRow]:
        """Where they are signed in."""
        now = self.ground.clock()
        async with self.ground.store.reading() as connection:
            return await people.visits(connection, visitor.person, now, self._idle(now))

    async def is_fresh(self, visitor: Visitor) -> bool:
        """Whether they signed in a short time ago: then it is not somebody at a desk that was left."""
        after = self.ground.clock() - timedelta(minutes=FRESH_MINUTES)
        return any(one.digest == visitor.visit and one.made_at > after for one in await self.of(visitor))

    def proof(self, visitor: Visitor) -> str:
        """What each form of this session carries, and no other site can know."""
        return hmac.digest(self.ground.key.sub_key(Purpose.FORMS), visitor.visit, "sha256").hex()

    def is_proof(self, visitor: Visitor, given: str) -> bool:
        """Whether a form came from this session's own pages."""
        return hmac.compare_digest(self.proof(visitor).encode(), given.encode("utf-8", "replace"))

    def _idle(self, now: datetime) -> datetime:
        return now - timedelta(minutes=self.ground.config.desk.idle_minutes)

    async def _ended(self, connection: Connection, person: int) -> None:
        await self.ground.recorder.record(connection, [Note("person.signed-out", {"person": person})])


def as_visitor(row: PersonRow, visit: bytes = b"", scopes: frozenset[Right] | None = None) -> Visitor:
    """Who asks, of what the database knows of them. scopes: of a token."""
    known = {one.value for one in Role}
    roles = frozenset(Role(one) for one in row.roles if one in known)
    servers = None if row.is_everywhere else row.servers
    return Visitor(row.id, row.name, roles, servers, row.language, visit, scopes, row.grants)


def new_token(entropy: Callable[[int], bytes]) -> str:
    """43 characters that nobody can guess, fit for a cookie and an address."""
    return base64.urlsafe_b64encode(entropy(TOKEN_BYTES)).decode().rstrip("=")


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def name_of(visit: VisitRow) -> str:
    """Names a session on a page, and opens nothing."""
    return visit.digest.hex()[:16]
