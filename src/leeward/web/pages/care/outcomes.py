"""Outcomes: what came of what was decided."""

from typing import Any

from litestar import Request, Response

from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk/outcomes", Right.NUMBERS)
async def outcomes(request: Request[Any, Any, Any]) -> Response[str]:
    """Of one's own decisions, and of the desk's; week by week."""
    week, own, desk = await room_of(request).outcomes.of_week(visitor_of(request), ago_of(request))
    return render(request, "outcomes.html", week=week, own=own, whole=desk)


def ago_of(request: Request[Any, Any, Any]) -> int:
    """How many weeks ago, as the address says; 0 where it says nothing sensible."""
    told = request.query_params.get("ago", "")
    return int(told) if told.isdecimal() and len(told) < 5 else 0


HANDLERS = (outcomes,)
