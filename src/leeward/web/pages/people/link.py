"""Opening the desk by a link that works once.

Its token stands behind # in the address, which browsers send nowhere: a script puts it into the form; without
scripts people paste it. Programs that look at links before people do use nothing up.
"""

from typing import Any

from litestar import Response

from leeward.model.errors import NotAllowed
from leeward.review.people.limits import TooOften
from leeward.review.people.rights import Right
from leeward.web.desk.asking import maybe_visitor, room_of
from leeward.web.desk.entering import AnyRequest, address_of, entered, fields
from leeward.web.desk.rendering import render
from leeward.web.desk.routes import deed, page

PATH = "/desk/link"


@page(PATH, Right.NOTHING)
async def link(request: AnyRequest) -> Response[str]:
    """One button."""
    return render(request, "people/link.html", trouble="")


@deed(PATH, Right.NOTHING)
async def open_link(request: AnyRequest) -> Response[Any]:
    """From here on the link opens nothing any more."""
    told = (await fields(request)).get("token", "").rpartition("#")[2]
    try:
        token = await room_of(request).links.open(told, address_of(request), maybe_visitor(request))
    except TooOften:
        return render(request, "people/link.html", 429, trouble="often")
    except NotAllowed:
        return render(request, "people/link.html", 403, trouble="wrong")
    return entered(request, token, "/desk/ways")


HANDLERS = (link, open_link)
