"""Signing in by an account at a protected server."""

from typing import Any
from urllib.parse import urlsplit

from litestar import Response
from litestar.response import Redirect

from leeward.model.errors import LeewardError, NotAllowed, NotWritable
from leeward.review.people.elsewhere.doors import Returned
from leeward.review.people.limits import TooOften
from leeward.review.people.rights import Right
from leeward.web.desk.asking import Asking, is_secure, maybe_visitor, room_of
from leeward.web.desk.entering import AnyRequest, address_of, entered, fields, next_page, site_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import deed, page
from leeward.web.pages.people.signing import shown

PATH = "/desk/sign-in/server"
_MOST_SERVER = 2**63 - 1


@deed("/desk/sign-in/to-server", Right.NOTHING)
async def leave_for(request: AnyRequest) -> Response[Any]:
    """A page with the link to the server: our forms lead nowhere else, not even by way of us."""
    told = await fields(request)
    number = told.get("server", "")
    server = int(number) if number.isascii() and number.isdigit() else 0
    then, back = next_page(told.get("then", "")), site_of(request).origin + PATH
    try:
        doors = room_of(request).doors
        way = await doors.leave_for(min(server, _MOST_SERVER), back, then, address_of(request))
    except TooOften:
        return await shown(request, 429, then, "often")
    except LeewardError:
        return await shown(request, 503, then, "server")
    host = urlsplit(way.address).netloc
    response = render(request, "people/leaving.html", address=way.address, host=host)
    response.set_cookie(
        key=_keepsake(request),
        value=way.keepsake,
        path="/",
        max_age=600,
        httponly=True,
        secure=is_secure(request),
        samesite="lax",
    )
    return response


@page(PATH, Right.NOTHING)
async def come_back(request: AnyRequest) -> Response[Any]:
    """Where the server sends people back to."""
    given = request.query_params
    returned = Returned(
        state=given.get("state", ""),
        code=given.get("code", ""),
        keepsake=request.cookies.get(_keepsake(request), ""),
        address=address_of(request),
    )
    try:
        token, then = await room_of(request).doors.come_back(returned, maybe_visitor(request))
    except TooOften:
        return await shown(request, 429, "", "often")
    except NotAllowed as error:
        return render(request, "error.html", 403, message=error.message, hint=error.hint, is_ours=True)
    except NotWritable:
        return await shown(request, 503, "", "server")
    response: Redirect | Response[Any] = entered(request, token, then)
    response.delete_cookie(_keepsake(request), path="/")
    return response


def _keepsake(asking: Asking) -> str:
    return "__Host-leeward-step" if is_secure(asking) else "leeward-step"


HANDLERS = (leave_for, come_back)
