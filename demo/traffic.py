"""A pretend Mastodon, as busy as one likes: it serves benign pictures and tells of posts by webhook.

It is no server to test behaviour against (real ones are in demo/federation): it is there for load.
"""

import asyncio
import hashlib
import hmac
import io
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp import web

from demo.draw import bridge

WIDTH, HEIGHT = 640, 480
AGAIN = {
    0,
    401,
    408,
    429,
    500,
    502,
    503,
    504,
}  # Source: mastodon v4.4 app/workers/webhooks/delivery_worker.rb
PATIENCE_S = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0)


@dataclass(slots=True)
class Sent:
    """One post that was told. at: seconds since 1970, first try; answers: HTTP status of each try."""

    number: int
    at: float
    answers: list[int] = field(default_factory=list)

    @property
    def was_taken(self) -> bool:
        """Whether the receiver said yes in the end."""
        return bool(self.answers) and 200 <= self.answers[-1] < 300


@dataclass(slots=True)
class Town:
    """The server. pictures: JPEG files; post number n has picture n modulo how many there are.

    patience_s: between two attempts to tell of a post. media_port: of another server that has its media.
    slow_s: until a picture begins to come. people: who post in turn.
    """

    pictures: Sequence[bytes]
    port: int
    media_a_post: int = 1
    served: int = 0
    patience_s: Sequence[float] = PATIENCE_S
    media_port: int = 0
    slow_s: float = 0.0
    people: int = 997
    sent: dict[int, Sent] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    def status(self, number: int) -> dict[str, Any]:
        """One post, as Mastodon 4.6 tells it."""
        now, person = _stamp(), number % self.people
        media = [self._media(number * self.media_a_post + one) for one in range(self.media_a_post)]
        account = {
            "id": str(person),
            "username": f"user{person}",
            "acct": f"user{person}",
            "uri": f"{self.address}/users/user{person}",
            "created_at": "2026-01-01T00:00:00.000Z",
            "statuses_count": 40,
            "followers_count": 12,
        }
        return {
            "id": str(number),
            "created_at": now,
            "edited_at": None,
            "in_reply_to_id": None,
            "sensitive": False,
            "visibility": "public",
            "uri": f"{self.address}/users/user{person}/statuses/{number}",
            "url": f"{self.address}/@user{person}/{number}",
            "content": "<p>a bridge</p>",
            "reblog": None,
            "account": account,
            "media_attachments": media,
        }

    def _media(self, number: int) -> dict[str, Any]:
        url = f"{self.address}/media/original/{number}.jpg"
        if self.media_port:
            url = f"http://127.0.0.1:{self.media_port}/{number}"
        return {
            "id": f"9{number}",
            "type": "image",
            "url": url,
            "preview_url": f"{self.address}/media/small/{number}.jpg",
            "remote_url": None,
        }

    async def tell(self, session: aiohttp.ClientSession, hook: str, secret: bytes, number: int) -> Sent:
        """Tell of one post by webhook, as often as it takes."""
        event = {"event": "status.created", "created_at": _stamp(), "object": self.status(number)}
        body = json.dumps(event).encode()
        signature = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature": signature}
        sent = self.sent.setdefault(number, Sent(number, time.time()))
        for pause_s in (*self.patience_s, None):
            sent.answers.append(await _post(session, hook, body, headers))
            if sent.answers[-1] not in AGAIN or pause_s is None:
                break
            await asyncio.sleep(pause_s)
        return sent

    def site(self) -> web.Application:
        """What it answers."""
        app = web.Application()
        app.router.add_get("/.well-known/nodeinfo", self._links)
        app.router.add_get("/nodeinfo/2.0", self._nodeinfo)
        app.router.add_get("/api/v2/instance", self._instance)
        app.router.add_get("/media/{style}/{number}.jpg", self.picture)
        return app

    async def _links(self, _: web.Request) -> web.Response:
        rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
        return web.json_response({"links": [{"rel": rel, "href": f"{self.address}/nodeinfo/2.0"}]})

    async def _nodeinfo(self, _: web.Request) -> web.Response:
        return web.json_response({"version": "2.0", "software": {"name": "mastodon", "version": "4.6.0"}})

    async def _instance(self, _: web.Request) -> web.Response:
        return web.json_response(
            {"domain": f"127.0.0.1:{self.port}", "version": "4.6.0", "api_versions": {"mastodon": 8}}
        )

    async def picture(self, request: web.Request) -> web.Response:
        """One file."""
        self.served += 1
        if self.slow_s:
            await asyncio.sleep(self.slow_s)
        number = int(request.match_info["number"])
        return web.Response(body=self.pictures[number % len(self.pictures)], content_type="image/jpeg")


@asynccontextmanager
async def town(pictures: Sequence[bytes], media_a_post: int = 1) -> AsyncIterator[Town]:
    """A town on a free port of the loopback."""
    async with served(Town(pictures, 0, media_a_post)) as made:
        yield made


@asynccontextmanager
async def served(made: Town) -> AsyncIterator[Town]:
    """This town, on a free port of the loopback."""
    runner = web.AppRunner(made.site(), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.port = runner.addresses[0][1]
    try:
        yield made
    finally:
        await runner.cleanup()


def drawn(count: int) -> list[bytes]:
    """That many different bridges as JPEG files."""
    return [_jpeg(seed) for seed in range(count)]


def _jpeg(seed: int) -> bytes:
    file = io.BytesIO()
    bridge(seed, WIDTH, HEIGHT).save(file, "JPEG", quality=85)
    return file.getvalue()


async def _post(session: aiohttp.ClientSession, url: str, body: bytes, headers: dict[str, str]) -> int:
    try:
        async with session.post(url, data=body, headers=headers) as answer:
            return answer.status
    except (aiohttp.ClientError, OSError, TimeoutError):
        return 0


def _stamp() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
