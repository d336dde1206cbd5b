"""People who can sign in, and a browser that does it by hand: forms, cookies, no scripts."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pyotp

from leeward.review.people.codes import Secret
from leeward.review.people.rights import Role
from leeward.review.people.ways import Typed
from tests.desks import Served

PASSWORD = "four bridges over water"
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]*)"')


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody with a password and an app."""

    person: int
    name: str
    secret: str
    desk: Served

    def code(self, steps: int = 0) -> str:
        """What their app shows now, or so many times 30 seconds from now."""
        return pyotp.TOTP(self.secret).at(self.desk.clock(), counter_offset=steps)


async def known(desk: Served, name: str, *roles: Role) -> Known:
    """Somebody who set a password a minute ago: the code of then is used up, and no other."""
    person = await desk.person(name, *(roles or (Role.MODERATOR,)))
    secret = Secret.fresh(desk.room.ground.entropy)
    found = Known(person, name, secret.text, desk)
    await desk.room.ways.write(person, secret, Typed(PASSWORD, PASSWORD, found.code()))
    desk.clock.pass_s(60)
    return found


@dataclass
class Answered:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def to(self) -> str:
        """Where it sends the browser."""
        return self.headers.get("Location", "")


@dataclass
class ByHand:
    """A browser without scripts. cookies: by name. set_cookies: as they came, with their attributes."""

    desk: Served
    session: aiohttp.ClientSession
    cookies: dict[str, str] = field(default_factory=dict)
    set_cookies: list[str] = field(default_factory=list)

    async def get(self, path: str) -> Answered:
        """One page."""
        return await self._ask("GET", path, None, {})

    async def post(
        self, path: str, form: Mapping[str, str], proof: str | None = None, **headers: str
    ) -> Answered:
        """One form. proof: None: that of a page of this session."""
        if proof is None:
            found = _CSRF.search((await self.get("/desk/sign-in")).text)
            proof = found[1] if found else ""
        return await self._ask("POST", path, {**form, "csrf": proof}, headers)

    async def _ask(
        self, method: str, path: str, form: Mapping[str, str] | None, headers: Mapping[str, str]
    ) -> Answered:
        jar = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        asked = {**({} if not self.cookies else jar), **headers}
        address = self.desk.address + path
        async with self.session.request(
            method, address, data=form, headers=asked, allow_redirects=False
        ) as answer:
            self.set_cookies = answer.headers.getall("Set-Cookie", [])
            for name, one in answer.cookies.items():
                self.cookies[name] = one.value
                if not one.value:
                    del self.cookies[name]
            return Answered(answer.status, answer.headers, await answer.text(errors="replace"))


@asynccontextmanager
async def by_hand(desk: Served) -> AsyncIterator[ByHand]:
    """A browser of one's own."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        yield ByHand(desk, session)
