"""The relay's inbox: who speaks, whether they may, and what it comes to."""

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime

from leeward.model.errors import BadEvent, BadSignature, Busy, DatabaseError, NotFetched
from leeward.model.events import Activity, Deed, Dropped
from leeward.model.look import Look
from leeward.net.client import Client
from leeward.net.signatures import Claim, Style, check, read_claims, sign
from leeward.net.signatures.fields import Headers
from leeward.net.trouble import by_status
from leeward.net.wire import FetchLimits, Request
from leeward.pipeline.ingest.relay.deeds import Deeds, Outcome, Told
from leeward.pipeline.ingest.relay.identity import Settings, same_server
from leeward.pipeline.ingest.relay.keyring import LEAST_AGE, Holder, Keyring
from leeward.pipeline.ingest.relay.origins import Origins
from leeward.pipeline.ingest.relay.outcome import Memory, Outgoing, Received, Subscriber
from leeward.pipeline.ingest.relay.replies import follow
from leeward.pipeline.ingest.relay.subscribing import joined, left
from leeward.pipeline.ingest.relay.vocabulary import Vocabulary

MOST_BYTES = 1 << 20
MOST_AT_ONCE = 64  # deliveries being worked on; more are asked to come again

_DELIVERY = FetchLimits(most_bytes=1 << 16, seconds=20.0, redirects=0)
_TAKEN = range(200, 300)


