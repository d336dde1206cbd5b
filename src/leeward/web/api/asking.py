"""Which program asks: recognised by its token and let in or turned away before anything is done.

A browser's cookie opens nothing here, so no page of another site can make a browser ask.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import TooManyRequestsException
from litestar.handlers import BaseRouteHandler

from leeward.model.errors import NotAllowed, NotSignedIn
from leeward.review.people.rights import Right, Visitor
from leeward.review.reach.tokens import Carried
from leeward.web.api.pacing import Pacing
from leeward.web.desk.asking import room_of
from leeward.web.desk.routes import RIGHT

Asking = ASGIConnection[Any, Any, Any, Any]

_PROGRAM, _CARRIED = "program", "carried"
_SCHEME = "Bearer "
_STRANGERS = "strangers"  # of one address: whoever tries tokens is no program that we know


async def admit(asking: Asking, handler: BaseRouteHandler) -> None:
    """Every call's guard. Raises: NotSignedIn, NotAllowed: also where a call does not say what it needs.
    TooManyRequestsException."""
    right = handler.opt.get(RIGHT)
    if not isinstance(right, Right):
        raise NotAllowed("nobody may do this", "this is a bug: report it")
    found = await room_of(asking).tokens.recognise(_token(asking))
    if found is None:
        _pace(asking, f"{_STRANGERS} {asking.client.host if asking.client else ''}")
        raise NotSignedIn(
            "a token is needed", "send: Authorization: Bearer …; make one on the page of tokens"
        )
    visitor, carried = found
    _pace(asking, f"token {carried.id}")
    asking.scope["state"][_PROGRAM], asking.scope["state"][_CARRIED] = visitor, carried
    if not visitor.may(right):
        raise NotAllowed(
            "this token may not do this", f"it needs the scope {right}, and its person the right"
        )


def program_of(asking: Asking) -> Visitor:
    """Whose program asks."""
    found = asking.scope["state"][_PROGRAM]
    assert isinstance(found, Visitor)
    return found


def carried_by(asking: Asking) -> Carried:
    """The token that it shows."""
    found = asking.scope["state"][_CARRIED]
    assert isinstance(found, Carried)
    return found


def _token(asking: Asking) -> str:
    given = asking.headers.get("authorization", "")
    return given.removeprefix(_SCHEME) if given.startswith(_SCHEME) else ""


def _pace(asking: Asking, key: str) -> None:
    pacing = asking.app.state["pacing"]
    assert isinstance(pacing, Pacing)
    if wait_s := pacing.wait_s(key, room_of(asking).ground.clock()):
        raise TooManyRequestsException("this token asks too often", headers={"Retry-After": str(wait_s)})
