"""Connections: who keeps them, who looks names up, and which guard stands before each.

A host that the operator allowed by name has connections of its own, without a guard behind it: they
are used for no other host. A POST never rides a kept connection: if that broke, nobody could tell
whether the POST was done.
"""

import asyncio
import socket
import ssl
from concurrent.futures import ThreadPoolExecutor
from types import MappingProxyType

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from leeward.net.guard import Guard
from leeward.net.wire import ClientSettings

_THREADS = 32
_MOST_ADDRESSES = 16  # of one name
_NUMERIC = socket.AI_NUMERICHOST | socket.AI_NUMERICSERV
_NAMES_KEPT_S = 60
_KEPT_S = 20.0  # seconds an idle connection is kept: less than most servers do
_HEADERS = MappingProxyType({"Accept-Encoding": "identity"})


class Names(AbstractResolver):
    """Host names looked up in threads of their own: a name server that never answers holds up nobody
    else. Whether an address may be used is decided later, at the socket."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="names")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of a host, in the system's order.
        Raises: OSError: it has none, or cannot be looked up."""
        loop = asyncio.get_running_loop()
        found = await loop.run_in_executor(self._threads, _look_up, host, port, family)
        return found[:_MOST_ADDRESSES]

    async def close(self) -> None:
        """Let go of the threads, without waiting for what they wait for."""
        self._threads.shutdown(wait=False, cancel_futures=True)


class Pools:
    """The sessions of one client; open until closed."""

    def __init__(self, settings: ClientSettings) -> None:
        """Raises: ConfigError: what is allowed cannot be understood. Needs a running loop."""
        self._guard = Guard(settings.allowed)
        self._settings = settings
        self._names = Names()
        self._tls = ssl.create_default_context()
        self._tls.set_alpn_protocols(["http/1.1"])
        self._sessions = {
            (trusted, kept): self._session(trusted, kept)
            for trusted in (False, True)
            for kept in (False, True)
        }

    def kept(self, url: URL) -> aiohttp.ClientSession:
        """For what may be asked twice."""
        return self._sessions[self._guard.trusts(url), True]

    def fresh(self, url: URL) -> aiohttp.ClientSession:
        """For what may not, and for streams: a connection for this alone."""
        return self._sessions[self._guard.trusts(url), False]

    async def close(self) -> None:
        """Close every connection."""
        for session in self._sessions.values():
            await session.close()
        await self._names.close()

    def _session(self, trusted: bool, kept: bool) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=self._names,
            ssl=self._tls,
            socket_factory=None if trusted else self._guard.socket,
            ttl_dns_cache=_NAMES_KEPT_S,
            limit=self._settings.total if kept else 0,
            limit_per_host=self._settings.per_host if kept else 0,
            force_close=not kept,
            keepalive_timeout=_KEPT_S if kept else None,
        )
        return aiohttp.ClientSession(
            connector=connector,
            headers={"User-Agent": self._settings.user_agent, **_HEADERS},
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            trust_env=False,
            middlewares=(_refuse_moved_sockets,),
        )


async def _refuse_moved_sockets(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """The library follows redirects of WebSockets by itself: nobody would have checked them."""
    response = await handler(request)
    if 300 <= response.status < 400 and "Upgrade" in request.headers:
        response.close()
        raise aiohttp.WSServerHandshakeError(
            response.request_info, (), status=response.status, headers=response.headers
        )
    return response


def _look_up(host: str, port: int, family: int) -> list[ResolveResult]:
    try:
        infos = socket.getaddrinfo(host, port, family, socket.SOCK_STREAM, 0, socket.AI_ADDRCONFIG)
    except UnicodeError as error:
        raise OSError("not a host name") from error
    return [
        ResolveResult(
            hostname=host, host=str(address[0]), port=port, family=kind, proto=protocol, flags=_NUMERIC
        )
        for kind, _, protocol, _, address in infos
        if not _has_scope(address)
    ]


def _has_scope(address: tuple[object, ...]) -> bool:
    """Link-local: it means nothing beyond one network card."""
    return len(address) == 4 and address[3] != 0
