"""What happens on a server as it happens: by WebSocket, or by server-sent events where there is no other.

Both public streams are asked for: some forks show posts for their own people only in the local one.
Source: docs.joinmastodon.org/methods/streaming; the first stream stands in the address because not every
server listens to what comes after it.
"""

import json
from collections import OrderedDict
from collections.abc import AsyncGenerator
from contextlib import aclosing

from leeward.model.errors import NotFetched, ServerError
from leeward.model.events import Dropped, Event, Posted, Removed
from leeward.plugins.servers.mastodon.asking import broken, get, teller
from leeward.plugins.servers.mastodon.posts import Teller, told
from leeward.plugins.servers.mastodon.reading import Shape, ident, number, parsed, shape, text
from leeward.plugins.servers.protocol import Link

_SUBSCRIBE = json.dumps({"type": "subscribe", "stream": "public:local"})
_REMEMBERED = 512  # posts; the same one may come by both streams
_INSTANCE = ("/api/v2/instance", "/api/v1/instance")


async def stream(link: Link) -> AsyncGenerator[Event, None]:
    """Public posts, edits and deletions from now on.
    Raises: ServerError: the connection broke, or there is no stream."""
    seen: OrderedDict[Event, None] = OrderedDict()
    async with aclosing(_either(link)) as events:
        async for event in events:
            if isinstance(event, Posted):
                if event in seen:
                    continue
                seen[event] = None
                if len(seen) > _REMEMBERED:
                    seen.popitem(last=False)
            yield event


async def _either(link: Link) -> AsyncGenerator[Event, None]:
    try:
        address = await streaming_address(link)
        try:
            async with aclosing(_by_socket(link, address)) as events:
                async for event in events:
                    yield event
        except NotFetched as error:
            if error.is_passing:
                raise
        async with aclosing(_by_events(link, address)) as events:
            async for event in events:
                yield event
    except NotFetched as error:
        raise broken(error) from error


async def _by_socket(link: Link, address: str) -> AsyncGenerator[Event, None]:
    url = f"{address}/api/v1/streaming?stream=public"
    async with aclosing(link.client.socket(url, _headers(link), (_SUBSCRIBE,))) as messages:
        async for message in messages:
            frame = shape(parsed(message))
            if "error" in frame:
                raise _refused(frame)
            if event := read_frame(text(frame.get("event")) or "", frame.get("payload"), teller(link)):
                yield event


async def _by_events(link: Link, address: str) -> AsyncGenerator[Event, None]:
    url = f"{_as_http(address)}/api/v1/streaming/public"
    async with aclosing(link.client.events(url, _headers(link))) as events:
        async for one in events:
            if event := read_frame(one.kind, one.data, teller(link)):
                yield event


def read_frame(kind: str, payload: object, by: Teller) -> Event | None:
    """What one message means; None for what is no business of ours (notifications, filters, heartbeats)."""
    if kind == "delete":
        native_id = ident(payload)
        return Removed(native_id) if native_id else Dropped("a deletion of nothing")
    if kind not in {"update", "status.update"}:
        return None
    status = shape(parsed(payload) if isinstance(payload, str) else payload)
    return told(status, by) if status else Dropped("a status that cannot be read")


async def streaming_address(link: Link) -> str:
    """Where this server streams, "wss://host", without a path. Raises: NotFetched."""
    for path in _INSTANCE:
        instance = shape(parsed((await get(link, path)).body))
        urls = shape(shape(instance.get("configuration")).get("urls")), shape(instance.get("urls"))
        named = text(urls[0].get("streaming")) or text(urls[1].get("streaming_api"))
        if named and named.startswith(("ws://", "wss://", "http://", "https://")):
            return _as_socket(named.rstrip("/").removesuffix("/api/v1/streaming"))
    return _as_socket(link.address)


def _as_socket(address: str) -> str:
    return f"ws{address.removeprefix('http')}" if address.startswith("http") else address


def _as_http(address: str) -> str:
    return f"http{address.removeprefix('ws')}"


def _headers(link: Link) -> dict[str, str]:
    return {"Authorization": f"Bearer {link.token}"} if link.token else {}


def _refused(frame: Shape) -> ServerError:
    status = number(frame.get("status")) or 0
    return ServerError(f"the stream is refused ({status})", is_passing=status >= 500 or status == 0)
