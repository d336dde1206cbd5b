"""Signing in with a name, a password and a code: one answer for all that does not fit."""

from dataclasses import dataclass, field

from leeward.model.errors import NotAllowed
from leeward.pipeline.act.agreeing import known_as
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.codes import Secret
from leeward.review.people.limits import Limits
from leeward.review.people.passwords import Passwords
from leeward.review.people.rights import Visitor
from leeward.review.people.sessions import Sessions
from leeward.review.people.ways import Kind, Safe
from leeward.store.desk import people
from leeward.store.desk.entry import credentials
from leeward.store.desk.entry.credentials import CredentialRow
from leeward.store.desk.people import PersonRow

_LONGEST_NAME = 200  # characters
_DECOY = Secret("A" * 32)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What somebody typed, and from where. address: of the network."""

    name: str
    password: str = field(repr=False)
    code: str = field(repr=False)
    address: str


@dataclass(frozen=True, slots=True)
class _Known:
    person: PersonRow | None
    password: CredentialRow | None
    code: CredentialRow | None


@dataclass(frozen=True, slots=True)
class Signing:
    """Whoever tries names learns nothing: not whether there is such a person, nor what of it was wrong."""

    ground: Ground
    passwords: Passwords

    async def by_password(self, attempt: Attempt, old: Visitor | None = None) -> str:
        """The token of a new session. Raises: NotAllowed: it does not fit. TooOften."""
        typed = attempt.name[:_LONGEST_NAME]
        name, limits = known_as(typed) if typed.isprintable() else "", Limits(self.ground)
        await limits.count(attempt.address, name)
        known = await self._known(name)
        step = await self._looked_at(known, attempt)
        if step is None or known.person is None or known.code is None or known.password is None:
            raise await self._refused(known.person)
        async with self.ground.store.transaction() as connection:
            now = self.ground.clock()
            is_new = await credentials.advance(connection, known.code.id, "step", step, now)
            if is_new:
                await credentials.used(connection, known.password.id, now)
                token = await Sessions(self.ground).open(connection, known.person.id, "password", old)
        if not is_new:
            raise await self._refused(known.person)
        await limits.forget(attempt.address, name)
        return token

    async def _known(self, name: str) -> _Known:
        async with self.ground.store.session() as connection:
            person = await people.known_as(connection, name, self.ground.clock())
            if person is None or person.left_at is not None:
                return _Known(None, None, None)
            found = await credentials.of_person(connection, person.id)
        by_kind = {one.kind: one for one in found}
        return _Known(person, by_kind.get(Kind.PASSWORD), by_kind.get(Kind.CODE))

    async def _looked_at(self, known: _Known, attempt: Attempt) -> int | None:
        """The code's 30 seconds, if both fit; all of it is looked at, whatever is wrong."""
        safe = Safe(self.ground)
        kept = safe.open(known.password) if known.password else None
        fits = await self.passwords.fits(kept, attempt.password)
        secret = Secret(safe.open(known.code).decode()) if known.code else _DECOY
        step = secret.step(attempt.code, self.ground.clock())
        return step if fits and known.code else None

    async def _refused(self, person: PersonRow | None) -> NotAllowed:
        """Who it was meant to be is kept; what was typed is not: it may be a password in the wrong field."""
        note = Note("person.refused", {"person": person.id if person else None, "way": "password"})
        async with self.ground.store.transaction() as connection:
            await self.ground.recorder.record(connection, [note])
        return NotAllowed("name, password and code do not fit together", "try again; a code is good for once")
