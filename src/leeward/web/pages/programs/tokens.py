"""Tokens: what a program of one's own may do."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from leeward.model.errors import LeewardError, NotAllowed, UsageError
from leeward.review.people.rights import Right, Visitor
from leeward.review.reach.tokens import MOST_DAYS, Made, Wish, scopes_of
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.entering import AnyRequest, fields
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

PATH = "/desk/tokens"
_SPANS = (7, 30, 90, MOST_DAYS)  # days
_USUAL = 90


@page(PATH, Right.OWN)
async def tokens(request: AnyRequest) -> Response[str]:
    """One's own, and a form for another."""
    return await _page(request)


@deed(PATH, Right.OWN)
async def make(request: AnyRequest) -> Response[Any]:
    """The new token, this once."""
    told, visitor = await fields(request), visitor_of(request)
    try:
        await room_of(request).ways.check_fresh(visitor)  # a token outlasts the session that it is made in
        made = await room_of(request).tokens.make(visitor, _wish(told))
    except (UsageError, NotAllowed) as error:
        return await _page(request, 400, error=error, told=told)
    return await _page(request, made=made)


@deed(PATH + "/{token:int}/revoke", Right.OWN)
async def revoke(token: FromPath[int], request: AnyRequest) -> Response[Any]:
    """From now on it opens nothing."""
    await room_of(request).tokens.revoke(visitor_of(request), min(token, 2**63 - 1))
    back = (await fields(request)).get("back", "")
    return onward(f"{'/desk/programs' if back == 'everybody' else PATH}?done=removed")


async def _page(
    request: AnyRequest,
    status: int = 200,
    *,
    made: Made | None = None,
    error: LeewardError | None = None,
    told: Any = None,
) -> Response[str]:
    visitor = visitor_of(request)
    return render(
        request,
        "programs/tokens.html",
        status,
        tokens=await room_of(request).tokens.mine(visitor),
        scopes=_scopes(visitor),
        spans=_SPANS,
        usual=_USUAL,
        made=made,
        error=error,
        told=told or {},
    )


def _scopes(visitor: Visitor) -> list[str]:
    """What this person could give, in the order of the table of rights."""
    return [str(one) for one in Right if one is not Right.NOTHING and visitor.may(one)]


def _wish(told: Any) -> Wish:
    days = told.get("days", "")
    scopes = scopes_of(name.removeprefix("scope-") for name in told if name.startswith("scope-"))
    return Wish(told.get("name", ""), scopes, int(days) if days.isascii() and days.isdigit() else 0)


HANDLERS = (tokens, make, revoke)
