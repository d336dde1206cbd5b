"""Settings: comfort, each with how well it is known to help; language, colours, keys."""

from typing import Any

from litestar import Request, Response
from litestar.response import Redirect

from leeward.model.errors import UsageError
from leeward.review.care.comfort import SHORTEST_BREAK, SPEEDS, from_form, longest_break
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.entering import fields
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page
from leeward.web.desk.words import languages


@page("/desk/settings", Right.OWN)
async def settings(request: Request[Any, Any, Any]) -> Response[str]:
    """All of one's own."""
    room = room_of(request)
    return render(
        request,
        "settings.html",
        wishes=await room.care.wishes(visitor_of(request)),
        server=room.ground.config.desk,
        breaks=range(SHORTEST_BREAK, longest_break(room.ground.config.desk) + 1, 5),
        speeds=SPEEDS,
    )


@deed("/desk/settings", Right.OWN)
async def save(request: Request[Any, Any, Any]) -> Redirect:
    """Raises: UsageError: something of it cannot be a setting."""
    told = await fields(request)
    language = told.get("language", "")
    if language and language not in languages():
        raise UsageError("this desk does not speak that language", "choose among what the page offers")
    await room_of(request).care.wish(visitor_of(request), from_form(told), language)
    return onward("/desk/settings?done=saved")


HANDLERS = (settings, save)
