"""How one signs in, and where one is signed in."""

from typing import Any

from litestar import Response

from leeward.model.errors import UsageError
from leeward.review.people.codes import picture
from leeward.review.people.rights import Right
from leeward.review.people.sessions import name_of
from leeward.review.people.ways import Typed
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.entering import AnyRequest, fields, left, site_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

PATH = "/desk/ways"


@page(PATH, Right.OWN)
async def ways(request: AnyRequest) -> Response[str]:
    """Every way that they have, and every browser."""
    room, visitor = room_of(request), visitor_of(request)
    visits = await room.sessions.of(visitor)
    return render(
        request,
        "people/ways.html",
        ways=await room.ways.of(visitor.person),
        is_fresh=await room.sessions.is_fresh(visitor),
        visits=[(name_of(one), one, one.digest == visitor.visit) for one in visits],
        has_passkeys=site_of(request).is_fit,
    )


@deed("/desk/ways/remove", Right.OWN)
async def remove(request: AnyRequest) -> Response[Any]:
    """One way less."""
    told = (await fields(request)).get("way", "")
    number = int(told) if told.isascii() and told.isdigit() else 0
    await room_of(request).ways.drop(visitor_of(request), number)
    return onward(f"{PATH}?done=removed")


@deed("/desk/ways/password/begin", Right.OWN)
async def begin(request: AnyRequest) -> Response[Any]:
    """A secret for an authenticator app."""
    await room_of(request).ways.offer_code(visitor_of(request))
    return onward("/desk/ways/password")


@page("/desk/ways/password", Right.OWN)
async def password(request: AnyRequest) -> Response[str]:
    """The picture for the app, and two fields."""
    return await _password_page(request)


@deed("/desk/ways/password", Right.OWN)
async def set_password(request: AnyRequest) -> Response[Any]:
    """From now on."""
    told = await fields(request)
    typed = Typed(told.get("password", ""), told.get("again", ""), told.get("code", ""))
    try:
        await room_of(request).ways.set_password(visitor_of(request), typed)
    except UsageError as error:
        return await _password_page(request, 400, error)
    return onward(f"{PATH}?done=saved")


@deed("/desk/ways/sign-out", Right.OWN)
async def end_session(request: AnyRequest) -> Response[Any]:
    """In one browser, perhaps this one."""
    room, visitor = room_of(request), visitor_of(request)
    name = (await fields(request)).get("session", "")
    await room.sessions.end_one(visitor, name)
    is_here = name == visitor.visit.hex()[: len(name)] and bool(name)
    return left(request, "/desk/sign-in?done=signed-out") if is_here else onward(f"{PATH}?done=ended")


async def _password_page(
    request: AnyRequest, status: int = 200, trouble: UsageError | None = None
) -> Response[str]:
    room, visitor = room_of(request), visitor_of(request)
    secret = await room.ways.offered(visitor)
    address = secret.address(visitor.name, room.ground.config.desk.name) if secret else ""
    drawn = picture(address) if secret else ""
    text = " ".join(secret.text[at : at + 4] for at in range(0, len(secret.text), 4)) if secret else ""
    facts = {"picture": drawn, "address": address, "secret": text, "trouble": trouble}
    return render(request, "people/password.html", status, **facts)


HANDLERS = (ways, remove, begin, password, set_password, end_session)
