"""Port 443 of a loopback address: takes off the TLS and passes everything on to a plain port."""

import asyncio
import contextlib
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

HTTPS = 443
CHUNK_BYTES = 65536


class Door:
    """Open as long as the `with` lasts; runs in a thread of its own."""

    def __init__(self, address: str, port: int, certificate: Path, key: Path) -> None:
        self._address, self._port = address, port
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._tls.load_cert_chain(certificate, key)
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="door", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        opening = asyncio.start_server(self._pass_on, self._address, HTTPS, ssl=self._tls)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _close(self) -> None:
        self._server.close()
        passing = asyncio.all_tasks() - {asyncio.current_task()}
        for writer in self._open:
            writer.transport.abort()
        await asyncio.gather(*passing)
        await asyncio.sleep(0.02)  # the transports say goodbye in the loop's next rounds

    async def _pass_on(self, from_them: asyncio.StreamReader, to_them: asyncio.StreamWriter) -> None:
        self._open.add(to_them)
        try:
            from_us, to_us = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            to_them.close()  # nobody lives behind this door now
            return
        self._open.add(to_us)
        try:
            await asyncio.gather(_pump(from_them, to_us), _pump(from_us, to_them))
        finally:
            self._open -= {to_us, to_them}


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
    writer.close()
