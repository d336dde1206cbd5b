"""Removing one post where a fork of Mastodon has an API for it; Mastodon itself has none.

Source: github.com/MozillaSocial/mastodon/pull/41 (GET and DELETE /api/v1/admin/statuses/:id).
"""

from leeward.model.items import Visibility
from leeward.model.orders import Order
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.acting.deeds import Deed, Now, seen
from leeward.plugins.servers.mastodon.asking import send
from leeward.plugins.servers.protocol import Link

_PATH = "/api/v1/admin/statuses/"
_NOT_FOR_US = {Visibility.FOLLOWERS, Visibility.DIRECT, Visibility.UNKNOWN}


async def _look(link: Link, order: Order) -> Now:
    """A post that is not for our eyes answers like one that is gone: nobody can tell."""
    path = f"/api/v1/statuses/{path_part(order.subject.post or '')}"
    now = await seen(link, path, lambda _: False)
    return Now.UNSEEN if now is Now.NOWHERE and order.subject.visibility in _NOT_FOR_US else now


async def _remove(link: Link, order: Order) -> Answer:
    return await send(link, "DELETE", _PATH + path_part(order.subject.post or ""))


REMOVE = Deed(("post",), "the scope admin:write:statuses", _look, _remove, ends_well=True)
