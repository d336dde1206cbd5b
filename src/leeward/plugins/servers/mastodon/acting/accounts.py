"""What moderators can do to an account by Mastodon's API. Nobody gets a mail: that would warn the wrong one.

Source: docs.joinmastodon.org/methods/admin/accounts.
"""

from leeward.model.orders import Order
from leeward.net.forms import path_part
from leeward.net.wire import Answer
from leeward.plugins.servers.mastodon.acting.deeds import Deed, Now, seen
from leeward.plugins.servers.mastodon.asking import send
from leeward.plugins.servers.protocol import Link

_RIGHT = "the role's Manage Users and Manage Reports, and the scope admin:write:accounts"
_PATH = "/api/v1/admin/accounts/"


def applied(kind: str, mark: str) -> Deed:
    """An action that puts a mark on the account. kind: Mastodon's word for it."""

    async def look(link: Link, order: Order) -> Now:
        return await seen(link, _account(order), lambda found: found.get(mark) is True)

    async def do(link: Link, order: Order) -> Answer:
        fields = [("type", kind), ("send_email_notification", "false")]
        if order.subject.report:
            fields.append(("report_id", order.subject.report))
        return await send(link, "POST", f"{_account(order)}/action", fields)

    return Deed(("account",), _RIGHT, look, do, ends_well=kind == "suspend")


def lifted(verb: str, mark: str) -> Deed:
    """An action that takes a mark away. verb: the last part of its path."""

    async def look(link: Link, order: Order) -> Now:
        return await seen(link, _account(order), lambda found: found.get(mark) is False)

    async def do(link: Link, order: Order) -> Answer:
        return await send(link, "POST", f"{_account(order)}/{verb}")

    return Deed(("account",), _RIGHT, look, do, ends_well=True)


def _account(order: Order) -> str:
    return _PATH + path_part(order.subject.account or "")
