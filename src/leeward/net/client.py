"""The one client of a process: media, API calls and streams, each within limits and past the guard."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from leeward.model.errors import NotFetched
from leeward.model.look import Look
from leeward.net.body import check_plain, pour
from leeward.net.events import EventReader, ServerEvent
from leeward.net.guard import checked
from leeward.net.memory import MemoryFile
from leeward.net.pacing import retry_after_s
from leeward.net.pools import Pools
from leeward.net.trouble import by_status, in_our_words
from leeward.net.wire import Answer, ClientSettings, Fetched, FetchLimits, Request, StreamLimits

_MOVED = {301, 302, 303, 307, 308}
_WHOLE = {200, 203}
_REPEATABLE = {"GET", "HEAD", "OPTIONS"}
_OURS_ALONE = {"host", "authorization", "cookie", "signature", "signature-input", "proxy-authorization"}
_SOCKETS = frozenset({"ws", "wss", "http", "https"})
_MOST_TYPE = 100  # characters
_STREAM = StreamLimits()
_NO_HEADERS: Mapping[str, str] = {}


class Client:
    """Talks to other servers. Nothing that it raises or says repeats an address or content."""

    def __init__(self, settings: ClientSettings) -> None:
        self._settings = settings
        self._open: Pools | None = None

    async def __aenter__(self) -> Self:
        """Raises: ConfigError: what is allowed cannot be understood."""
        self._open = Pools(self._settings)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._pools.close()
        self._open = None

    @property
    def _pools(self) -> Pools:
        assert self._open is not None, "the client is used outside its `async with`"
        return self._open

    async def fetch(self, url: str, limits: FetchLimits, headers: Mapping[str, str] = _NO_HEADERS) -> Fetched:
        """One media in sealed memory, whose descriptor the caller closes.
        Raises: NotFetched: with the look that this media now has."""
        with in_our_words():
            async with asyncio.timeout(limits.seconds):
                async with self._final(Request("GET", url, headers, limits=limits)) as response:
                    if response.status not in _WHOLE:
                        raise by_status(response.status, response.headers)
                    return await _held(response, limits)

    async def call(self, request: Request) -> Answer:
        """What the API answered; no status is an error here.
        Raises: NotFetched: no whole answer within the limits."""
        limits = request.limits
        body = bytearray()
        with in_our_words():
            async with asyncio.timeout(limits.seconds), self._final(request) as response:
                await pour(response, limits.most_bytes, body.extend)
                wait = retry_after_s(response.headers)
                return Answer(response.status, response.headers, bytes(body), str(response.url), wait)

    async def events(
        self, url: str, headers: Mapping[str, str] = _NO_HEADERS, limits: StreamLimits = _STREAM
    ) -> AsyncGenerator[ServerEvent, None]:
        """Server-sent events until the stream ends: then NotFetched, with `is_passing`.
        Close it (contextlib.aclosing) when you stop before."""
        address = checked(url)
        reader = EventReader(limits.most_bytes)
        with in_our_words():
            session = self._pools.fresh(address)
            asked = {"Accept": "text/event-stream", **headers}
            timeout = _waiting(limits)
            async with session.get(
                address, headers=asked, timeout=timeout, allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise by_status(response.status, response.headers)
                if response.content_type != "text/event-stream":
                    raise NotFetched(Look.UNSUPPORTED, "not a stream of events")
                check_plain(response)
                async for chunk in response.content.iter_any():
                    for event in reader.feed(chunk):
                        yield event
        raise _ended()

    async def socket(
        self,
        url: str,
        headers: Mapping[str, str] = _NO_HEADERS,
        first: Sequence[str] = (),
        limits: StreamLimits = _STREAM,
    ) -> AsyncGenerator[str, None]:
        """Text messages of a WebSocket until it ends: then NotFetched, with `is_passing`.
        first: messages that we send once it is open. Pings keep it alive and find it dead."""
        address = checked(url, _SOCKETS)
        with in_our_words():
            async with await _opened(self._pools.fresh(address), address, headers, limits) as socket:
                for text in first:
                    await socket.send_str(text)
                async for message in socket:
                    if message.type is aiohttp.WSMsgType.TEXT:
                        yield message.data
                    elif message.type is aiohttp.WSMsgType.ERROR:
                        break
        raise _ended()

    @asynccontextmanager
    async def _final(self, request: Request) -> AsyncIterator[aiohttp.ClientResponse]:
        """The answer at the end of the redirects, each of which is checked like the first address."""
        url, headers = checked(request.url), dict(request.headers)
        follows = request.limits.redirects if request.method in {"GET", "HEAD"} else 0
        for left in range(follows, -1, -1):
            async with await self._asked(request, url, headers) as response:
                if response.status not in _MOVED or "Location" not in response.headers or not follows:
                    yield response
                    return
                target = _target(url, response.headers["Location"])
            if left:
                self._check_downgrade(url, target)
                if url.origin() != target.origin():
                    headers = {name: v for name, v in headers.items() if name.lower() not in _OURS_ALONE}
                url = target
        raise NotFetched(Look.UNREACHABLE, f"more than {follows} redirects")

    async def _asked(self, request: Request, url: URL, headers: Mapping[str, str]) -> aiohttp.ClientResponse:
        if request.method not in _REPEATABLE:
            return await _sent(self._pools.fresh(url), request, url, headers)
        try:
            return await _sent(self._pools.kept(url), request, url, headers)
        except aiohttp.ClientConnectorError:
            raise
        except (aiohttp.ServerDisconnectedError, aiohttp.ClientOSError):
            # small servers reset connections that they had promised to keep
            return await _sent(self._pools.fresh(url), request, url, headers)

    def _check_downgrade(self, url: URL, target: URL) -> None:
        if url.scheme == "https" and target.scheme == "http" and not self._settings.may_downgrade:
            raise NotFetched(Look.UNSUPPORTED, "a redirect to a connection that is not secure")


async def _held(response: aiohttp.ClientResponse, limits: FetchLimits) -> Fetched:
    file = MemoryFile()
    try:
        await pour(response, limits.most_bytes, file.write)
        claimed = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        return file.sealed(claimed[:_MOST_TYPE], response.status)
    except BaseException:
        file.close()
        raise


def _target(url: URL, location: str) -> URL:
    try:
        joined = url.join(URL(location))
    except ValueError:
        raise NotFetched(Look.UNSUPPORTED, "a redirect to what is no address") from None
    return checked(str(joined))


async def _sent(
    session: aiohttp.ClientSession, request: Request, url: URL, headers: Mapping[str, str]
) -> aiohttp.ClientResponse:
    idle_s = request.limits.idle_s
    return await session.request(
        request.method,
        url,
        headers=headers,
        data=request.body,
        allow_redirects=False,
        timeout=aiohttp.ClientTimeout(sock_connect=idle_s, sock_read=idle_s),
    )


async def _opened(
    session: aiohttp.ClientSession, url: URL, headers: Mapping[str, str], limits: StreamLimits
) -> aiohttp.ClientWebSocketResponse:
    async with asyncio.timeout(limits.connect_s):
        return await session.ws_connect(
            url,
            headers=headers,
            heartbeat=limits.idle_s / 2,
            max_msg_size=limits.most_bytes,
            timeout=aiohttp.ClientWSTimeout(ws_close=5.0),
        )


def _waiting(limits: StreamLimits) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=None, sock_connect=limits.connect_s, sock_read=limits.idle_s)


def _ended() -> NotFetched:
    return NotFetched(Look.UNREACHABLE, "the stream ended", is_passing=True)
