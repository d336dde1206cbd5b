"""People who report: their records, who is one voice, whose word weighs nothing for a while."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.model.errors import UsageError
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.forms import number_in, number_of, text_in
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]

_HOME = "/desk/reporters"
_MOST_PAGES, _LONGEST, _YEAR_HOURS = 100_000, 200, 24 * 365


@page(_HOME, Right.COMPLAINANTS)
async def complainants(request: Asked) -> Response[str]:
    """A page of them, the weightiest first; looked for by a part of the name, which is sent as a form."""
    number = number_of(str(request.query_params.get("page", "1")), 1, _MOST_PAGES)
    told = await room_of(request).complainants.listed(visitor_of(request), page=number)
    return render(request, "office/complainants.html", told=told, number=number, words="")


@deed(_HOME, Right.COMPLAINANTS)
async def search(request: Asked) -> Response[str]:
    """Look for somebody: by a form, so that no name stands in an address."""
    words = await text_in(request, "words", _LONGEST)
    told = await room_of(request).complainants.listed(visitor_of(request), words)
    return render(request, "office/complainants.html", told=told, number=1, words=words)


@page("/desk/reporters/{mark:str}", Right.COMPLAINANTS)
async def complainant(request: Asked, mark: FromPath[str]) -> Response[str]:
    """One of them."""
    told = await room_of(request).complainants.one(visitor_of(request), mark)
    return render(request, "office/complainant.html", told=told)


@deed("/desk/reporters/{mark:str}/{wish:str}", Right.COMPLAINANTS)
async def say(request: Asked, mark: FromPath[str], wish: FromPath[str]) -> Redirect:
    """Trust, distrust, mute or unmute them, with a reason."""
    room, visitor, why = room_of(request).complainants, visitor_of(request), await text_in(request, "why")
    deeds = {"trust": room.trust, "distrust": room.distrust, "mute": room.mute, "unmute": room.unmute}
    if wish not in deeds:
        raise UsageError("there is no such thing to do", "go back to the page")
    await deeds[wish](visitor, mark, why)
    return onward(f"{_HOME}/{mark}?done=saved")


@deed("/desk/reporters/pause", Right.COMPLAINANTS)
async def pause(request: Asked) -> Redirect:
    """Let no complaint hold anything for a while; 0 hours: go on."""
    hours, why = await number_in(request, "hours", 0, _YEAR_HOURS), await text_in(request, "why")
    await room_of(request).complainants.pause(visitor_of(request), hours, why)
    return onward(f"{_HOME}?done=saved")


HANDLERS = (complainants, search, complainant, say, pause)
