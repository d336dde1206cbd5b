"""What the script asks, asked by hand."""

import json
from pathlib import Path

import aiohttp

from leeward.config import Config
from leeward.config.tables import Web
from leeward.review.people.rights import Role
from tests.desks import served_desk
from tests.passkey import Passkey

ORIGIN = "https://desk.example"
COOKIE = "__Host-leeward"


async def test_a_passkey_is_added_and_opens_the_desk(fresh_database: str) -> None:
    config = Config(data_dir=Path("/nonexistent"), web=Web(public_url=ORIGIN))
    async with served_desk(fresh_database, config) as desk, aiohttp.ClientSession() as browser:
        token = await desk.cookie("ada", Role.LEAD)
        visitor = await desk.room.sessions.recognise(token)
        assert visitor
        ours = {"Cookie": f"{COOKIE}={token}", "x-csrf": desk.room.sessions.proof(visitor)}
        key = Passkey("desk.example", ORIGIN)

        async def post(path: str, body: bytes, **headers: str) -> aiohttp.ClientResponse:
            answer = await browser.post(desk.address + path, data=body, headers=headers)
            await answer.read()
            return answer

        asked = await post("/desk/ways/passkey/ask", b"{}", **ours)
        labelled = {**ours, "x-label": "caf%C3%A9%20key"}
        added = await post("/desk/ways/passkey", key.make(await asked.text()), **labelled)
        assert json.loads(await added.text()) == {"next": "/desk/ways?done=added"}
        (way,) = await desk.room.ways.of(visitor.person)
        assert way.state["label"] == "café key"
        asked = await post("/desk/sign-in/passkey/ask", b"{}")
        signed = key.sign(await asked.text())
        entered = await post("/desk/sign-in/passkey", signed, **{"x-then": "//evil.example"})
        assert json.loads(await entered.text()) == {"next": "/desk"}
        assert await desk.room.sessions.recognise(entered.cookies[COOKIE].value)
        again = await post("/desk/sign-in/passkey", signed)
        assert again.status == 403
        assert COOKIE not in again.cookies
