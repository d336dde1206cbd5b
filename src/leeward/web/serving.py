"""Serves the site until it is asked to stop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator

import uvicorn

from leeward.model.errors import ConfigError
from leeward.web.connections import Connection
from leeward.web.parts import WebParts
from leeward.web.site import site

_GRACE_S = 5  # for answers that are under way


class _Server(uvicorn.Server):
    """Signals are ours: other parts of the process end with it, in order."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave them alone."""
        yield


async def serve(parts: WebParts, stop: asyncio.Event) -> None:
    """Answer requests until `stop`; what is under way is finished.

    Raises: ConfigError: the address cannot be listened on.
    """
    config = uvicorn.Config(
        site(parts),
        host=parts.host,
        port=parts.port,
        log_config=None,
        log_level="error",  # it warns of every request that is none: anybody could fill the disk
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=_GRACE_S,
        server_header=False,
        http=Connection,
        ws="none",
    )
    server = _Server(config)
    listening = _bound(parts.host, parts.port)
    running = asyncio.create_task(server.serve([listening]))
    stopped = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({running, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if parts.room is not None:
            parts.room.news.end()  # what never ends by itself would be waited for
        server.should_exit = True
        await running
    finally:
        stopped.cancel()
        listening.close()


def _bound(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # named, or asyncio leaves Nagle on, and each page waits 40 ms for the browser's acknowledgement
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen()
    except (OSError, UnicodeError) as error:
        listening.close()
        said = error.strerror if isinstance(error, OSError) else "this is no host"
        raise ConfigError(
            f"{host}:{port} cannot be listened on: {said}",
            "does another leeward up or web run already? See: leeward status. Else set web.host and web.port",
        ) from error
    return listening