class _Refused(Exception):
    """A delivery is not taken."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.received = Received(status, reason=reason)


class Relay:
    """Independent of the web: a request goes in, what to write down and answer comes out."""

    def __init__(
        self,
        settings: Settings,
        client: Client,
        vocabulary: Vocabulary,
        memory: Memory,
        clock: Callable[[], datetime],
    ) -> None:
        self._settings, self._client, self._vocabulary = settings, client, vocabulary
        self._memory, self._clock = memory, clock
        origins = Origins(client, settings.identity, clock)
        self._keys = Keyring(origins, vocabulary, clock)
        self._deeds = Deeds(settings, origins, vocabulary)
        self._busy = 0

    async def receive(self, method: str, target: str, headers: Headers, body: bytes) -> Received:
        """What one delivery comes to. Never raises for what others send.

        Args: target: path and query as sent. headers: as sent, with duplicates.
        Status: 202 taken · 400 unreadable · 401 not proven · 403 not connected or not subscribed · 413 too
        large · 503 come again, the trouble is ours or passes.
        """
        if self._busy >= MOST_AT_ONCE:
            return Received(503, reason="too much at once")
        self._busy += 1
        try:
            return await self._received(method, target, headers, body)
        except _Refused as refusal:
            return refusal.received
        except BadEvent as error:
            return Received(400, reason=error.message)
        except BadSignature as error:
            return Received(401, reason=error.reason)
        except NotFetched as error:
            return Received(503, reason=error.reason)
        except (DatabaseError, Busy):
            return Received(503, reason="nothing can be written down now")
        finally:
            self._busy -= 1

    async def deliver(self, outgoing: Outgoing) -> None:
        """Send one activity, signed. Raises: NotFetched: it was not taken; `is_passing` says whether to try
        again."""
        body = json.dumps(outgoing.activity).encode()
        identity = self._settings.identity
        kind = {"Content-Type": "application/activity+json"}
        request = Request("POST", outgoing.inbox, kind, body, _DELIVERY)
        proof = sign(request, identity.key, identity.key_id, Style.CAVAGE, self._clock())
        answer = await self._client.call(replace(request, headers={**kind, **proof}))
        if answer.status not in _TAKEN:
            raise by_status(answer.status, answer.headers)

    async def listen_to(self, uri: str) -> Received:
        """Subscribe to somebody else: another relay, or a person who agreed. Write down what comes back.
        Raises: NotFetched: their server does not show them, or is not connected."""
        domain, actor = self._settings.domain(uri), None
        if domain:
            actor = await self._deeds.find(uri)
        if not domain or actor is None or actor.inbox is None or not same_server(actor.inbox, uri):
            raise NotFetched(Look.UNSUPPORTED, "no account of a connected server")
        said = follow(self._settings.identity, uri, actor.inbox)
        new = Subscriber(domain, uri, actor.inbox, str(said.activity["id"]), is_followed=True)
        return Received(202, server_domain=domain, joined=new, outgoing=(said,))

    async def _received(self, method: str, target: str, headers: Headers, body: bytes) -> Received:
        if len(body) > MOST_BYTES:
            raise _Refused(413, "too large")
        claims = read_claims(method, f"{self._settings.identity.address}{target}", headers)
        activity = self._vocabulary.activity(self._vocabulary.document(body))
        if activity is None:
            raise _Refused(400, "not an activity")
        proofs, domain = self._allowed(claims)
        subscribers = await self._memory.subscribers(domain)
        if not subscribers and activity.deed not in {Deed.FOLLOW, Deed.ACCEPT, Deed.REJECT}:
            raise _Refused(403, "its server has not subscribed")
        holder = await self._proven(proofs, body)
        digest = hashlib.sha256(activity.uri.encode() + b"\n" + hashlib.sha256(body).digest()).hexdigest()
        if await self._memory.seen_before(domain, digest):
            return Received(202, (Dropped("seen before"),), domain, domain)
        if holder.actor is None:
            return await self._last_word(activity, domain, digest)
        received = await self._heard(Told(activity, holder.actor), domain, subscribers)
        return replace(received, sender_domain=domain, digest=digest)

    def _allowed(self, claims: Sequence[Claim]) -> tuple[list[Claim], str]:
        """The claims of one connected server."""
        domains = [self._settings.domain(claim.key_id) for claim in claims]
        domain = next(filter(None, domains), None)
        if domain is None:
            raise _Refused(403, "its server is not connected")
        return [claim for claim, one in zip(claims, domains, strict=True) if one == domain], domain

    async def _proven(self, claims: Sequence[Claim], body: bytes) -> Holder:
        """Who signed it. Of an actor that is no more, nothing is proven but that.
        Raises: BadSignature: nobody did."""
        for claim in claims[:-1]:
            with suppress(BadSignature):
                return await self._holder(claim, body)
        return await self._holder(claims[-1], body)

    async def _holder(self, claim: Claim, body: bytes) -> Holder:
        holder = await self._keys.find(claim.key_id)
        try:
            return self._checked(claim, body, holder)
        except BadSignature:
            now = self._clock()
            if now - holder.learnt < LEAST_AGE:
                raise
            return self._checked(claim, body, await self._keys.find(claim.key_id, older_than=now))

    def _checked(self, claim: Claim, body: bytes, holder: Holder) -> Holder:
        if holder.actor is not None:
            check(claim, body, holder.pem, self._clock())
        return holder

    async def _last_word(self, activity: Activity, domain: str, digest: str) -> Received:
        is_own = activity.subjects == (activity.actor,) and self._settings.domain(activity.actor) == domain
        if activity.deed is not Deed.DELETE or not is_own:
            raise BadSignature("the key is no more")
        event = await self._deeds.last_word(activity.actor)
        return Received(202, (event,), domain, domain, digest=digest)

    async def _heard(self, told: Told, domain: str, subscribers: Sequence[Subscriber]) -> Received:
        activity = told.activity
        if activity.deed is Deed.FOLLOW:
            return joined(self._settings, told, domain, subscribers)
        if activity.deed is Deed.UNDO and (gone := left(self._settings.identity, told, subscribers)):
            return gone
        if activity.deed is Deed.UPDATE and activity.subjects == (activity.actor,):
            self._keys.forget(told.sender.author.uri)
        outcome: Outcome = await self._deeds.hear(told)
        return Received(202, outcome.events, server_domain=outcome.domain or domain, trust=outcome.trust)
