"""What moderators of Akkoma and Pleroma can do to accounts and reports by its own API.

Source: Akkoma docs/development/API/admin_api.md (3.16); tags: TagPolicy of its MRF.
"""

from leeward.model.errors import ServerError
from leeward.model.findings import Json
from leeward.model.orders import Order
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.acting.deeds import Deed, Now, seen
from leeward.plugins.servers.mastodon.acting.pleroma import ADMIN, with_json
from leeward.plugins.servers.mastodon.acting.reports import file, tag
from leeward.plugins.servers.mastodon.asking import get, get_shape, send_body
from leeward.plugins.servers.mastodon.reading import Shape, parsed, shape, shapes
from leeward.plugins.servers.protocol import Link

_PEOPLE = "a moderator's account, and the scope admin:write:accounts"
_REPORTS = "a moderator's account, and the scope admin:write:reports"
_SANDBOX = "mrf_tag:sandbox"


def switched(verb: str, *, is_active: bool) -> Deed:
    """Deactivates an account, or activates it. verb: the last part of the path."""

    async def look(link: Link, order: Order) -> Now:
        return await seen(link, _user(order), lambda found: found.get("is_active") is is_active)

    async def do(link: Link, order: Order) -> Answer:
        return await _named(link, order, "PATCH", f"users/{verb}", {})

    return Deed(("account",), _PEOPLE, look, do, ends_well=is_active)


def tagged(method: str, *, is_on: bool) -> Deed:
    """Puts an account into the sandbox, or lets it out."""

    async def look(link: Link, order: Order) -> Now:
        return await seen(link, _user(order), lambda found: (_SANDBOX in _tags(found)) is is_on)

    async def do(link: Link, order: Order) -> Answer:
        return await _named(link, order, method, "users/tag", {"tags": [_SANDBOX]})

    return Deed(("account",), _PEOPLE, look, do, ends_well=not is_on)


async def _named(link: Link, order: Order, method: str, path: str, more: dict[str, Json]) -> Answer:
    """These calls want a nickname where everything else wants an id."""
    found = await get(link, _user(order))
    nickname = shape(parsed(found.body)).get("nickname")
    if found.status != 200 or not isinstance(nickname, str):
        return found
    return await send_body(link, method, ADMIN + path, with_json({"nicknames": [nickname], **more}))


async def _look_settled(link: Link, order: Order) -> Now:
    path = f"{ADMIN}reports/{path_part(order.subject.report or '')}"
    return await seen(link, path, lambda found: found.get("state") in {"closed", "resolved"})


async def _settle(link: Link, order: Order) -> Answer:
    wanted: list[Json] = [{"id": order.subject.report, "state": "resolved"}]
    return await send_body(link, "PATCH", f"{ADMIN}reports", with_json({"reports": wanted}))


async def _look_filed(link: Link, order: Order) -> Now:
    try:
        found = await get_shape(link, f"{ADMIN}reports", [("page_size", "100")])
    except ServerError as error:
        if error.is_passing:
            raise
        return Now.UNSEEN
    is_there = any(tag(order) in str(one.get("content")) for one in shapes(found.get("reports")))
    return Now.SO if is_there else Now.NOT_SO


def _tags(user: Shape) -> list[object]:
    tags = user.get("tags")
    return tags if isinstance(tags, list) else []


def _user(order: Order) -> str:
    return f"{ADMIN}users/{path_part(order.subject.account or '')}"


RESOLVE = Deed(("report",), _REPORTS, _look_settled, _settle, ends_well=True)
FILE = Deed(("account",), "the scope write:reports", _look_filed, file)
