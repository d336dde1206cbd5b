"""Addresses of the desk that lead nowhere."""

from typing import Any

from litestar import Request, Response
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from leeward.review.people.rights import Right
from leeward.web.desk.routes import page


@page("/desk/{rest:path}", Right.NOTHING)
async def nowhere(rest: FromPath[str], request: Request[Any, Any, Any]) -> Response[str]:
    """The page that says so, with the menu. Raises: NotFoundException."""
    raise NotFoundException


HANDLERS = (nowhere,)
