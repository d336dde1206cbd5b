"""The program itself: whose it is, what it may, and its end."""

from typing import Any

from litestar import Request

from leeward.review.people.rights import Right
from leeward.web.api.asking import carried_by, program_of
from leeward.web.api.routes import ask, do
from leeward.web.api.shapes import Me, Token
from leeward.web.desk.asking import room_of


@ask("/me", Right.NOTHING, "Whose program this is, and what it may do")
async def me(request: Request[Any, Any, Any]) -> Me:
    """Also for a token without any further scope."""
    visitor, carried = program_of(request), carried_by(request)
    return Me(
        name=visitor.name,
        roles=sorted(map(str, visitor.roles)),
        may=sorted(str(one) for one in visitor.rights if one is not Right.NOTHING),
        servers=None if visitor.servers is None else sorted(visitor.servers),
        token=Token(carried.id, carried.name, carried.ends_at),
    )


@do("/me/revoke", Right.NOTHING, "Revoke the token that this is asked with", status=204)
async def revoke(request: Request[Any, Any, Any]) -> None:
    """From now on it opens nothing."""
    await room_of(request).tokens.revoke(program_of(request), carried_by(request).id)


HANDLERS = (me, revoke)
