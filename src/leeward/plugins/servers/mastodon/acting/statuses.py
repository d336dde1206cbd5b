"""Removing one post where a fork of Mastodon has an API for it; Mastodon itself has none.

Source: github.com/MozillaSocial/mastodon/pull/41 (GET and DELETE /api/v1/admin/statuses/:id).
"""

from leeward.model.orders import Order
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.acting.deeds import Deed, Now, seen
from leeward.plugins.servers.mastodon.asking import send
from leeward.plugins.servers.protocol import Link

_PATH = "/api/v1/admin/statuses/"


async def _look(link: Link, order: Order) -> Now:
    path = f"/api/v1/statuses/{path_part(order.subject.post or '')}"
    return await seen(link, path, lambda _: False)


async def _remove(link: Link, order: Order) -> Answer:
    return await send(link, "DELETE", _PATH + path_part(order.subject.post or ""))


REMOVE = Deed(("post",), "the scope admin:write:statuses", _look, _remove, ends_well=True)
