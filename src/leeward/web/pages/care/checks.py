"""Checks: tells whoever judged a golden item that it was one, and how it had been decided."""

from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import FromPath, PathParameter

from leeward.review.care.golden import agrees
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page

Number = Annotated[int, PathParameter(ge=1, le=2**63 - 1)]


@page("/desk/check/{case:int}", Right.DECIDE)
async def check(request: Request[Any, Any, Any], case: FromPath[Number]) -> Response[str]:
    """Raises: CaseError: it was no check of theirs, or waits for their answer."""
    found = await room_of(request).golden.answered(visitor_of(request), case)
    return render(request, "check.html", found=found, agrees=agrees(found.said, found.decided))


HANDLERS = (check,)
