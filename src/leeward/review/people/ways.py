"""By what somebody signs in: setting a password with codes, and taking a way away again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

from leeward.model.errors import NotAllowed, UsageError
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.codes import Secret
from leeward.review.people.passwords import Passwords
from leeward.review.people.rights import Visitor
from leeward.review.people.sessions import Sessions, digest, new_token
from leeward.store.connection import Connection
from leeward.store.desk.entry import credentials, steps
from leeward.store.desk.entry.credentials import CredentialRow, NewCredential
from leeward.store.desk.entry.steps import Step
from leeward.vault.keys import Purpose
from leeward.vault.seals import open_seal, seal

_MINUTES = 15  # to scan a picture and type a code


class Kind(StrEnum):
    """How somebody can sign in."""

    PASSWORD = "password"  # noqa: S105 the name of a kind
    CODE = "totp"
    PASSKEY = "passkey"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody wants to sign in with from now on."""

    password: str = field(repr=False)
    again: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Safe:
    """Seals what people sign in with; each opens in its own place only."""

    ground: Ground

    def open(self, row: CredentialRow) -> bytes:
        """Raises: SealError."""
        return self.unsealed(row.sealed, f"{row.kind} {row.subject}")

    def sealed(self, plain: bytes, place: str) -> bytes:
        """place: the one where it may be opened."""
        return seal(plain, Purpose.SIGNING_IN, place, self.ground.key, self.ground.entropy)

    def unsealed(self, sealed: bytes, place: str) -> bytes:
        """Raises: SealError."""
        return open_seal(sealed, Purpose.SIGNING_IN, place, self.ground.key)


@dataclass(frozen=True, slots=True)
class Ways:
    """Whoever changes how they sign in has signed in a short time ago."""

    ground: Ground
    passwords: Passwords

    async def of(self, person: int) -> Sequence[CredentialRow]:
        """All that they have."""
        async with self.ground.store.session() as connection:
            return await credentials.of_person(connection, person)

    async def check_fresh(self, visitor: Visitor) -> None:
        """Raises: NotAllowed: they signed in too long ago to change how they sign in."""
        if not await Sessions(self.ground).is_fresh(visitor):
            raise NotAllowed(
                "you signed in a while ago: this could be somebody at a desk that was left",
                "sign out, sign in again, and do it within 15 minutes",
            )

    async def offer_code(self, visitor: Visitor) -> None:
        """Make a secret for their authenticator app. Nothing has changed before a code of it is typed."""
        await self.check_fresh(visitor)
        now, secret = self.ground.clock(), Secret.fresh(self.ground.entropy)
        sealed = Safe(self.ground).sealed(secret.text.encode(), f"offered code {visitor.person}")
        step = Step(digest(new_token(self.ground.entropy)), "code", visitor.person, sealed)
        async with self.ground.store.transaction() as connection:
            await steps.drop(connection, visitor.person, "code")
            await steps.begin(connection, step, (now, now + timedelta(minutes=_MINUTES)))

    async def offered(self, visitor: Visitor) -> Secret | None:
        """What was offered last, for 15 minutes."""
        async with self.ground.store.session() as connection:
            found = await steps.of_person(connection, visitor.person, "code", self.ground.clock())
        if found is None or found.sealed is None:
            return None
        place = f"offered code {visitor.person}"
        return Secret(Safe(self.ground).unsealed(found.sealed, place).decode())

    async def set_password(self, visitor: Visitor, typed: Typed) -> None:
        """From now on. Raises: UsageError: something typed does not do. NotAllowed: not now."""
        await self.check_fresh(visitor)
        secret = await self.offered(visitor)
        if secret is None:
            raise UsageError(
                "the picture for the app is too old", "begin again, and finish within 15 minutes"
            )
        await self.write(visitor.person, secret, typed)

    async def write(self, person: int, secret: Secret, typed: Typed) -> None:
        """A password and codes of this secret. Raises: UsageError."""
        if typed.password != typed.again:
            raise UsageError("the two passwords are not the same", "type the same one twice")
        step = secret.step(typed.code, self.ground.clock())
        if step is None:
            raise UsageError("the code does not fit", "type the six digits that the app shows now")
        kept = await self.passwords.hashed(typed.password)
        async with self.ground.store.transaction() as connection:
            await steps.drop(connection, person, "code")
            await self._put(connection, person, Kind.PASSWORD, kept, {})
            await self._put(connection, person, Kind.CODE, secret.text.encode(), {"step": step})
            await self._record(connection, person, "person.way-added", "password")

    async def drop(self, visitor: Visitor, credential: int) -> None:
        """One way less. Without its codes a password opens nothing: both go.

        Raises: NotAllowed: not now. UsageError: it is the last one.
        """
        await self.check_fresh(visitor)
        found = await self.of(visitor.person)
        gone = [one for one in found if one.id == credential or _is_pair(found, credential, one)]
        if gone and len(gone) == len(found):
            raise UsageError("nothing would be left to sign in with", "add another way first")
        async with self.ground.store.transaction() as connection:
            for one in gone:
                await credentials.drop(connection, one.id, visitor.person)
            for kind in sorted({one.kind for one in gone}):
                await self._record(connection, visitor.person, "person.way-removed", kind)

    async def _put(
        self, connection: Connection, person: int, kind: Kind, plain: bytes, state: dict[str, int]
    ) -> None:
        sealed = Safe(self.ground).sealed(plain, f"{kind} {person}")
        new = NewCredential(person, kind, str(person), sealed, dict(state))
        await credentials.put(connection, new, self.ground.clock())

    async def _record(self, connection: Connection, person: int, kind: str, way: str) -> None:
        await self.ground.recorder.record(connection, [Note(kind, {"person": person, "way": way})])


def _is_pair(all_of_them: Sequence[CredentialRow], credential: int, other: CredentialRow) -> bool:
    pair = {Kind.PASSWORD, Kind.CODE}
    return other.kind in pair and any(one.id == credential and one.kind in pair for one in all_of_them)
