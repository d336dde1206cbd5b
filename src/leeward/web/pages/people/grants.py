"""Single cases that a lead opens to somebody for a while."""

from typing import Any

from litestar import Response

from leeward.model.errors import UsageError
from leeward.review.people.rights import Right
from leeward.review.people.roster import Wish
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.entering import AnyRequest, fields
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

PATH = "/desk/grants"
_HOURS = (4, 24, 72, 168)


@page(PATH, Right.LEAD)
async def grants(request: AnyRequest) -> Response[str]:
    """Those that stand, and a form for one more."""
    return await _page(request)


@deed(PATH, Right.LEAD)
async def grant(request: AnyRequest) -> Response[Any]:
    """One more."""
    told, room = await fields(request), room_of(request)
    try:
        person = await room.roster.find(told.get("person", ""))
        wish = Wish(_whole(told, "case"), person.id, float(_whole(told, "hours")), told.get("why", "")[:500])
        await room.roster.grant(visitor_of(request), wish)
    except UsageError as error:
        return await _page(request, 400, error)
    return onward(f"{PATH}?done=added")


@deed(f"{PATH}/end", Right.LEAD)
async def end(request: AnyRequest) -> Response[Any]:
    """Before its time."""
    told = await fields(request)
    await room_of(request).roster.revoke(visitor_of(request), _whole(told, "case"), _whole(told, "person"))
    return onward(f"{PATH}?done=ended")


async def _page(request: AnyRequest, status: int = 200, trouble: UsageError | None = None) -> Response[str]:
    roster = room_of(request).roster
    everybody = [one for one in await roster.everybody() if one.left_at is None]
    found = await roster.grants(visitor_of(request))
    case = request.query_params.get("case", "")
    facts = {"grants": found, "everybody": everybody, "hours": _HOURS, "trouble": trouble, "case": case}
    return render(request, "people/grants.html", status, **facts)


def _whole(told: Any, name: str) -> int:
    given = told.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 19 else 0


HANDLERS = (grants, grant, end)
