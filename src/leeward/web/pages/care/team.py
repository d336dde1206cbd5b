"""Team: how all together are; never how one is."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response

from leeward.review.care.crowd import LEAST
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page
from leeward.web.pages.care.outcomes import ago_of


@page("/desk/team", Right.TEAM)
async def team(request: Request[Any, Any, Any]) -> Response[str]:
    """A week that is over."""
    figures = await room_of(request).team.of_week(visitor_of(request), ago_of(request))
    facts: dict[str, Any] = {"figures": figures, "week": figures.week, "least": LEAST}
    if figures.waits:
        facts["half"] = timedelta(seconds=figures.waits.half)
        facts["most"] = timedelta(seconds=figures.waits.most)
    return render(request, "team.html", **facts)


HANDLERS = (team,)
