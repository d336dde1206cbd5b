"""Held posts, for their authors' sake: whoever waits longest comes first."""

from typing import Any

from litestar import Request, Response

from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk/held", Right.CASES)
async def held(request: Request[Any, Any, Any]) -> Response[str]:
    """Raises: CaseError: there is no such page."""
    room, visitor = room_of(request), visitor_of(request)
    told = await room.held.told(visitor, request.query_params.get("after", ""))
    matters = await room.verdicts.matters(visitor)
    decided = {case for one in matters.pending for case in one.cases}
    return render(request, "case/held.html", held=told, matters=matters, decided=decided)


HANDLERS = (held,)
