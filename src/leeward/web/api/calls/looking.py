"""Pictures, one step of the ladder at a time: never a file, always with a reason, and always counted."""

from typing import Any

from litestar import Request, Response
from litestar.params import FromPath, JSONBody

from leeward.review.people.rights import Right
from leeward.review.viewer.files import MediaFile
from leeward.review.viewer.viewer import Level, Wish
from leeward.web.api.asking import program_of
from leeward.web.api.routes import ask, do
from leeward.web.api.shapes import Look, Number, Seconds
from leeward.web.desk.asking import room_of

_HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@ask("/cases/{number:int}/media", Right.CASES, "The media of a case, as words")
async def files(number: FromPath[Number], request: Request[Any, Any, Any]) -> list[MediaFile]:
    """What is known of each without looking at it."""
    return [*await room_of(request).viewer.files(program_of(request), number)]


@do(
    "/cases/{number:int}/media/{media:int}",
    Right.MEDIA,
    "One step of a picture of a case that is theirs",
    media_type="image/*",
)
async def look(
    number: FromPath[Number], media: FromPath[Number], data: JSONBody[Look], request: Request[Any, Any, Any]
) -> Response[bytes]:
    """A derivative of the level asked for. It counts as exposure of the token's person, stands in the ledger,
    and is over after 30 seconds unless the program says that it is still shown."""
    wish = Wish(Level(data.level), frame=data.frame)
    found = await room_of(request).viewer.show(program_of(request), number, media, wish, data.why)
    headers = _HEADERS | {"X-View": str(found.view)}
    return Response(found.shown.data, media_type=found.shown.media_type, headers=headers)


@do("/views/{view:int}/second", Right.MEDIA, "It is shown for one second more")
async def second(view: FromPath[Number], request: Request[Any, Any, Any]) -> Seconds:
    """Also tells when it is enough: 403, and it is over."""
    return Seconds(await room_of(request).viewer.tick(program_of(request), view))


@do("/views/{view:int}/end", Right.MEDIA, "It is not shown any more", status=204)
async def end(view: FromPath[Number], request: Request[Any, Any, Any]) -> None:
    """What is over already stays as it is."""
    await room_of(request).viewer.hide(program_of(request), view)


HANDLERS = (files, look, second, end)
