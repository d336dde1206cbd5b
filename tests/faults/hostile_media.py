"""A media server that does whatever it can to hurt who asks it; all that it shows is benign."""

import asyncio
import io
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

from demo.draw import bridge
from demo.hostile import hostile

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]
_PIECE = bytes(1 << 16)


@dataclass(slots=True)
class Hostile:
    """asked: how often each path was asked for. picture: what is served where all goes well in the end.

    inside: the address of somebody who must never be asked.
    """

    picture: bytes
    inside: str
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    asked_at: dict[str, list[float]] = field(default_factory=dict)
    endless: int = 0  # bytes that were taken of endless bodies

    def url(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What this path does."""
        name = request.path.strip("/")
        self.asked[name] += 1
        self.asked_at.setdefault(name, []).append(time.monotonic())
        if name.startswith("file/"):
            return _file(FILES[name.removeprefix("file/")])
        found: Answer = getattr(self, name)
        return await found(request)

    async def good(self, _: web.Request) -> web.StreamResponse:
        return _file(self.picture)

    async def without_end(self, request: web.Request) -> web.StreamResponse:
        response = await _begun(request)
        while True:
            await response.write(_PIECE)
            self.endless += len(_PIECE)

    async def a_gigabyte_declared(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "image/jpeg", "Content-Length": str(1 << 30)})
        await response.prepare(request)
        for _ in range((1 << 30) // len(_PIECE)):
            await response.write(_PIECE)
            self.endless += len(_PIECE)
        return response

    async def a_gigabyte_packed(self, request: web.Request) -> web.StreamResponse:
        packed = next(made.content for made in hostile() if made.name == "picture.jpg.gz")
        return web.Response(body=io.BytesIO(packed), headers={"Content-Encoding": "gzip"})

    async def drip(self, request: web.Request) -> web.StreamResponse:
        response = await _begun(request)
        for at in range(len(self.picture)):
            await response.write(self.picture[at : at + 1])
            await asyncio.sleep(0.2)
        return response

    async def silence(self, _: web.Request) -> web.StreamResponse:
        await asyncio.sleep(60)
        return web.Response()

    async def reset_first(self, request: web.Request) -> web.StreamResponse:
        """Resets the first connection, as servers do that had promised to keep it."""
        if self.asked["reset_first"] == 1:
            assert request.transport is not None
            request.transport.abort()
        return _file(self.picture)

    async def reset_in_the_middle(self, request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": str(len(self.picture))})
        await response.prepare(request)
        await response.write(self.picture[:1000])
        assert request.transport is not None
        request.transport.abort()
        return response

    async def to_inside(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(self.inside)

    async def to_inside_by_number(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(self.inside.replace("127.0.0.1", "2130706433"))

    async def to_inside_by_six(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(self.inside.replace("127.0.0.1", "[::ffff:127.0.0.1]"))

    async def to_cloud(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("http://169.254.169.254/latest/meta-data/")

    async def to_file(self, _: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "file:///etc/hostname"})

    async def to_itself(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPFound("/to_itself")

    async def not_found(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPNotFound

    async def forbidden(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPForbidden

    async def error_first(self, _: web.Request) -> web.StreamResponse:
        if self.asked["error_first"] == 1:
            raise web.HTTPInternalServerError
        return _file(self.picture)

    async def busy(self, _: web.Request) -> web.StreamResponse:
        raise web.HTTPTooManyRequests(headers={"Retry-After": "3600"})

    async def a_page(self, _: web.Request) -> web.StreamResponse:
        return web.Response(text="<html><title>bridge</title></html>", content_type="image/jpeg")


def _made() -> dict[str, bytes]:
    out = io.BytesIO()
    bridge(4000, 640, 480).save(out, "JPEG")
    wanted = {"cut-short.jpg", "huge-canvas.png", "zip-bomb.zip", "empty.jpg", "page.gif", "program.mp4"}
    found = {made.name: made.content for made in hostile() if made.name in wanted}
    return found | {"cut-at-the-end.jpg": out.getvalue()[:-1000]}


FILES = _made()


def _file(content: bytes) -> web.Response:
    return web.Response(body=io.BytesIO(content), content_type="image/jpeg")


async def _begun(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "image/jpeg"})
    await response.prepare(request)
    return response


@asynccontextmanager
async def served(answer: Answer) -> AsyncIterator[int]:
    """A server on the loopback that answers everything so; gives its port."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
