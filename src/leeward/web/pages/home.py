"""Home: what waits, who waits for us, and whether the scanners see."""

from typing import Any

from litestar import Request, Response

from leeward.review.people.rights import Right
from leeward.review.queue.priority import Band
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk", Right.NUMBERS)
async def home(request: Request[Any, Any, Any]) -> Response[str]:
    """Three numbers, and one button."""
    room, visitor = room_of(request), visitor_of(request)
    waiting = await room.queue.numbers(visitor)
    mine = await room.queue.mine(visitor) if visitor.may(Right.DECIDE) else ()
    bands = [(str(band), waiting.bands[band]) for band in Band if band in waiting.bands]
    matters = await room.verdicts.matters(visitor)
    return render(request, "home.html", waiting=waiting, bands=bands, mine=mine, matters=matters)


HANDLERS = (home,)
