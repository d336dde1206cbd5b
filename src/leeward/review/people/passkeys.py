"""Passkeys: a device or a password manager that signs in by itself, once its owner has unlocked it.

Source: W3C Web Authentication Level 3; the library `webauthn` checks what browsers answer.
"""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url, options_to_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from leeward.model.errors import NotAllowed, UsageError
from leeward.model.findings import Json
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.limits import Limits
from leeward.review.people.rights import Visitor
from leeward.review.people.sessions import Sessions, digest
from leeward.review.people.ways import Kind, Safe, Ways
from leeward.store.connection import Connection
from leeward.store.desk import people
from leeward.store.desk.entry import credentials, steps
from leeward.store.desk.entry.credentials import CredentialRow, NewCredential
from leeward.store.desk.entry.steps import Step

_CHALLENGE = 32  # bytes
_MINUTES = 5
_SIGN, _ADD = "passkey", "new passkey"
_LONGEST_LABEL = 60  # characters
_BROKEN = (
    WebAuthnException,
    ValueError,
    KeyError,
    TypeError,
    RecursionError,
)  # all that a made-up answer can cause


@dataclass(frozen=True, slots=True)
class Site:
    """Where people reach the desk: the name that a passkey belongs to, and the address that it signs."""

    host: str
    origin: str

    @classmethod
    def of(cls, address: str) -> "Site":
        """address: such as https://desk.example."""
        parts = urlsplit(address)
        return cls(parts.hostname or "", f"{parts.scheme}://{parts.netloc}")

    @property
    def is_fit(self) -> bool:
        """Browsers offer passkeys on https only, or on this machine by its name; never for a bare number."""
        is_number = self.host.replace(".", "").isdigit() or ":" in self.host
        return not is_number and (self.origin.startswith("https://") or self.host == "localhost")


@dataclass(frozen=True, slots=True)
class Passkeys:
    """Each challenge is kept here and is good for once. The owner of the device is verified by it."""

    ground: Ground
    ways: Ways

    async def begin_adding(self, visitor: Visitor, site: Site) -> str:
        """What the browser is asked, as JSON. Raises: NotAllowed: not now."""
        await self.ways.check_fresh(visitor)
        has = [one for one in await self.ways.of(visitor.person) if one.kind == Kind.PASSKEY]
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name=self.ground.config.desk.name,
            user_id=f"leeward {visitor.person}".encode(),
            user_name=visitor.name,
            challenge=await self._challenge(_ADD, visitor.person),
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=[
                PublicKeyCredentialDescriptor(base64url_to_bytes(one.subject)) for one in has
            ],
        )
        return options_to_json(options)

    async def add(self, visitor: Visitor, site: Site, answer: bytes, label: str) -> None:
        """Keep what the browser answered. Raises: UsageError: that is no answer. NotAllowed: not now."""
        await self.ways.check_fresh(visitor)
        try:
            told = json.loads(answer)
            made = webauthn.verify_registration_response(
                credential=told,
                expected_challenge=await self._taken(_ADD, told, visitor.person),
                expected_rp_id=site.host,
                expected_origin=site.origin,
                require_user_verification=True,
            )
        except _BROKEN as error:
            raise UsageError("this passkey could not be added", "try again, or use another one") from error
        subject = bytes_to_base64url(made.credential_id)
        kept = Safe(self.ground).sealed(made.credential_public_key, f"{Kind.PASSKEY} {subject}")
        state: dict[str, Json] = {
            "count": made.sign_count,
            "label": label.strip()[:_LONGEST_LABEL] or "passkey",
        }
        new = NewCredential(visitor.person, Kind.PASSKEY, subject, kept, state)
        async with self.ground.store.transaction() as connection:
            if await credentials.add(connection, new, self.ground.clock()) is None:
                raise UsageError("this passkey is there already", "use it to sign in")
            note = Note("person.way-added", {"person": visitor.person, "way": "passkey"})
            await self.ground.recorder.record(connection, [note])

    async def begin(self, site: Site, address: str) -> str:
        """What the browser of whoever wants to sign in is asked, as JSON. Raises: TooOften."""
        await Limits(self.ground).count(address)
        options = webauthn.generate_authentication_options(
            rp_id=site.host,
            challenge=await self._challenge(_SIGN),
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        return options_to_json(options)

    async def sign_in(self, site: Site, answer: bytes, old: Visitor | None = None) -> str:
        """The token of a new session. Raises: NotAllowed."""
        try:
            told = json.loads(answer)
            challenge = await self._taken(_SIGN, told)
            row = await self._row(str(told["id"]))
            count = self._checked(site, told, challenge, row)
        except _BROKEN as error:
            async with self.ground.store.transaction() as connection:
                await self._refuse(connection, None)
            raise _unknown() from error
        async with self.ground.store.transaction() as connection:
            if await self._used(connection, row, count):
                return await Sessions(self.ground).open(connection, row.person, "passkey", old)
            await self._refuse(connection, row.person)
        raise _unknown()

    def _checked(self, site: Site, told: dict[str, Any], challenge: bytes, row: CredentialRow) -> int:
        return webauthn.verify_authentication_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=Safe(self.ground).open(row),
            credential_current_sign_count=int(str(row.state.get("count", 0))),
            require_user_verification=True,
        ).new_sign_count

    async def _used(self, connection: Connection, row: CredentialRow, count: int) -> bool:
        """Whether it opens anything. A counter that does not move is a copied key; one at 0 never moves."""
        now = self.ground.clock()
        person = await people.one(connection, row.person, now)
        if person is None or person.left_at is not None:
            return False
        if count and not await credentials.advance(connection, row.id, "count", count, now):
            return False
        await credentials.used(connection, row.id, now)
        return True

    async def _row(self, subject: str) -> CredentialRow:
        async with self.ground.store.session() as connection:
            found = await credentials.by_subject(connection, Kind.PASSKEY, subject)
        if found is None:
            raise KeyError("no such passkey")
        return found

    async def _challenge(self, kind: str, person: int | None = None) -> bytes:
        challenge, now = self.ground.entropy(_CHALLENGE), self.ground.clock()
        step = Step(digest(bytes_to_base64url(challenge)), kind, person)
        async with self.ground.store.transaction() as connection:
            await steps.begin(connection, step, (now, now + timedelta(minutes=_MINUTES)))
        return challenge

    async def _taken(self, kind: str, told: dict[str, Any], person: int | None = None) -> bytes:
        """The challenge that an answer names. Raises: KeyError: it is none of ours, or was answered."""
        inside = json.loads(base64url_to_bytes(told["response"]["clientDataJSON"]))
        named = str(inside["challenge"])
        async with self.ground.store.transaction() as connection:
            step = await steps.take(connection, digest(named), kind, self.ground.clock())
        if step is None or step.person != person:
            raise KeyError("no such challenge")
        return base64url_to_bytes(named)

    async def _refuse(self, connection: Connection, person: int | None) -> None:
        note = Note("person.refused", {"person": person, "way": "passkey"})
        await self.ground.recorder.record(connection, [note])


def _unknown() -> NotAllowed:
    return NotAllowed("this passkey does not open this desk", "use another way to sign in")
