"""Help: the keys and an evening at the desk; and what this desk is."""

from typing import Any

from litestar import Request, Response

from leeward import __version__
from leeward.review.people.rights import Right
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import page


@page("/desk/help", Right.NOTHING)
async def helping(request: Request[Any, Any, Any]) -> Response[str]:
    """What the keys do, and how an evening goes."""
    return render(request, "help.html")


@page("/desk/about", Right.NOTHING)
async def about(request: Request[Any, Any, Any]) -> Response[str]:
    """What this program is, what it keeps, and what it never does."""
    return render(request, "about.html", version=__version__)


HANDLERS = (helping, about)
