"""Why a case is there, decision by decision; and what its author may be told."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath

from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk/case/{number:int}/why", Right.AUDIT)
async def why(request: Request[Any, Any, Any], number: FromPath[int]) -> Response[str]:
    """Each decision, made again."""
    told = await room_of(request).whys.why(visitor_of(request), number)
    return render(request, "office/why.html", told=told)


HANDLERS = (why,)
