"""Users' reports: settling one, and filing one of our own.

The API does not say what one reported oneself, so ours carries a tag, and moderators' lists are searched
for it. Source: docs.joinmastodon.org/methods/reports and methods/admin/reports.
"""

import hashlib
import re

from leeward.model.errors import ServerError
from leeward.model.orders import Order
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.acting.deeds import Deed, Now, seen
from leeward.plugins.servers.mastodon.asking import get_shapes, send
from leeward.plugins.servers.protocol import Link

_LIST = "/api/v1/admin/reports"
_RIGHT = "the role's Manage Reports, and the scope admin:write:reports"
_PLAIN_KEY = re.compile(r"[A-Za-z0-9:._-]{1,64}")
_WORDS = "Leeward, this server's media scanner, asks for a look at this."


def tag(order: Order) -> str:
    """The same for the same order."""
    key = order.key
    if not _PLAIN_KEY.fullmatch(key):
        key = hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()[:32]
    return f"[leeward {key}]"


async def _look_settled(link: Link, order: Order) -> Now:
    return await seen(link, _report(order), lambda found: found.get("action_taken") is True)


async def _settle(link: Link, order: Order) -> Answer:
    return await send(link, "POST", f"{_report(order)}/resolve")


async def _look_filed(link: Link, order: Order) -> Now:
    about = [("target_account_id", order.subject.account or ""), ("limit", "100")]
    try:
        listed = await get_shapes(link, _LIST, about)
        listed += await get_shapes(link, _LIST, [*about, ("resolved", "true")])
    except ServerError as error:
        if error.is_passing:
            raise
        return Now.UNSEEN
    return Now.SO if any(tag(order) in str(one.get("comment")) for one in listed) else Now.NOT_SO


async def file(link: Link, order: Order) -> Answer:
    """File the report. It stays on this server. Raises: NotFetched."""
    fields = [
        ("account_id", order.subject.account or ""),
        ("category", "other"),
        ("forward", "false"),
        ("comment", f"{_WORDS} {tag(order)}"),
    ]
    if order.subject.post:
        fields.append(("status_ids[]", order.subject.post))
    return await send(link, "POST", "/api/v1/reports", fields)


def _report(order: Order) -> str:
    return f"{_LIST}/{path_part(order.subject.report or '')}"


RESOLVE = Deed(("report",), _RIGHT, _look_settled, _settle, ends_well=True)
FILE = Deed(("account",), "the scope write:reports", _look_filed, file)
