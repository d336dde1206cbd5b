"""Home: what waits, what is held, and whether the scanners see."""

from typing import Any

from litestar import Request, Response

from leeward.review.people.rights import Right
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk", Right.NUMBERS)
async def home(request: Request[Any, Any, Any]) -> Response[str]:
    """Three numbers, and one button."""
    return render(request, "home.html")


HANDLERS = (home,)
