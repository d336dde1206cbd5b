"""Who asks: the visitor of a request, let in or turned away before any page is made."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from leeward.model.errors import NotAllowed, NotSignedIn, UsageError
from leeward.review.care.standing import Standing
from leeward.review.people.rights import Right, Visitor
from leeward.review.room import Room
from leeward.web.desk.routes import BAR, QUIET, RIGHT
from leeward.web.parts import WebParts

Asking = ASGIConnection[Any, Any, Any, Any]

_VISITOR = "visitor"
CARE = "care"  # in a request's state: how the visitor is and wants it
_SECURE_COOKIE, _PLAIN_COOKIE = "__Host-leeward", "leeward"
BREAK = "/desk/break"  # the page of a break: being there is not working
_SAFE = {"GET", "HEAD", "OPTIONS"}
_NOTHING, _MOST = "\0", 2**63 - 1
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf"
QUIET_HEADER = "x-quiet"  # the page asks by itself: nobody has done anything


async def admit(asking: Asking, handler: BaseRouteHandler) -> None:
    """Every route's guard. Raises: NotSignedIn, NotAllowed: also where a route does not say what it needs."""
    right = handler.opt.get(RIGHT)
    if not isinstance(right, Right):
        raise NotAllowed("nobody may do this", "this is a bug: report it")
    _check_sense(asking)
    is_quiet = bool(handler.opt.get(QUIET)) or QUIET_HEADER in asking.headers
    visitor = await _recognised(asking, is_quiet=is_quiet)
    asking.scope["state"][_VISITOR] = visitor
    if right is not Right.NOTHING:
        if visitor is None:
            raise NotSignedIn("you are not signed in", "sign in, then try again")
        if not visitor.may(right):
            raise NotAllowed("this is not yours to see or do", "ask whoever runs this desk for the role")
    if asking.scope.get("method") not in _SAFE:
        await _check_origin(asking, visitor)
    if visitor is not None and handler.opt.get(BAR):
        asking.scope["state"][CARE] = await _cared(asking, visitor)


def _check_sense(asking: Asking) -> None:
    """Raises: UsageError: the address names what no database can hold."""
    told = [*asking.path_params.values(), *(value for _, value in asking.query_params.multi_items())]
    if any(_NOTHING in one if isinstance(one, str) else _is_beyond(one) for one in told):
        raise UsageError(
            "there is nothing of this number or name", "go back, and choose what the page offers"
        )


def _is_beyond(told: Any) -> bool:
    return isinstance(told, int) and abs(told) > _MOST


def visitor_of(asking: Asking) -> Visitor:
    """Who asks. Raises: NotSignedIn: on a page that everybody may see, nobody may be there."""
    found = maybe_visitor(asking)
    if found is None:
        raise NotSignedIn("you are not signed in", "sign in, then try again")
    return found


def maybe_visitor(asking: Asking) -> Visitor | None:
    """Who asks, if anybody is signed in."""
    found = asking.scope["state"].get(_VISITOR)
    assert found is None or isinstance(found, Visitor)
    return found


def standing_of(asking: Asking) -> Standing:
    """How the visitor is and wants it, on a page with the session bar."""
    found = asking.scope["state"][CARE]
    assert isinstance(found, Standing)
    return found


def room_of(asking: Asking) -> Room:
    """The desk."""
    parts = asking.app.state["parts"]
    assert isinstance(parts, WebParts)
    assert parts.room is not None
    return parts.room


def is_secure(asking: Asking) -> bool:
    """Whether people reach the desk by https."""
    return (room_of(asking).ground.config.web.public_url or "").startswith("https://")


def cookie_name(asking: Asking) -> str:
    """Of the session; with https one that no other host can set."""
    return _SECURE_COOKIE if is_secure(asking) else _PLAIN_COOKIE


async def _cared(asking: Asking, visitor: Visitor) -> Standing:
    """How they are. Who opens a page works, unless they rest, or a page only refreshes itself."""
    care = room_of(asking).care
    is_idle = QUIET_HEADER in asking.headers or asking.url.path == BREAK
    return await (care.of(visitor) if is_idle else care.noted(visitor))


async def _recognised(asking: Asking, *, is_quiet: bool) -> Visitor | None:
    token = asking.cookies.get(cookie_name(asking), "")
    return await room_of(asking).sessions.recognise(token, is_quiet=is_quiet) if token else None


async def _check_origin(asking: Asking, visitor: Visitor | None) -> None:
    """What changes something comes from our own pages, and proves it. Raises: NotAllowed."""
    if not _is_ours(asking):
        raise NotAllowed("this came from another site", "open the desk itself, and do it there")
    if visitor is None:
        return
    given = asking.headers.get(CSRF_HEADER) or await _form_field(asking)
    if not room_of(asking).sessions.is_proof(visitor, given):
        raise NotAllowed("this page was too old to be answered", "go back, load the page again, and repeat")


def _is_ours(asking: Asking) -> bool:
    """What the browser says of where it came from; a program that says nothing has no cookie to be abused."""
    site = asking.headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    origin = asking.headers.get("origin")
    return origin is None or origin.partition("://")[2] == asking.headers.get("host", "")


async def _form_field(asking: Asking) -> str:
    kind = asking.headers.get("content-type", "")
    if not kind.startswith(("application/x-www-form-urlencoded", "multipart/form-data")):
        return ""
    form = await asking.form()  # type: ignore[attr-defined]
    return str(form.get(CSRF_FIELD, ""))
