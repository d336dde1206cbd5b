"""The listening relay among real servers: snac subscribes to it, and it subscribes to a real relay."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from aiohttp import web

from demo.federation.activities import PUBLIC
from demo.federation.actor import Actor
from demo.federation.pictures import drawn
from demo.federation.processes import free_port
from demo.federation.relay import Relay as RealRelay
from demo.federation.snac import Snac
from leeward.model.events import Dropped, Event, Posted, Removed
from leeward.net.client import Client
from leeward.net.signatures.keys import new_key
from leeward.net.wire import ClientSettings
from leeward.pipeline.ingest.relay import Identity, Received, Relay, Settings, Trust, page
from tests.unit.pipeline.ingest.relay.stage import VOCABULARY, Clock, Kept

pytestmark = pytest.mark.xdist_group("federation")

PATIENCE_S = 25.0
WORD = "quetzalflurb"  # invented; must never be kept
Kind = TypeVar("Kind", bound=Event)


@dataclass(slots=True)
class Listening:
    """A relay on a port of its own, what it heard, and what it wrote down."""

    relay: Relay
    identity: Identity
    kept: Kept = field(default_factory=Kept)
    heard: list[Received] = field(default_factory=list)
    sending: set[asyncio.Task[None]] = field(default_factory=set)

    async def post(self, request: web.Request) -> web.Response:
        """Writes down first, answers, and delivers what is to be said afterwards."""
        body = await request.read()
        received = await self.relay.receive("POST", request.raw_path, list(request.headers.items()), body)
        self.heard.append(received)
        if received.status == 202:
            self.write(received)
        return web.Response(status=received.status)

    async def get(self, request: web.Request) -> web.Response:
        """Its documents."""
        found = page(self.identity, request.path, dict(request.query))
        if found is None:
            return web.Response(status=404)
        return web.Response(body=found.body, headers={"Content-Type": found.media_type})

    def write(self, received: Received) -> None:
        """Keep it, and have said what there is to say."""
        self.kept.write(received)
        for outgoing in received.outgoing:
            self.sending.add(asyncio.create_task(self.relay.deliver(outgoing)))

    async def until(self, is_it: Callable[[Received], bool]) -> Received:
        """The first delivery of this kind."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                if found := next(filter(is_it, self.heard), None):
                    self.heard.remove(found)
                    return found
                await asyncio.sleep(0.05)

    async def event(self, kind: type[Kind]) -> tuple[Kind, Received]:
        """The first event of this kind."""
        received = await self.until(lambda one: any(isinstance(event, kind) for event in one.events))
        return next(event for event in received.events if isinstance(event, kind)), received


@asynccontextmanager
async def listening(port: int, address: str, *domains: str) -> AsyncIterator[Listening]:
    """A relay that these servers may subscribe to."""
    identity = Identity(address, new_key())
    is_plain = address.startswith("http:")
    settings = Settings(identity, domains.__contains__, takes_people=True, may_be_plain=is_plain)
    async with Client(ClientSettings("tests", ("127.0.0.0/8",))) as client:
        kept = Kept()
        listens = Listening(Relay(settings, client, VOCABULARY, kept, Clock()), identity, kept)
        site = web.Application()
        site.add_routes([web.post("/inbox", listens.post), web.get("/{path:.*}", listens.get)])
        runner = web.AppRunner(site, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            yield listens
            await asyncio.gather(*listens.sending)
        finally:
            await runner.cleanup()


async def test_snac_subscribes_posts_and_deletes(snac_a: Snac) -> None:
    port = free_port()
    async with listening(port, f"http://127.0.0.1:{port}", snac_a.domain) as ours:
        await asyncio.to_thread(snac_a.follow, ours.identity.actor)
        subscribed = await ours.until(lambda one: one.joined is not None)
        assert subscribed.joined is not None
        assert (subscribed.joined.domain, subscribed.joined.actor) == (snac_a.domain, snac_a.actor())
        await ours.until(lambda one: one.events == (Dropped("an answer to our own follow"),))

        status = await asyncio.to_thread(snac_a.post, WORD, [drawn(7), drawn(8)])
        posted, received = await ours.event(Posted)
        assert (received.trust, received.server_domain) == (Trust.ORIGIN, snac_a.domain)
        assert posted.post.uri == status["uri"]
        assert [ref.kind for ref in posted.post.media] == ["image", "image"]
        shown = {attached["url"] for attached in status["media_attachments"]}
        assert {copy.url for ref in posted.post.media for copy in ref.copies} == shown
        assert WORD not in repr(received)

        await asyncio.to_thread(snac_a.delete, status["uri"])
        removed, _ = await ours.event(Removed)
        assert removed.subject == status["uri"]

        await asyncio.to_thread(
            snac_a._tool, "unfollow", str(snac_a.folder), snac_a.users[0], ours.identity.actor
        )
        left = await ours.until(lambda one: bool(one.left))
        assert left.left == (subscribed.joined,)
        assert not ours.kept.joined


async def test_a_real_relay_is_listened_to_and_not_believed(
    relay: RealRelay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(relay.trust))
    port = free_port()
    with relay.subscriber("dora") as dora, relay.door(port) as address:
        async with listening(port, address, relay.domain, dora.domain) as ours:
            await asyncio.to_thread(_subscribe, dora, relay)
            ours.write(await ours.relay.listen_to(relay.actor))
            await ours.until(lambda one: one.events == (Dropped("an answer to our own follow"),))

            note = dora.note(WORD, [drawn(7)])
            await asyncio.to_thread(dora.send, relay.inbox, dora.create(note))
            posted, received = await ours.event(Posted)
            assert posted.post.uri == note["id"]
            assert (received.sender_domain, received.server_domain) == (relay.domain, dora.domain)
            assert WORD not in repr(received)

            lie = dora.persona.activity("Delete", dora.persona.tombstone(note["id"]))
            await asyncio.to_thread(dora.send, relay.inbox, lie)
            dropped, _ = await ours.event(Dropped)
            assert dropped.why == "said to be gone, and its server does not say so"

            await asyncio.to_thread(dora.send, relay.inbox, dora.delete(note))
            removed, received = await ours.event(Removed)
            assert removed.subject == note["id"]
            assert (received.sender_domain, received.server_domain) == (relay.domain, dora.domain)


def _subscribe(actor: Actor, relay: RealRelay) -> None:
    actor.send(relay.inbox, actor.follow(PUBLIC))
    actor.wait_for("Accept")
