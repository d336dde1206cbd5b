"""What all ways in share: where people come from and go to, and the cookie that they are given."""

import re
from collections.abc import Mapping
from typing import Any

from litestar import Request, Response

from leeward.review.people.passkeys import Site
from leeward.web.desk.asking import Asking, cookie_name, is_secure, room_of
from leeward.web.desk.rendering import onward

HOME = "/desk"
_OURS = re.compile(r"/desk(/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")  # no part of it leads upwards
_LONGEST = 10_000  # characters of one field

AnyRequest = Request[Any, Any, Any]


async def fields(request: AnyRequest) -> Mapping[str, str]:
    """What a form says, each field once; a file counts as nothing."""
    form = await request.form()
    return {name: value[:_LONGEST] for name, value in form.items() if isinstance(value, str)}


def address_of(asking: Asking) -> str:
    """Of the network that a request comes from; a reverse proxy on this machine tells whom it speaks for."""
    return asking.client.host if asking.client else "unknown"


def site_of(asking: Asking) -> Site:
    """Where people reach the desk, as configured, else as this browser does."""
    public = room_of(asking).ground.config.web.public_url
    return Site.of(public or f"http://{asking.headers.get('host', '')}")


def next_page(wanted: str) -> str:
    """A page of the desk, whatever was asked for: nobody is led elsewhere from here."""
    return wanted if _OURS.fullmatch(wanted) else HOME


def entered(asking: Asking, token: str, path: str) -> Response[Any]:
    """On to a page, signed in. The cookie goes when the browser does."""
    return with_cookie(asking, onward(path), token)


def with_cookie(asking: Asking, response: Response[Any], token: str) -> Response[Any]:
    """The same, signed in. No script can read it, and no other site can send it along but by a link."""
    response.set_cookie(
        key=cookie_name(asking),
        value=token,
        path="/",
        httponly=True,
        secure=is_secure(asking),
        samesite="lax",
    )
    return response


def left(asking: Asking, path: str) -> Response[Any]:
    """On to a page, signed out."""
    response = onward(path)
    response.set_cookie(
        key=cookie_name(asking),
        value="",
        path="/",
        max_age=0,
        httponly=True,
        secure=is_secure(asking),
        samesite="lax",
    )
    return response
