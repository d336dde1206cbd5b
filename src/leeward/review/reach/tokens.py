"""Tokens: what another program shows instead of a person, for less than the person may, and not for ever."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.errors import CaseError, NotAllowed, UsageError
from leeward.model.findings import Json
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Role, Visitor
from leeward.store.desk.reach import tokens
from leeward.store.desk.reach.tokens import Bearer, NewToken, TokenRow

PREFIX = "lwd_"  # so that whoever searches files for secrets finds it
MOST_DAYS = 366
MOST = 20  # at work, of one person
_BYTES = 32
_LONGEST = 60  # characters of a name
_TEXT = 100  # characters of a token at most: no digest is made of more


@dataclass(frozen=True, slots=True)
class Wish:
    """A token to be made. name: what it is for. scopes: what the program may do at most. days: 1 to 366."""

    name: str
    scopes: frozenset[Right]
    days: int


@dataclass(frozen=True, slots=True)
class Made:
    """A new token: this once, and never again."""

    id: int
    token: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Carried:
    """The token that a program showed, without the secret."""

    id: int
    name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Tokens:
    """The database keeps a digest; nobody can read a token again."""

    ground: Ground

    async def make(self, visitor: Visitor, wish: Wish) -> Made:
        """A token of this person. Raises: UsageError: it cannot be made so. NotAllowed: by a program, or for
        more than the person may."""
        _check(visitor, wish)
        secret = base64.urlsafe_b64encode(self.ground.entropy(_BYTES)).decode().rstrip("=")
        token, now = PREFIX + secret, self.ground.clock()
        until = now + timedelta(days=wish.days)
        scopes = sorted(map(str, wish.scopes))
        new = NewToken(visitor.person, wish.name.strip(), _digest(token), scopes)
        async with self.ground.store.transaction() as connection:
            if await tokens.number(connection, visitor.person, now) >= MOST:
                raise UsageError(f"there are {MOST} tokens already", "revoke one that nobody uses")
            number = await tokens.add(connection, new, now, until)
            body: Json = {
                "person": visitor.name,
                "token": number,
                "scopes": list[Json](scopes),
                "until": until.isoformat(),
            }
            await self.ground.recorder.record(connection, [Note("token.made", body)])
        return Made(number, token, until)

    async def mine(self, visitor: Visitor) -> list[TokenRow]:
        """This person's own, that have not expired."""
        async with self.ground.store.session() as connection:
            return await tokens.standing(connection, visitor.person, self.ground.clock())

    async def every(self, visitor: Visitor) -> list[TokenRow]:
        """Everybody's: names and rights, never a secret. Raises: NotAllowed."""
        if not visitor.may(Right.PEOPLE):
            raise NotAllowed("this is not yours to see", "ask whoever runs this desk")
        async with self.ground.store.session() as connection:
            return await tokens.standing(connection, None, self.ground.clock())

    async def revoke(self, visitor: Visitor, token: int) -> None:
        """From now on it opens nothing. Raises: CaseError: this person has no such token."""
        owner = None if visitor.may(Right.PEOPLE) else visitor.person
        async with self.ground.store.transaction() as connection:
            whose = await tokens.revoke(connection, token, owner, self.ground.clock())
            if whose is None:
                raise CaseError("there is no such token, or it is revoked already", "see the list of tokens")
            body: Json = {"person": visitor.name, "token": token}
            await self.ground.recorder.record(connection, [Note("token.revoked", body)])

    async def recognise(self, token: str) -> tuple[Visitor, Carried] | None:
        """Whose program asks, and with what; None: nobody's."""
        if not token.startswith(PREFIX) or len(token) > _TEXT:
            return None
        async with self.ground.store.session() as connection:
            found = await tokens.recognise(connection, _digest(token), self.ground.clock())
        return (_visitor(found), Carried(found.token, found.token_name, found.ends_at)) if found else None


def scopes_of(names: Iterable[str]) -> frozenset[Right]:
    """The rights with these names. Raises: UsageError: there is no such right."""
    known = {str(one): one for one in Right if one is not Right.NOTHING}
    asked = [*names]
    for name in asked:
        if name not in known:
            raise UsageError("there is no such scope", f"known: {', '.join(known)}")
    return frozenset(known[name] for name in asked)


def _check(visitor: Visitor, wish: Wish) -> None:
    if visitor.scopes is not None:
        raise NotAllowed("a program makes no tokens", "sign in, and make one on the page of tokens")
    name = wish.name.strip()
    if not name or len(name) > _LONGEST or not name.isprintable():
        raise UsageError("a token needs a name", f"say what it is for, in at most {_LONGEST} characters")
    if not 1 <= wish.days <= MOST_DAYS:
        raise UsageError("this is no time for a token to last", f"1 to {MOST_DAYS} days")
    if not wish.scopes:
        raise UsageError("a token that may do nothing is none", "choose at least one scope")
    more = sorted(str(one) for one in wish.scopes - visitor.rights)
    if more:
        raise NotAllowed(f"this is more than you may yourself: {', '.join(more)}", "choose less")


def _digest(token: str) -> bytes:
    """The token is random and long: one round of a hash is enough."""
    return hashlib.sha256(token.encode()).digest()


def _visitor(found: Bearer) -> Visitor:
    roles = frozenset(Role(one) for one in found.roles if one in set(Role))
    scopes = frozenset(Right(one) for one in found.scopes if one in set(Right))
    servers = None if found.is_everywhere else found.servers
    return Visitor(found.id, found.name, roles, servers, found.language, scopes=scopes, grants=found.grants)
