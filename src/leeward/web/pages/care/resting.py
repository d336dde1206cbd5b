"""Breaks: taking one, putting it off, coming back; and handing over what one has."""

from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from leeward.review.people.rights import Right
from leeward.web.desk.asking import BREAK, room_of, visitor_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

_HOME = "/desk"


@page(BREAK, Right.OWN)
async def resting(request: Request[Any, Any, Any]) -> Response[str]:
    """Something else for a while."""
    return render(request, "break.html")


@deed(BREAK, Right.OWN)
async def rest(request: Request[Any, Any, Any]) -> Redirect:
    """A break begins."""
    await room_of(request).care.rest(visitor_of(request))
    return onward(BREAK)


@deed("/desk/break/end", Right.OWN)
async def come_back(request: Request[Any, Any, Any]) -> Redirect:
    """It is over."""
    await room_of(request).care.come_back(visitor_of(request))
    return onward(_HOME)


@deed("/desk/break/later", Right.OWN)
async def put_off(request: Request[Any, Any, Any]) -> Redirect:
    """Not now."""
    await room_of(request).care.put_off(visitor_of(request))
    return onward(_HOME)


@deed("/desk/hand-over", Right.DECIDE)
async def hand_over(request: Request[Any, Any, Any]) -> Redirect:
    """Others take what they have in hand; nobody asks why. Home says how many."""
    number = await room_of(request).queue.hand_over(visitor_of(request))
    return onward(f"{_HOME}?done=handed-{min(number, 99)}")


HANDLERS = (resting, rest, come_back, put_off, hand_over)
