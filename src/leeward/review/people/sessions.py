"""Sessions: who is signed in, for how long, and the proof that a form came from one of their pages."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import timedelta

from leeward.review.ground import Ground
from leeward.review.people.rights import Role, Visitor
from leeward.store.desk import people
from leeward.store.desk.people import PersonRow
from leeward.vault.keys import Purpose

TOKEN_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sessions:
    """The browser keeps a random token; the database only its digest."""

    ground: Ground

    async def begin(self, person: int, way: str) -> str:
        """The token of a new session. way: how they signed in."""
        token = base64.urlsafe_b64encode(self.ground.entropy(TOKEN_BYTES)).decode().rstrip("=")
        now = self.ground.clock()
        until = now + timedelta(hours=self.ground.config.desk.session_hours)
        async with self.ground.store.transaction() as connection:
            await people.begin_visit(connection, _digest(token), person, way, (now, until))
        return token

    async def recognise(self, token: str) -> Visitor | None:
        """Whose it is; None: nobody's, or it has expired."""
        now, digest = self.ground.clock(), _digest(token)
        idle = timedelta(minutes=self.ground.config.desk.idle_minutes)
        async with self.ground.store.session() as connection:
            found = await people.recognise(connection, digest, now, now - idle)
        return _visitor(found, digest) if found else None

    async def end(self, visitor: Visitor) -> None:
        """Sign out."""
        async with self.ground.store.transaction() as connection:
            await people.end_visit(connection, visitor.visit)

    def proof(self, visitor: Visitor) -> str:
        """What each form of this session carries, and no other site can know."""
        return hmac.digest(self.ground.key.sub_key(Purpose.FORMS), visitor.visit, "sha256").hex()

    def is_proof(self, visitor: Visitor, given: str) -> bool:
        """Whether a form came from this session's own pages."""
        return hmac.compare_digest(self.proof(visitor).encode(), given.encode())


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def _visitor(row: PersonRow, digest: bytes) -> Visitor:
    known = {one.value for one in Role}
    roles = frozenset(Role(one) for one in row.roles if one in known)
    servers = None if row.is_everywhere else row.servers
    return Visitor(row.id, row.name, roles, servers, row.language, digest, grants=row.grants)
