"""Pictures of cases: one answer for each step of the ladder, which no cache may keep."""

from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import FromPath, PathParameter
from litestar.response import Redirect

from leeward.model.errors import CaseError, LeewardError, NotAllowed, NotLooked, UsageError
from leeward.review.people.rights import Right
from leeward.review.viewer.viewer import GOES_ON_S, Level, Picture, Way, Wish
from leeward.web.desk.asking import CARE, room_of, visitor_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page
from leeward.web.desk.telling import status_of

Asked = Request[Any, Any, Any]
Number = Annotated[int, PathParameter(ge=1, le=2**63 - 1)]
Place = Annotated[int, PathParameter(ge=0, le=2**15 - 1)]

_UNSHOWABLE = 422
_NO_STORE = {"Cache-Control": "no-store"}
_TOLD = ("width", "height", "left", "top", "frame", "frames", "of_width", "of_height")


@page("/desk/case/{case:int}/media", Right.MEDIA)
async def media(request: Asked, case: FromPath[Number]) -> Response[str]:
    """The media of a case alone: for a small screen, or beside the case."""
    files = await room_of(request).viewer.files(visitor_of(request), case)
    if not files:
        raise NotAllowed(
            "there is no such case, it has no media, or it is not yours", "go back to your cases"
        )
    care = request.scope["state"].get(CARE)
    level = care.comfort.resting if care else Level.MOSAIC
    return render(request, "media.html", case=case, media=files, level=int(level))


@deed("/desk/case/{case:int}/media/{position:int}", Right.MEDIA)
async def show(request: Asked, case: FromPath[Number], position: FromPath[Place]) -> Response[Any]:
    """The derivative itself, and where it belongs; what is wrong as JSON, for whoever shows it."""
    try:
        wish, why = await _wished(request)
        media_ = await _media(request, case, position)
        picture = await room_of(request).viewer.show(visitor_of(request), case, media_, wish, why)
    except LeewardError as error:
        return _failed(error)
    return _sent(picture)


@deed("/desk/view/{view:int}/second", Right.MEDIA)
async def second(request: Asked, view: FromPath[Number]) -> Response[Any]:
    """It is still shown."""
    try:
        seconds = await room_of(request).viewer.tick(visitor_of(request), view)
    except LeewardError as error:
        return _failed(error)
    return Response({"seconds": seconds}, headers=_NO_STORE)


@deed("/desk/view/{view:int}/over", Right.MEDIA)
async def over(request: Asked, view: FromPath[Number]) -> Response[Any] | Redirect:
    """It is not shown any more. A form leads back to its case."""
    await room_of(request).viewer.hide(visitor_of(request), view)
    case = str((await request.form()).get("case", ""))
    return onward(f"/desk/case/{case}") if case.isdecimal() else Response({}, headers=_NO_STORE)


@deed("/desk/case/{case:int}/media/{position:int}/page", Right.MEDIA)
async def show_page(request: Asked, case: FromPath[Number], position: FromPath[Place]) -> Response[str]:
    """One picture on a bare page, for browsers without scripts. It goes by itself."""
    wish, why = await _wished(request)
    media_ = await _media(request, case, position)
    shown, ticket = await room_of(request).viewer.lay_out(visitor_of(request), case, media_, wish, why)
    told = {"case": case, "position": position, "wish": wish, "why": why}
    answer = render(request, "picture.html", shown=shown, ticket=ticket, told=told)
    answer.headers["Refresh"] = f"{GOES_ON_S}; url=/desk/case/{case}"
    return answer


@page("/desk/picture/{ticket:str}", Right.MEDIA)
async def picture(request: Asked, ticket: FromPath[str]) -> Response[Any]:
    """The picture of such a page: once, within seconds, and only inside a page."""
    if request.headers.get("sec-fetch-dest", "image") != "image":
        raise NotAllowed("a picture is shown inside its page only", "go back to the case, and show it again")
    return _sent(await room_of(request).viewer.redeem(visitor_of(request), ticket))


async def _media(request: Asked, case: int, position: int) -> int:
    files = await room_of(request).viewer.files(visitor_of(request), case)
    found = next((one.media for one in files if one.position == position), None)
    if found is None:
        raise NotAllowed("there is no such media, or it is not yours to see", "go back to your cases")
    return found


async def _wished(request: Asked) -> tuple[Wish, str]:
    """Raises: UsageError: there is no such level, point or frame."""
    form = await request.form()
    told = {name: str(form.get(name, "")) for name in ("level", "way", "x", "y", "frame", "why")}
    try:
        level, way = Level(int(told["level"])), Way(told["way"] or "whole")
        x, y, frame = float(told["x"] or 0.5), float(told["y"] or 0.5), int(told["frame"] or 0)
        return Wish(level, way, x, y, frame), told["why"]
    except (ValueError, OverflowError) as error:
        raise UsageError("there is no such level, point or frame", "go back to the case") from error


def _sent(picture: Picture) -> Response[bytes]:
    shown = picture.shown
    headers = _NO_STORE | {"Content-Disposition": "inline", "X-View": str(picture.view)}
    headers |= {f"X-{name.replace('_', '-')}": str(getattr(shown, name)) for name in _TOLD}
    return Response(shown.data, media_type=shown.media_type, headers=headers)


def _failed(error: LeewardError) -> Response[Any]:
    """needs_reason: whether the same can be asked for again with a reason."""
    status = _UNSHOWABLE if isinstance(error, NotLooked) else status_of(error)
    body = {"message": error.message, "hint": error.hint, "needs_reason": _wants_reason(error)}
    return Response(body, status_code=status, headers=_NO_STORE)


def _wants_reason(error: LeewardError) -> bool:
    return isinstance(error, CaseError) and error.hint.startswith("if you must")


HANDLERS = (media, show, second, over, show_page, picture)
