"""Start: one press deals the next case; a page that says kindly why there is none."""

from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

_PATH = "/desk/start"


@page(_PATH, Right.DECIDE)
async def start(request: Request[Any, Any, Any]) -> Response[str]:
    """The button again; or that nothing waits for them, or that a break would do them good."""
    room, visitor = room_of(request), visitor_of(request)
    facts: dict[str, Any] = {
        "nothing": request.query_params.get("nothing") == "yes",
        "standing": await room.care.of(visitor),
        "waiting": await room.queue.numbers(visitor),
        "mine": await room.queue.mine(visitor),
    }
    return render(request, "start.html", **facts)


@deed(_PATH, Right.DECIDE)
async def deal(request: Request[Any, Any, Any]) -> Redirect:
    """The next case. Whoever should rest is asked first, and may go on; whoever rested is back."""
    room, visitor = room_of(request), visitor_of(request)
    form = await request.form()
    if form.get("anyway") != "yes":
        standing = await room.care.of(visitor)
        if standing.card and not standing.is_resting:
            return onward(_PATH)
    await room.care.come_back(visitor)
    case = await room.queue.deal(visitor)
    return onward(f"{_PATH}?nothing=yes" if case is None else f"/desk/case/{case}")


HANDLERS = (start, deal)
