"""Live news for open pages: server-sent events, without polling."""

import json
from collections.abc import AsyncIterator
from typing import Any

from litestar import Request, Response, get
from litestar.response import Stream

from leeward.review.people.rights import Right, Visitor
from leeward.review.reach.news import News, Newsroom
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.routes import QUIET, RIGHT

_HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}  # a proxy that collects delays everything
_RETRY = b"retry: 5000\n\n"  # milliseconds, until a browser whose stream broke comes again
_ALIVE = b":\n\n"


@get(["/desk/news"], opt={RIGHT: Right.NUMBERS, QUIET: True}, include_in_schema=False)
async def news(request: Request[Any, Any, Any]) -> Response[Any]:
    """What happens, as far as this visitor may know, until their session ends."""
    visitor, room = visitor_of(request), room_of(request)
    room.news.check(visitor)
    return Stream(_told(room.news, visitor), media_type="text/event-stream", headers=_HEADERS)


async def _told(newsroom: Newsroom, visitor: Visitor) -> AsyncIterator[bytes]:
    """Events have no id: a browser that comes again looks at everything, and asks for nothing old."""
    yield _RETRY
    async for one in newsroom.follow(visitor):
        yield _ALIVE if one is None else _event(one)


def _event(one: News) -> bytes:
    told: dict[str, object] = {"event": one.event}
    if one.case is not None:
        told["case"] = one.case
    return f"data: {json.dumps(told)}\n\n".encode()


HANDLERS = (news,)
