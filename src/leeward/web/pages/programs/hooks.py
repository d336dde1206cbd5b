"""Hooks: where a program of one's own is told what happens."""

from typing import Any

from litestar import Response
from litestar.params import FromPath

from leeward.model.errors import LeewardError, UsageError
from leeward.review.people.rights import Right
from leeward.review.reach.hooks import Event, MadeHook
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.entering import AnyRequest, fields
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

PATH = "/desk/hooks"
_MOST = 2**63 - 1


@page(PATH, Right.CASES)
async def hooks(request: AnyRequest) -> Response[str]:
    """One's own, and a form for another."""
    return await _page(request)


@deed(PATH, Right.CASES)
async def make(request: AnyRequest) -> Response[Any]:
    """The new hook, with its secret, this once."""
    told = await fields(request)
    events = frozenset(one for one in Event if f"event-{one}" in told)
    try:
        made = await room_of(request).hooks.make(visitor_of(request), told.get("url", ""), events)
    except UsageError as error:
        return await _page(request, 400, error=error, told=told)
    return await _page(request, made=made)


@page(PATH + "/{hook:int}", Right.CASES)
async def calls(hook: FromPath[int], request: AnyRequest) -> Response[str]:
    """What one hook was told, and what came of it."""
    room, visitor = room_of(request), visitor_of(request)
    found = await room.hooks.calls(visitor, min(hook, _MOST))
    (row,) = [one for one in await room.hooks.mine(visitor) if one.id == hook]
    return render(request, "programs/calls.html", hook=row, calls=found)


@deed(PATH + "/{hook:int}/test", Right.CASES)
async def try_out(hook: FromPath[int], request: AnyRequest) -> Response[Any]:
    """A call that names no case."""
    await room_of(request).hooks.try_out(visitor_of(request), min(hook, _MOST))
    return onward(f"{PATH}/{hook}?done=sent")


@deed(PATH + "/{hook:int}/end", Right.OWN)
async def end(hook: FromPath[int], request: AnyRequest) -> Response[Any]:
    """Nothing is told any more; by its person, or by who looks after people."""
    await room_of(request).hooks.end(visitor_of(request), min(hook, _MOST))
    back = (await fields(request)).get("back", "")
    return onward(f"{'/desk/programs' if back == 'everybody' else PATH}?done=ended")


async def _page(
    request: AnyRequest,
    status: int = 200,
    *,
    made: MadeHook | None = None,
    error: LeewardError | None = None,
    told: Any = None,
) -> Response[str]:
    return render(
        request,
        "programs/hooks.html",
        status,
        hooks=await room_of(request).hooks.mine(visitor_of(request)),
        events=[str(one) for one in Event],
        made=made,
        error=error,
        told=told or {},
    )


HANDLERS = (hooks, make, calls, try_out, end)
