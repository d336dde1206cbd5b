"""Asks servers for what they are the origin of."""

from collections.abc import Callable
from datetime import datetime, timedelta

from leeward.model.errors import NotFetched
from leeward.model.look import Look
from leeward.net.client import Client
from leeward.net.guard import checked
from leeward.net.signatures import Style, sign
from leeward.net.wire import Answer, FetchLimits, Request
from leeward.pipeline.ingest.relay.identity import Identity, same_server

ACCEPT = 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
PAUSE = timedelta(minutes=5)  # for a server that did not answer; Source: Mastodon signature_verification.rb

_LIMITS = FetchLimits(most_bytes=1 << 20, seconds=8.0, redirects=0, idle_s=5.0)
_HEADERS = {"Accept": ACCEPT, "Cache-Control": "no-cache", "Pragma": "no-cache"}
_CLOSED = {401, 403}  # asks who we are
_MOVED = {301, 302, 307, 308}
_MOST_MOVES = 3
_MOST_PAUSES = 10_000


class Origins:
    """Past caches, within limits, and never from one server to another."""

    def __init__(self, client: Client, identity: Identity, clock: Callable[[], datetime]) -> None:
        self._client, self._identity, self._clock = client, identity, clock
        self._paused: dict[str, datetime] = {}

    async def get(self, uri: str) -> Answer:
        """What the origin answers, whatever the status: first to anybody, then, if it asks, to us.
        Raises: NotFetched: it did not answer, or not a moment ago, or leads elsewhere."""
        address = uri
        for _ in range(_MOST_MOVES + 1):
            answer = await self._once(address)
            if answer.status not in _MOVED:
                return answer
            address = _target(address, answer)
        raise NotFetched(Look.UNREACHABLE, "it leads in circles")

    async def _once(self, address: str) -> Answer:
        request = Request("GET", address, _HEADERS, limits=_LIMITS)
        answer = await self._guarded(request)
        if answer.status not in _CLOSED:
            return answer
        identity = self._identity
        proof = sign(request, identity.key, identity.key_id, Style.CAVAGE, self._clock())
        return await self._guarded(Request("GET", address, {**_HEADERS, **proof}, limits=_LIMITS))

    async def _guarded(self, request: Request) -> Answer:
        host = str(checked(request.url).origin())
        if (until := self._paused.get(host)) and self._clock() < until:
            raise NotFetched(Look.UNREACHABLE, "its server did not answer a moment ago", is_passing=True)
        try:
            return await self._client.call(request)
        except NotFetched as error:
            if error.is_passing:
                self._pause(host)
            raise

    def _pause(self, host: str) -> None:
        if len(self._paused) >= _MOST_PAUSES:
            del self._paused[next(iter(self._paused))]
        self._paused[host] = self._clock() + PAUSE


def _target(address: str, answer: Answer) -> str:
    target = answer.headers.get("Location", "")
    if target.startswith("/") and not target.startswith("//"):
        target = f"{checked(address).origin()}{target}"
    if not same_server(address, target):
        raise NotFetched(Look.UNSUPPORTED, "it leads to another server")
    return target
