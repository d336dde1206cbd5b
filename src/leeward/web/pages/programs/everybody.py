"""Everybody's programs, for who looks after people: names, never a secret."""

from litestar import Response

from leeward.review.people.rights import Right
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.entering import AnyRequest
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk/programs", Right.PEOPLE)
async def programs(request: AnyRequest) -> Response[str]:
    """Tokens and hooks, with what takes them away."""
    room, visitor = room_of(request), visitor_of(request)
    return render(
        request,
        "programs/everybody.html",
        tokens=await room.tokens.every(visitor),
        hooks=await room.hooks.every(visitor),
    )


HANDLERS = (programs,)
