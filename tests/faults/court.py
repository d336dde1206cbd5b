"""A pretend Mastodon with its moderators' API: it keeps account of all that is done to its people."""

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from demo.traffic import Town

SCOPES = ["read", "write", "admin:read", "admin:write"]
MODERATOR = str(1 << 4 | 1 << 10)  # Manage Reports, Manage Users
LAG_S = 0.2  # before what is asked for is done, and again before that is said
_SETS = {"sensitive": "sensitized", "silence": "silenced"}
_TAKES = {"unsensitive": "sensitized", "unsilence": "silenced"}
Deed = tuple[str, str]  # an account's id, and what was asked for


@dataclass(slots=True)
class Court(Town):
    """The server. asked: how often each deed was; changed: how often it changed something; void: those that
    asked for what was so already; unheard: how often one was dropped before it did anything.

    deaf, mute: numbers of deeds, in the order they come, that are dropped, or done and not answered.
    then: by number, what happens as soon as a deed is done, before it is answered.
    """

    marks: set[tuple[str, str]] = field(default_factory=set)
    asked: Counter[Deed] = field(default_factory=Counter)
    changed: Counter[Deed] = field(default_factory=Counter)
    unheard: Counter[Deed] = field(default_factory=Counter)
    void: list[Deed] = field(default_factory=list)
    deaf: frozenset[int] = frozenset()
    mute: frozenset[int] = frozenset()
    then: Mapping[int, Callable[[], None]] = field(default_factory=dict)

    def site(self) -> web.Application:
        """What it answers."""
        app = Town.site(self)
        account = "/api/v1/admin/accounts/{account}"
        app.router.add_get("/api/v1/accounts/verify_credentials", _moderator)
        app.router.add_get("/api/v1/apps/verify_credentials", _app)
        app.router.add_get(account, self._shown)
        app.router.add_post(account + "/action", self._action)
        app.router.add_post(account + "/{kind}", self._taken_back)
        return app

    def marked(self, mark: str) -> set[str]:
        """Accounts that have this mark now: "sensitized" or "silenced"."""
        return {account for account, found in self.marks if found == mark}

    async def _shown(self, request: web.Request) -> web.Response:
        account = request.match_info["account"]
        marks: dict[str, Any] = {mark: (account, mark) in self.marks for mark in _SETS.values()}
        return web.json_response({"id": account, "suspended": False, **marks})

    async def _action(self, request: web.Request) -> web.Response:
        kind = str((await request.post())["type"])
        return await self._deed(request, kind, _SETS[kind], is_on=True)

    async def _taken_back(self, request: web.Request) -> web.Response:
        kind = request.match_info["kind"]
        return await self._deed(request, kind, _TAKES[kind], is_on=False)

    async def _deed(self, request: web.Request, kind: str, mark: str, *, is_on: bool) -> web.Response:
        """Done to its end, as on a real server, whoever has stopped to listen."""
        account = request.match_info["account"]
        self.asked[account, kind] += 1
        number = self.asked.total()
        await asyncio.sleep(LAG_S)
        if number in self.deaf:
            self.unheard[account, kind] += 1
            return _cut(request)
        self._mark(account, kind, mark, is_on=is_on)
        if number in self.then:
            self.then[number]()
        await asyncio.sleep(LAG_S)
        return _cut(request) if number in self.mute else web.json_response({})

    def _mark(self, account: str, kind: str, mark: str, *, is_on: bool) -> None:
        if ((account, mark) in self.marks) is is_on:
            self.void.append((account, kind))
            return
        self.changed[account, kind] += 1
        (self.marks.add if is_on else self.marks.discard)((account, mark))


async def _moderator(_: web.Request) -> web.Response:
    return web.json_response({"id": "1", "acct": "leeward", "role": {"permissions": MODERATOR}})


async def _app(_: web.Request) -> web.Response:
    return web.json_response({"name": "Leeward", "scopes": SCOPES})


def _cut(request: web.Request) -> web.Response:
    if request.transport:  # whoever asked may be gone
        request.transport.abort()
    return web.Response()
