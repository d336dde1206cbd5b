"""Somebody at the desk, without a browser."""

from dataclasses import dataclass

import httpx

from leeward.review.people.rights import Role, Visitor
from tests.caring import Caring
from tests.desks import Served


@dataclass(frozen=True)
class Seat:
    """Asks as one person."""

    desk: Served
    visitor: Visitor
    token: str

    async def get(self, path: str) -> httpx.Response:
        """A page."""
        async with self._client() as client:
            return await client.get(path)

    async def text(self, path: str) -> str:
        """Its words, spaces as one, where it is there."""
        found = await self.get(path)
        assert found.status_code == 200, found.text
        return " ".join(found.text.split())

    async def press(self, path: str, **form: str) -> httpx.Response:
        """A form's button."""
        proof = self.desk.room.sessions.proof(self.visitor)
        async with self._client() as client:
            return await client.post(path, data={"csrf": proof, **form})

    def _client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(base_url=self.desk.address, cookies={"leeward": self.token})


async def seat(desk: Served, name: str, *roles: Role) -> Seat:
    """Somebody new who is signed in."""
    token = await desk.cookie(name, *roles)
    visitor = await desk.room.sessions.recognise(token)
    assert visitor is not None
    return Seat(desk, visitor, token)


def stage(desk: Served) -> Caring:
    """Cases, views and verdicts on this desk."""
    return Caring(desk.store, desk.clock)
