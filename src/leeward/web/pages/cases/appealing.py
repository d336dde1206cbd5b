"""Appeals: somebody writes down what the author of a decided case says against it."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.review.cases.appeals import LONGEST
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]
_PATH = "/desk/case/{number:int}/appeal"


@page(_PATH, Right.CASES)
async def form(request: Asked, number: FromPath[int]) -> Response[str]:
    """Raises: CaseError: there is no such case for this visitor."""
    told = await room_of(request).cases.told(visitor_of(request), number)
    return render(request, "case/appeal.html", told=told, longest=LONGEST)


@deed(_PATH, Right.CASES)
async def file(request: Asked, number: FromPath[int]) -> Redirect:
    """Raises: CaseError: nothing was decided against the author, or it was appealed already."""
    words = str((await request.form()).get("said", ""))
    appeal = await room_of(request).appeals.file(visitor_of(request), number, words)
    return onward(f"/desk/case/{appeal}?done=appealed")


HANDLERS = (form, file)
