"""The page of one case: facts first, media last and only on request, and what can be said of it."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath
from litestar.response import Redirect

from leeward.review.cases.facts import Claim
from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, standing_of, visitor_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

Asked = Request[Any, Any, Any]


@page("/desk/case/{number:int}", Right.CASES)
async def case(request: Asked, number: FromPath[int]) -> Response[str]:
    """Raises: CaseError: there is no such case, or not for this visitor."""
    room, visitor = room_of(request), visitor_of(request)
    told = await room.cases.told(visitor, number)
    if told.claim is Claim.MINE:
        await room.queue.renew(visitor, number)
    may_look = visitor.may(Right.MEDIA)
    return render(
        request,
        "case/case.html",
        told=told,
        case=number,
        media=await room.viewer.files(visitor, number) if may_look else (),
        level=standing_of(request).comfort.resting if may_look else 0,
        matters=await room.verdicts.matters(visitor),
    )


@deed("/desk/case/{number:int}/claim", Right.DECIDE)
async def claim(request: Asked, number: FromPath[int]) -> Redirect:
    """Nobody else is dealt it meanwhile. Raises: CaseError: somebody is at it."""
    await room_of(request).queue.claim(visitor_of(request), number)
    return onward(f"/desk/case/{number}")


HANDLERS = (case, claim)
