"""The policy over time: versions, who made them and why, what they changed, and the way back."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.forms import text_in
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]


@page("/desk/policy/history", Right.POLICY)
async def history(request: Asked) -> Response[str]:
    """Every version, the newest first."""
    found = await room_of(request).versions.history(visitor_of(request))
    return render(request, "office/policy-history.html", found=found)


@page("/desk/policy/history/{number:int}", Right.POLICY)
async def version(request: Asked, number: FromPath[int]) -> Response[str]:
    """One version: what it changed, how it differs from what is in force, and its text."""
    told = await room_of(request).versions.one(visitor_of(request), number)
    return render(request, "office/policy-version.html", told=told)


@deed("/desk/policy/history/{number:int}/revert", Right.PROMOTE)
async def revert(request: Asked, number: FromPath[int]) -> Redirect:
    """Put it in force again."""
    await room_of(request).policies.revert(visitor_of(request), number, await text_in(request, "why"))
    return onward("/desk/policy?done=promoted")


HANDLERS = (history, version, revert)
