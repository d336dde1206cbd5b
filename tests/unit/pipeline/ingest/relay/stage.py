"""A hand-made server that may lie, a relay that listens to it, and a clock that can be turned."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from demo.federation.activities import Persona
from demo.federation.actor import Actor as SlowActor
from demo.federation.actor import Lie, Scheme
from demo.federation.asking import Json
from demo.federation.lies import signed
from demo.federation.serving import AS_ACTIVITY, as_json
from demo.federation.signing import Request, Signer
from leeward.model.errors import DatabaseError
from leeward.net.client import Client
from leeward.net.signatures.keys import new_key, public_pem
from leeward.net.wire import ClientSettings
from leeward.pipeline.ingest.relay import Identity, Received, Relay, Settings, Subscriber
from leeward.pipeline.ingest.relay.vocabulary import Vocabulary
from leeward.plugins.servers.activitypub import SERVER

ADDRESS = "http://relay.example"
IDENTITY = Identity(ADDRESS, new_key())
VOCABULARY: Vocabulary = SERVER


_KEYS = {is_other: new_key() for is_other in (False, True)}  # made once: each takes a tenth of a second


class Actor(SlowActor):
    """A hand-made actor; all of a kind have the same key under names of their own."""

    def _introduce(self, persona: Persona) -> None:
        signer = Signer(_KEYS[persona.name.startswith("other-")], persona.key_id)
        self._signers[persona.id] = signer
        self.serve(persona.id, as_json(persona.document(public_pem(signer.key))))


@dataclass(slots=True)
class Kept:
    """Keeps what a database would."""

    joined: list[Subscriber] = field(default_factory=list)
    digests: set[tuple[str, str]] = field(default_factory=set)
    is_down: bool = False

    async def seen_before(self, domain: str, digest: str) -> bool:
        self._check()
        return (domain, digest) in self.digests

    async def subscribers(self, domain: str) -> Sequence[Subscriber]:
        self._check()
        return [one for one in self.joined if one.domain == domain]

    def write(self, received: Received) -> None:
        """In one transaction."""
        if received.digest:
            self.digests.add((received.sender_domain, received.digest))
        gone = {one.actor for one in (*received.left, received.joined) if one}
        self.joined = [one for one in self.joined if one.actor not in gone]
        self.joined += [received.joined] if received.joined else []

    def _check(self) -> None:
        if self.is_down:
            raise DatabaseError("the database is gone")


@dataclass(slots=True)
class Clock:
    """The time, and how far it was turned."""

    turned: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.turned


@dataclass(slots=True)
class Stage:
    """Everything of one test."""

    carol: Actor
    relay: Relay
    settings: Settings
    kept: Kept
    clock: Clock
    client: Client

    async def tell(
        self, activity: Json, lie: Lie = Lie.NONE, scheme: Scheme = Scheme.CAVAGE, by: Actor | None = None
    ) -> Received:
        """Carol delivers an activity, or somebody else does it for her; the outcome is written down."""
        by = by or self.carol
        body = json.dumps(activity).encode()
        request = Request("POST", f"{ADDRESS}/inbox", {"content-type": AS_ACTIVITY}, body)
        signer = by._signers[by.other.id if lie is Lie.KEY_OF_ANOTHER else by.id]
        headers = signed(request, signer, scheme, lie)
        received = await self.relay.receive("POST", "/inbox", headers, body)
        if received.status == 202:
            self.kept.write(received)
        return received

    def subscribe(self, actor: Actor | None = None) -> None:
        """As if it had followed long ago."""
        one = actor or self.carol
        inbox = one.persona.inbox
        self.kept.joined.append(Subscriber(one.domain, one.id, inbox, f"{one.url}/activities/long-ago"))


@asynccontextmanager
async def staged(carol: Actor, *friends: Actor, **options: bool) -> AsyncIterator[Stage]:
    """A relay that lets carol's server and those of her friends speak."""
    allowed = {one.domain for one in (carol, *friends)}
    settings = Settings(
        IDENTITY,
        allowed.__contains__,
        takes_people=options.get("takes_people", False),
        may_be_plain=options.get("may_be_plain", True),
    )
    kept, clock = Kept(), Clock()
    async with Client(ClientSettings("tests", ("127.0.0.1",))) as client:
        relay = Relay(settings, client, VOCABULARY, kept, clock)
        yield Stage(carol, relay, settings, kept, clock, client)


__all__ = ["ADDRESS", "IDENTITY", "VOCABULARY", "Actor", "Clock", "Kept", "Lie", "Scheme", "Stage", "staged"]
