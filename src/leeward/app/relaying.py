"""The listening relay of an installation: its key, its memory, and where what it hears goes."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import cast
from urllib.parse import urlsplit

import structlog

from leeward.app.station import Station, now
from leeward.app.wires import Wires
from leeward.model.errors import DatabaseError, NotFetched
from leeward.model.findings import Json
from leeward.model.items import WayIn
from leeward.model.jobs import JobKind
from leeward.net.signatures.keys import PrivateKey, new_key, private_key, private_pem
from leeward.pipeline.ingest.intake import Arrival, Intake, write
from leeward.pipeline.ingest.relay import Identity, Memory, Received, Relay, Settings, Subscriber, page
from leeward.pipeline.ingest.relay.outcome import Outgoing, Trust
from leeward.pipeline.ingest.relay.vocabulary import Vocabulary
from leeward.pipeline.recording import Note
from leeward.plugins import loader
from leeward.store import servers
from leeward.store.arrivals import relay
from leeward.store.arrivals.relay import SubscriberRow
from leeward.store.connection import Connection
from leeward.store.queue import NewJob, enqueue
from leeward.vault.keys import Purpose
from leeward.vault.seals import open_seal, seal
from leeward.web.parts import Answered
from leeward.web.seldom import Seldom

_KEY = "relay key"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Listening:
    """The relay, as the web and the queue see it."""

    station: Station
    wires: Wires
    intake: Intake
    identity: Identity
    relay: Relay
    seldom: Seldom = field(default_factory=Seldom)

    async def document(self, path: str, query: Mapping[str, str]) -> Answered:
        """What stands there."""
        found = page(self.identity, path, query)
        return Answered(200, found.body, found.media_type) if found else Answered(404)

    async def inbox(self, target: str, headers: Sequence[tuple[str, str]], body: bytes) -> Answered:
        """One delivery: 202 only when what it told is in the database for good; 503 while too much waits."""
        try:
            await self.wires.refresh()
            is_full = await self.intake.is_full()
        except DatabaseError:
            return Answered(503)
        if is_full:
            return Answered(503)
        received = await self.relay.receive("POST", target, headers, body)
        if received.status == 202:
            try:
                async with self.station.store.transaction() as connection:
                    await self._keep(connection, received)
            except DatabaseError:
                return Answered(503)
        elif self.seldom.may_say(received.reason, now()):
            log.info("relay.refused", status=received.status, said=received.reason)
        return Answered(received.status)

    async def deliver(self, payload: Mapping[str, Json]) -> None:
        """One job: an answer of ours to a server. Raises: NotFetched: it is to be tried again."""
        outgoing = Outgoing(str(payload["inbox"]), cast(dict[str, Json], payload["activity"]))
        try:
            await self.relay.deliver(outgoing)
        except NotFetched as error:
            if error.is_passing:
                raise
            log.warning("relay.undeliverable", said=error.reason)

    async def _keep(self, connection: Connection, received: Received) -> None:
        at = now()
        if received.digest:
            await relay.add_delivery(connection, received.sender_domain, received.digest, at)
        if received.joined:
            await relay.join(connection, SubscriberRow(**asdict(received.joined)), at)
        for one in received.left:
            await relay.leave(connection, one.actor)
        server = self.server_of(received.server_domain)
        if server is not None:
            arrivals = [Arrival(server, WayIn.RELAY, event) for event in received.events]
            await write(connection, arrivals, self.intake.door, self.intake.recorder, self.intake.reader)
            if received.events and received.trust is Trust.SENDER:
                await self.intake.recorder.record(connection, [_on_its_word(server, received)])
        jobs = [
            NewJob(JobKind.DELIVER, {"inbox": one.inbox, "activity": one.activity})
            for one in received.outgoing
        ]
        await enqueue(connection, jobs)

    def server_of(self, domain: str) -> int | None:
        """The watched server of a host[:port]."""
        return next((one.id for one in self.wires.rows.values() if _host(one.address) == domain), None)


def _on_its_word(server: int, received: Received) -> Note:
    """The origin could not be asked: the author's own key is all there is."""
    return Note("relay.sender-believed", {"server": server, "digest": received.digest})


@dataclass(frozen=True, slots=True)
class _Memory:
    """What was written down of earlier deliveries."""

    station: Station

    async def seen_before(self, domain: str, digest: str) -> bool:
        async with self.station.store.session() as connection:
            return await relay.seen(connection, domain, digest)

    async def subscribers(self, domain: str) -> Sequence[Subscriber]:
        async with self.station.store.session() as connection:
            rows = await relay.subscribers(connection, domain)
        return [Subscriber(**asdict(row)) for row in rows]


async def listening(station: Station, wires: Wires, intake: Intake) -> Listening | None:
    """The relay; None without web.public_url: nobody could reach it. Raises: DatabaseError, SealError."""
    address = station.config.web.public_url
    if not address:
        return None
    identity = Identity(address.rstrip("/"), await _key(station))
    settings = Settings(
        identity,
        allows=partial(_is_watched, wires),
        takes_people=station.config.web.relay_takes_people,
        may_be_plain=identity.address.startswith("http://"),
    )
    vocabulary = cast(Vocabulary, loader.server("activitypub"))
    memory: Memory = _Memory(station)
    made = Relay(settings, station.client, vocabulary, memory, now)
    return Listening(station, wires, intake, identity, made)


def _is_watched(wires: Wires, domain: str) -> bool:
    return any(one.is_watched and _host(one.address) == domain for one in wires.rows.values())


def _host(address: str) -> str:
    return urlsplit(address).netloc


async def _key(station: Station) -> PrivateKey:
    """The actor's key, the same on every machine: who knows it under another would believe nothing more."""
    async with station.store.transaction() as connection:
        kept = await servers.sealed(connection, Purpose.HTTP_ACTOR, _KEY)
        if kept is None:
            pem = private_pem(new_key()).encode()
            fresh = seal(pem, Purpose.HTTP_ACTOR, _KEY, station.key, os.urandom)
            kept = await servers.seal_once(connection, Purpose.HTTP_ACTOR, _KEY, fresh)
    return private_key(open_seal(kept, Purpose.HTTP_ACTOR, _KEY, station.key).decode())
