"""The child-safety path: what is written down for a report, and read by a second person. Nothing is sent."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.model.errors import UsageError
from leeward.review.cases.dossiers import LONGEST, Category
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]
_PATH = "/desk/case/{number:int}/child-safety"


@page(_PATH, Right.CHILD_SAFETY)
async def form(request: Asked, number: FromPath[int]) -> Response[str]:
    """Raises: CaseError: there is no such case for this visitor."""
    room, visitor = room_of(request), visitor_of(request)
    told = await room.cases.told(visitor, number)
    dossier = await room.dossiers.told(visitor, number)
    return render(
        request,
        "case/child-safety.html",
        told=told,
        dossier=dossier,
        categories=[str(one) for one in Category],
        longest=LONGEST,
    )


@deed(_PATH, Right.CHILD_SAFETY)
async def write(request: Asked, number: FromPath[int]) -> Redirect:
    """Raises: CaseError: somebody else has written. UsageError: nobody can read it."""
    fields = await request.form()
    category, notes = _category(str(fields.get("category", ""))), str(fields.get("notes", ""))
    await room_of(request).dossiers.write(visitor_of(request), number, category, notes)
    return onward(f"/desk/case/{number}/child-safety?done=saved")


@deed(_PATH + "/second", Right.CHILD_SAFETY)
async def second(request: Asked, number: FromPath[int]) -> Redirect:
    """Raises: CaseError: nothing waits for a second reader, or not for this one."""
    category = _category(str((await request.form()).get("category", "")))
    await room_of(request).dossiers.second(visitor_of(request), number, category)
    return onward(f"/desk/case/{number}/child-safety?done=noted")


def _category(told: str) -> Category:
    try:
        return Category(told)
    except ValueError as error:
        raise UsageError("choose what it is about", "go back, and choose one of the list") from error


HANDLERS = (form, write, second)
