"""What moderators of Akkoma and Pleroma can do to posts by its own API.

Source: Akkoma docs/development/API/admin_api.md (3.16).
"""

import json

from leeward.model.findings import Json
from leeward.model.items import Visibility
from leeward.model.orders import Order
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.acting.deeds import Deed, Now, seen
from leeward.plugins.servers.mastodon.asking import Sent, get, send_body
from leeward.plugins.servers.mastodon.reading import Shape, parsed, shape
from leeward.plugins.servers.protocol import Link

ADMIN = "/api/v1/pleroma/admin/"
_WIDE = {"public", "unlisted"}
_RIGHT = "a moderator's account, and the scope admin:write:statuses"


def with_json(value: dict[str, Json]) -> Sent:
    """A body that says this."""
    return Sent({"Content-Type": "application/json"}, json.dumps(value).encode())


async def _look_held(link: Link, order: Order) -> Now:
    return await seen(
        link, _status(order), lambda found: not _is_wide(found) and found.get("sensitive") is True
    )


async def _hold(link: Link, order: Order) -> Answer:
    """To its followers, behind a warning. Who sees it changes only where that can be taken back."""
    now = await get(link, _status(order))
    if now.status != 200:
        return now
    narrow: dict[str, Json] = {"visibility": "private"} if _is_wide(shape(parsed(now.body))) else {}
    return await _put(link, order, {"sensitive": True, **narrow})


async def _look_released(link: Link, order: Order) -> Now:
    wanted = _before(order)
    return await seen(
        link, _status(order), lambda found: all(found.get(name) == value for name, value in wanted.items())
    )


async def _release(link: Link, order: Order) -> Answer:
    return await _put(link, order, _before(order))


def marked(*, is_sensitive: bool) -> Deed:
    """Puts the warning on a post, or takes it away."""

    async def look(link: Link, order: Order) -> Now:
        return await seen(link, _status(order), lambda found: found.get("sensitive") is is_sensitive)

    async def do(link: Link, order: Order) -> Answer:
        return await _put(link, order, {"sensitive": is_sensitive})

    return Deed(("post",), _RIGHT, look, do, ends_well=not is_sensitive)


async def _look_removed(link: Link, order: Order) -> Now:
    return await seen(link, _status(order), lambda _: False)


async def _remove(link: Link, order: Order) -> Answer:
    return await send_body(link, "DELETE", _status(order), with_json({}))


async def _put(link: Link, order: Order, value: dict[str, Json]) -> Answer:
    return await send_body(link, "PUT", _status(order), with_json(value))


def _before(order: Order) -> dict[str, Json]:
    """As it was; a hold leaves who sees it alone unless that was everybody."""
    wanted: dict[str, Json] = {"sensitive": bool(order.subject.is_sensitive)}
    if order.subject.visibility in {Visibility.PUBLIC, Visibility.UNLISTED}:
        wanted["visibility"] = str(order.subject.visibility)
    return wanted


def _is_wide(status: Shape) -> bool:
    return status.get("visibility") in _WIDE


def _status(order: Order) -> str:
    return f"{ADMIN}statuses/{path_part(order.subject.post or '')}"


HOLD = Deed(("post",), _RIGHT, _look_held, _hold)
RELEASE = Deed(("post", "visibility", "is_sensitive"), _RIGHT, _look_released, _release, ends_well=True)
REMOVE = Deed(("post",), _RIGHT, _look_removed, _remove, ends_well=True)
