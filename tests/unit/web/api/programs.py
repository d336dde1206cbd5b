"""A program that asks a real desk over real HTTP, with a token of somebody."""

import json
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from leeward.config import Desk as DeskSettings
from leeward.review.people.rights import RIGHTS, Right, Role, Visitor
from leeward.review.reach.tokens import Wish
from tests.desks import Served, served_desk
from tests.queues import Stage, get, post
from tests.unit.web.parts import Answer, ask


@dataclass
class Program:
    """One token."""

    desk: Served
    token: str

    async def raw(self, request: str, body: object = None, *headers: str) -> Answer:
        """The whole answer. body: to be sent as JSON; None: nothing."""
        sent = b"" if body is None else json.dumps(body).encode()
        kind = [] if body is None else ["Content-Type: application/json"]
        port = int(self.desk.address.rpartition(":")[2])
        bearer = [f"Authorization: Bearer {self.token}"] if self.token else []
        method, _, path = request.partition(" ")
        return await ask(port, f"{method} /api/v1{path}", sent, *bearer, *kind, *headers)

    async def ask(self, request: str, body: object = None) -> tuple[int, Any]:
        """Status and what was answered."""
        answer = await self.raw(request, body)
        return answer.status, json.loads(answer.body) if answer.body else None


@dataclass
class Place:
    """A desk with cases."""

    desk: Served
    stage: Stage
    server: int

    async def program(
        self, name: str, *roles: Role, scopes: Collection[Right] = (), servers: Any = None
    ) -> Program:
        """Of a new person. scopes: without any, all that they may."""
        number = await self.desk.person(name, *roles, servers=servers)
        seen = None if servers is None else frozenset(servers)
        visitor = Visitor(number, name, frozenset(roles), seen)
        everything = frozenset().union(*(RIGHTS[one] for one in roles)) - {Right.NOTHING}
        made = await self.desk.room.tokens.make(visitor, Wish("a test", frozenset(scopes) or everything, 30))
        return Program(self.desk, made.token)

    async def case(self, queue: str = "hate") -> int:
        """One that waits, in its order."""
        number = await self.stage.case(self.server, queue)
        await self.desk.room.queue.ranking.rank_all()
        return number


@asynccontextmanager
async def placed(url: str, settings: DeskSettings | None = None) -> AsyncIterator[Place]:
    """An empty desk with one protected server."""
    async with served_desk(url, desk=settings) as desk:
        stage = Stage(desk.room, desk.store, desk.clock)
        yield Place(desk, stage, await stage.server())


async def opened(desk: Served, name: str, path: str) -> Answer:
    """A page, as somebody who is signed in sees it."""
    return await get(desk, desk.tokens[name], path)


async def sent(desk: Served, name: str, path: str, fields: Mapping[str, str]) -> Answer:
    """A form of a page."""
    return await post(desk, desk.tokens[name], path, **fields)
