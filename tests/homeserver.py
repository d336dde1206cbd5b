"""The part of a Mastodon server by which people sign in elsewhere, on loopback.

Source: docs.joinmastodon.org/methods/oauth and /methods/apps, and what Mastodon 4.6 answers.
"""

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from aiohttp import web


@dataclass
class HomeServer:
    """What it knows. accounts: what verify_credentials tells, by name. is_down: answers nothing useful."""

    address: str = ""
    accounts: dict[str, dict[str, object]] = field(default_factory=dict)
    apps: dict[str, dict[str, str]] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)  # code: app, challenge, name
    tokens: dict[str, str] = field(default_factory=dict)
    revoked: list[str] = field(default_factory=list)
    is_down: bool = False

    def account(self, name: str, permissions: int) -> None:
        """Somebody with a role of these permissions."""
        role = {"id": "3", "name": "", "permissions": str(permissions)}
        self.accounts[name] = {"id": "1", "username": name, "acct": name, "role": role}

    def agree(self, door: str, name: str) -> tuple[str, str]:
        """Somebody signs in there and agrees: state and code, as the browser carries them back."""
        parts = urlsplit(door)
        assert door.startswith(f"{self.address}/oauth/authorize?")
        asked = {key: value[0] for key, value in parse_qs(parts.query).items()}
        app = self.apps[asked["client_id"]]
        assert (asked["redirect_uri"], asked["scope"]) == (app["redirect_uris"], app["scopes"])
        assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
        code = f"code-{len(self.codes)}"
        self.codes[code] = (asked["client_id"], asked["code_challenge"], name)
        return asked["state"], code

    async def _app(self, request: web.Request) -> web.Response:
        told = {key: str(value) for key, value in (await request.post()).items()}
        name = f"app-{len(self.apps)}"
        self.apps[name] = {**told, "secret": f"secret-of-{name}"}
        return self._json({"id": "1", "client_id": name, "client_secret": f"secret-of-{name}"})

    async def _token(self, request: web.Request) -> web.Response:
        told = {key: str(value) for key, value in (await request.post()).items()}
        app = self.apps.get(told["client_id"])
        if app is None or app["secret"] != told["client_secret"]:
            return self._json({"error": "invalid_client"}, 401)
        client, challenge, name = self.codes.pop(told["code"], ("", "", ""))
        made = hashlib.sha256(told["code_verifier"].encode()).digest()
        fits = base64.urlsafe_b64encode(made).decode().rstrip("=") == challenge
        if client != told["client_id"] or not fits or told["redirect_uri"] != app["redirect_uris"]:
            return self._json({"error": "invalid_grant"}, 400)
        token = f"token-{len(self.tokens)}"
        self.tokens[token] = name
        return self._json({"access_token": token, "token_type": "Bearer", "scope": "read:accounts"})

    async def _whose(self, request: web.Request) -> web.Response:
        token = request.headers["Authorization"].removeprefix("Bearer ")
        if token not in self.tokens:
            return self._json({"error": "The access token is invalid"}, 401)
        return self._json(self.accounts[self.tokens[token]])

    async def _revoke(self, request: web.Request) -> web.Response:
        token = str((await request.post())["token"])
        self.revoked.append(token)
        self.tokens.pop(token, None)
        return self._json({})

    def _json(self, told: object, status: int = 200) -> web.Response:
        if self.is_down:
            return web.Response(status=503, text="<html>")
        return web.json_response(told, status=status)


@asynccontextmanager
async def home_server() -> AsyncIterator[HomeServer]:
    """A server that answers."""
    home, app = HomeServer(), web.Application()
    app.router.add_post("/api/v1/apps", home._app)
    app.router.add_post("/oauth/token", home._token)
    app.router.add_post("/oauth/revoke", home._revoke)
    app.router.add_get("/api/v1/accounts/verify_credentials", home._whose)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    home.address = f"http://127.0.0.1:{port}"
    try:
        yield home
    finally:
        await runner.cleanup()
