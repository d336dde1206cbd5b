"""The list of cases: facts only, to look something up."""

from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response

from leeward.model.errors import UsageError
from leeward.review.people.rights import Right
from leeward.review.queue.listing import Wanted, states
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page

_LONGEST = 18  # digits that the database can count to


@page("/desk/cases", Right.CASES)
async def listing(request: Request[Any, Any, Any]) -> Response[str]:
    """One page of it. Raises: UsageError: nobody can be asked for that."""
    told = request.query_params
    asked = {
        "which": told.get("which", "open"),
        "queue": told.get("queue", ""),
        "server": told.get("server", ""),
    }
    wanted = Wanted(asked["which"], asked["queue"], _number(asked["server"]), _number(told.get("before", "")))
    found = await room_of(request).listing.page(visitor_of(request), wanted)
    further = f"/desk/cases?{urlencode({**asked, 'before': found.further})}" if found.further else ""
    return render(request, "cases.html", found=found, asked=asked, states=states(), further=further)


def _number(told: str) -> int | None:
    if not told:
        return None
    if not (told.isascii() and told.isdigit() and len(told) <= _LONGEST):
        raise UsageError("this page does not exist: a number in its address is none", "begin with the list")
    return int(told)


HANDLERS = (listing,)
