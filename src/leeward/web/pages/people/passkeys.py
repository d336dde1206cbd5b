"""Passkeys: what the script signing.js asks and answers."""

from typing import Any
from urllib.parse import unquote

from litestar import Response

from leeward.review.people.rights import Right
from leeward.web.desk.asking import maybe_visitor, room_of, visitor_of
from leeward.web.desk.entering import AnyRequest, address_of, next_page, site_of, with_cookie
from leeward.web.desk.routes import deed

_JSON = "application/json"
_NO_STORE = {"Cache-Control": "no-store"}


@deed("/desk/sign-in/passkey/ask", Right.NOTHING)
async def ask(request: AnyRequest) -> Response[Any]:
    """What the browser asks a device to sign."""
    asked = await room_of(request).passkeys.begin(site_of(request), address_of(request))
    return Response(asked.encode(), media_type=_JSON, headers=_NO_STORE)


@deed("/desk/sign-in/passkey", Right.NOTHING)
async def enter(request: AnyRequest) -> Response[Any]:
    """What it signed."""
    passkeys = room_of(request).passkeys
    token = await passkeys.sign_in(site_of(request), await request.body(), maybe_visitor(request))
    then = next_page(request.headers.get("x-then", ""))
    return with_cookie(request, Response({"next": then}, headers=_NO_STORE), token)


@deed("/desk/ways/passkey/ask", Right.OWN)
async def ask_new(request: AnyRequest) -> Response[Any]:
    """What the browser asks a device to make."""
    asked = await room_of(request).passkeys.begin_adding(visitor_of(request), site_of(request))
    return Response(asked.encode(), media_type=_JSON, headers=_NO_STORE)


@deed("/desk/ways/passkey", Right.OWN)
async def add(request: AnyRequest) -> Response[Any]:
    """What it made."""
    label = unquote(request.headers.get("x-label", ""))
    passkeys = room_of(request).passkeys
    await passkeys.add(visitor_of(request), site_of(request), await request.body(), label)
    return Response({"next": "/desk/ways?done=added"}, headers=_NO_STORE)


HANDLERS = (ask, enter, ask_new, add)
