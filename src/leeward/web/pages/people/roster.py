"""Who belongs to the team: for whoever runs the desk."""

from collections.abc import Mapping
from typing import Any

from litestar import Response
from litestar.params import FromPath

from leeward.model.errors import UsageError
from leeward.review.people.rights import Right, Role
from leeward.review.people.roster import Place, read_account
from leeward.web.desk.asking import room_of, visitor_of
from leeward.web.desk.entering import AnyRequest, site_of
from leeward.web.desk.rendering import onward, render
from leeward.web.desk.routes import deed, page

PATH = "/desk/people"


@page(PATH, Right.PEOPLE)
async def everybody(request: AnyRequest) -> Response[str]:
    """All of them, and a form for one more."""
    return await _list(request)


@deed(PATH, Right.PEOPLE)
async def add(request: AnyRequest) -> Response[Any]:
    """One more, and the link that lets them in once."""
    room, form = room_of(request), await _form(request)
    by = visitor_of(request).name
    try:
        number = await room.roster.add(form.get("name", [""])[0], await _place(request, form), by)
    except UsageError as error:
        return await _list(request, 400, error)
    return await _link_page(request, number)


@page(f"{PATH}/{{number:int}}", Right.PEOPLE)
async def person(number: FromPath[int], request: AnyRequest) -> Response[str]:
    """One of them."""
    return await _one(request, number)


@deed(f"{PATH}/{{number:int}}", Right.PEOPLE)
async def change(number: FromPath[int], request: AnyRequest) -> Response[Any]:
    """Other roles, servers, or one more account."""
    form = await _form(request)
    try:
        place = await _place(request, form)
        await room_of(request).roster.change(_number(number), place, visitor_of(request).name)
    except UsageError as error:
        return await _one(request, number, 400, error)
    return onward(f"{PATH}?done=saved")


@deed(f"{PATH}/{{number:int}}/link", Right.PEOPLE)
async def link(number: FromPath[int], request: AnyRequest) -> Response[Any]:
    """A new link for them."""
    form = await _form(request)
    return await _link_page(request, number, forgets=bool(form.get("forgets")))


@deed(f"{PATH}/{{number:int}}/leave", Right.PEOPLE)
async def leave(number: FromPath[int], request: AnyRequest) -> Response[Any]:
    """Nothing opens for them any more."""
    await room_of(request).roster.leave(_number(number), visitor_of(request).name)
    return onward(f"{PATH}?done=ended")


async def _list(request: AnyRequest, status: int = 200, trouble: UsageError | None = None) -> Response[str]:
    roster = room_of(request).roster
    servers = await roster.servers()
    return render(
        request,
        "people/people.html",
        status,
        everybody=await roster.everybody(),
        hosts={one.id: one.domain for one in servers},
        roles=list(Role),
        trouble=trouble,
    )


async def _one(
    request: AnyRequest, number: int, status: int = 200, trouble: UsageError | None = None
) -> Response[str]:
    room = room_of(request)
    found = await room.roster.one(_number(number))
    ways = await room.ways.of(found.id)
    servers = {one.id: one.domain for one in await room.roster.servers()}
    facts = {"person": found, "ways": ways, "hosts": servers, "roles": list(Role), "trouble": trouble}
    return render(request, "people/person.html", status, **facts)


async def _link_page(request: AnyRequest, number: int, *, forgets: bool = False) -> Response[str]:
    """The only page that ever shows it."""
    room = room_of(request)
    found = await room.roster.one(_number(number))
    if found.left_at is not None:
        raise UsageError(f"{found.name} has left", "add them under another name")
    token = await room.links.make(found.id, visitor_of(request).name, forgets=forgets)
    address = f"{site_of(request).origin}/desk/link#{token}"
    return render(request, "people/invited.html", address=address, person=found)


async def _form(request: AnyRequest) -> Mapping[str, list[str]]:
    form = await request.form()
    told: dict[str, list[str]] = {}
    for name, value in form.multi_items():
        if isinstance(value, str):
            told.setdefault(name, []).append(value)
    return told


async def _place(request: AnyRequest, form: Mapping[str, list[str]]) -> Place:
    known = {str(one): one for one in Role}
    roles = frozenset(known[one] for one in form.get("role", []) if one in known)
    servers = await room_of(request).roster.servers()
    wanted = form.get("server", [])
    chosen = frozenset(one.id for one in servers if str(one.id) in wanted)
    account = form.get("account", [""])[0].strip()
    return Place(
        roles, None if "all" in wanted else chosen, read_account(account, servers) if account else ""
    )


def _number(number: int) -> int:
    return number if 0 < number < 2**63 else 0


HANDLERS = (everybody, add, person, change, link, leave)
