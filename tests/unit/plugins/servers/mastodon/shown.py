"""What servers of this family show, with a word in it that nobody may keep; and links to a scripted one."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request

from leeward.net.client import Client
from leeward.net.wire import ClientSettings
from leeward.plugins import loader
from leeward.plugins.servers.protocol import Link

Shown = dict[str, Any]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
WORD = "quilmoss"  # invented; stands wherever people write
HERE = "https://m.example"


def account(native_id: str = "11", acct: str = "alice", **changes: object) -> Shown:
    """An account as in a status."""
    shown = {
        "id": native_id,
        "username": acct,
        "acct": acct,
        "uri": f"{HERE}/users/{acct}",
        "url": f"{HERE}/@{acct}",
        "display_name": WORD,
        "note": WORD,
        "created_at": "2026-04-30T00:00:00.000Z",
        "statuses_count": 3,
        "followers_count": 1,
        "last_status_at": "2026-11-22",
    }
    return {**shown, **changes}


def media(native_id: str = "7", /, **changes: object) -> Shown:
    """An attachment of a status."""
    shown = {
        "id": native_id,
        "type": "image",
        "url": f"https://files.m.example/{native_id}/original.jpg",
        "preview_url": f"https://files.m.example/{native_id}/small.jpg",
        "remote_url": None,
        "description": WORD,
    }
    return {**shown, **changes}


def status(native_id: str = "115", /, **changes: object) -> Shown:
    """A status with one picture."""
    shown = {
        "id": native_id,
        "created_at": "2026-11-22T10:00:00.000Z",
        "edited_at": None,
        "in_reply_to_id": None,
        "sensitive": False,
        "spoiler_text": WORD,
        "visibility": "public",
        "uri": f"{HERE}/users/alice/statuses/{native_id}",
        "url": f"{HERE}/@alice/{native_id}",
        "content": f"<p>{WORD}</p>",
        "text": WORD,
        "reblog": None,
        "account": account(),
        "media_attachments": [media()],
        "tags": [{"name": WORD, "url": f"{HERE}/tags/{WORD}"}],
        "card": {"title": WORD},
    }
    return {**shown, **changes}


def admin_account(native_id: str = "11", /, **changes: object) -> Shown:
    """An account as administrators see it, with what nobody may keep."""
    shown = {
        "id": native_id,
        "username": "alice",
        "domain": None,
        "created_at": "2026-04-30T09:12:44.100Z",
        "email": f"{WORD}@example.net",
        "ip": "192.0.2.7",
        "ips": [{"ip": "192.0.2.7"}],
        "invite_request": WORD,
        "suspended": False,
        "silenced": False,
        "sensitized": False,
        "account": account(native_id),
    }
    return {**shown, **changes}


def report(native_id: str = "5", /, **changes: object) -> Shown:
    """A complaint as administrators see it."""
    shown = {
        "id": native_id,
        "action_taken": False,
        "category": "violation",
        "comment": WORD,
        "created_at": "2026-11-22T11:00:00.000Z",
        "updated_at": "2026-11-22T11:00:00.000Z",
        "account": admin_account("12"),
        "target_account": admin_account("11"),
        "statuses": [status("115")],
    }
    return {**shown, **changes}


@asynccontextmanager
async def linked(
    server: HTTPServer,
    software: str | None = "mastodon",
    clock: Callable[[], datetime] = lambda: NOW,
    paced: list[str] | None = None,
) -> AsyncIterator[Link]:
    """A link to the scripted server. software: whose best card it has, None for no card. paced: gets every
    kind of call."""

    async def pace(kind: str) -> None:
        if paced is not None:
            paced.append(kind)

    cards = {one.software: one for one in loader.server("mastodon").cards}
    async with Client(ClientSettings("Leeward/test", ("127.0.0.1",))) as client:
        yield Link(
            server.url_for("").rstrip("/"),
            "a-token",
            client,
            pace,
            clock,
            cards[software] if software else None,
        )


def asked(server: HTTPServer) -> list[str]:
    """Every request so far: "METHOD /path?query"."""
    return [f"{request.method} {_target(request)}" for request, _ in server.log]


def sent(server: HTTPServer, path: str) -> dict[str, str]:
    """The form that the last request to a path carried."""
    (*_, last) = [request for request, _ in server.log if request.path == path]
    return last.form.to_dict()


def _target(request: Request) -> str:
    return request.full_path.removesuffix("?")


Call = Callable[[Link], Awaitable[object]]
