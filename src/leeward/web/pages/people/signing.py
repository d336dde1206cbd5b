"""Signing in with a password and a code, and signing out."""

from typing import Any

from litestar import Response

from leeward.model.errors import NotAllowed
from leeward.review.people.limits import TooOften
from leeward.review.people.rights import Right
from leeward.review.people.signing import Attempt
from leeward.web.desk.asking import maybe_visitor, room_of, visitor_of
from leeward.web.desk.entering import AnyRequest, address_of, entered, fields, left, next_page, site_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import deed, page

PATH = "/desk/sign-in"


@page(PATH, Right.NOTHING)
async def sign_in(request: AnyRequest) -> Response[str]:
    """Every way in that this desk has."""
    return await shown(request, then=request.query_params.get("then", ""))


@deed(PATH, Right.NOTHING)
async def enter(request: AnyRequest) -> Response[Any]:
    """Name, password and code."""
    told = await fields(request)
    attempt = Attempt(
        name=told.get("name", ""),
        password=told.get("password", ""),
        code=told.get("code", ""),
        address=address_of(request),
    )
    try:
        token = await room_of(request).signing.by_password(attempt, maybe_visitor(request))
    except TooOften:
        return await shown(request, 429, told.get("then", ""), "often")
    except NotAllowed:
        return await shown(request, 401, told.get("then", ""), "wrong")
    return entered(request, token, next_page(told.get("then", "")))


@deed("/desk/sign-out", Right.OWN)
async def sign_out(request: AnyRequest) -> Response[Any]:
    """Here."""
    await room_of(request).sessions.end(visitor_of(request))
    return left(request, f"{PATH}?done=signed-out")


@deed("/desk/sign-out/everywhere", Right.OWN)
async def sign_out_everywhere(request: AnyRequest) -> Response[Any]:
    """In every browser."""
    await room_of(request).sessions.end_all(visitor_of(request))
    return left(request, f"{PATH}?done=signed-out")


async def shown(request: AnyRequest, status: int = 200, then: str = "", trouble: str = "") -> Response[str]:
    """The page, with what went wrong. trouble: a key of the template."""
    servers = await room_of(request).doors.open_at()
    return render(
        request,
        "people/sign-in.html",
        status,
        then=next_page(then),
        trouble=trouble,
        servers=servers,
        has_passkeys=site_of(request).is_fit,
    )


HANDLERS = (sign_in, enter, sign_out, sign_out_everywhere)
