"""Signing in and out."""

from typing import Any

from litestar import Request, Response

from leeward.review.people.rights import Right
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk/sign-in", Right.NOTHING)
async def sign_in(request: Request[Any, Any, Any]) -> Response[str]:
    """Every way in that this desk has."""
    return render(request, "sign-in.html")


HANDLERS = (sign_in,)
