"""Users' complaints, as administrators are shown them. Names, mail and network addresses stay outside.

Source: docs.joinmastodon.org/entities/Admin_Report and Admin_Account.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from leeward.model.events import Dropped, Event, Flagged, Joined, Reporter
from leeward.plugins.servers.mastodon.posts import Teller, told
from leeward.plugins.servers.mastodon.reading import (
    Shape,
    boolean,
    ident,
    moment,
    shape,
    shapes,
    text,
    web,
    word,
)

_MOST_POSTS = 100
_MOST_RULES = 50
_HOST = re.compile(r"[a-z0-9._-]{1,253}(:[0-9]{1,5})?|\[[0-9a-f:.]{2,45}\](:[0-9]{1,5})?")
_OURS = re.compile(r"\[leeward [A-Za-z0-9:._-]{1,64}\]\s*\Z")  # what we file ends so
_MEASURES = ("suspended", "silenced", "disabled", "sensitized")
_BLOCKS = {4: 24, 6: 48}  # bits of a network address that accounts made in one place have in common


def told_report(report: Shape, teller: Teller) -> Iterator[Event]:
    """The posts that a report cites, for no stream may have shown them, then the complaint itself."""
    native_id, about = ident(report.get("id")), shape(report.get("target_account"))
    target = ident(about.get("id"))
    if native_id is None or target is None:
        yield Dropped("a report without id or account")
        return
    statuses = shapes(report.get("statuses"))[:_MOST_POSTS]
    yield from (told(status, teller) for status in statuses)
    by, is_open = shape(report.get("account")), report.get("action_taken") is not True
    is_ours = _is_local(by) is True and bool(_OURS.search(text(report.get("comment")) or ""))
    yield Flagged(
        native_id=native_id,
        target=target,
        posts=cited(statuses),
        category=word(report.get("category"), "other"),
        is_open=is_open,
        told_at=moment(report.get("updated_at")) or moment(report.get("created_at")),
        reporter_is_local=_is_local(by),
        reporter=None if is_ours else _reporter(by),  # our own word must not come back as somebody's
        rules=_ids(shapes(report.get("rules"))[:_MOST_RULES]),
        is_upheld=None if is_open else _is_upheld(about),
        made_at=moment(report.get("created_at")),
    )


def cited(statuses: list[Shape]) -> tuple[str, ...]:
    """Native ids of the posts that a report shows."""
    return _ids(statuses[:_MOST_POSTS])


def remote_reporter(domain: str, uri: str | None, *, is_person: bool) -> Reporter | None:
    """Somebody of another server. Most servers complain as a whole, through an actor that is no person.
    None: it does not say of which server."""
    host = domain.lower()
    if not _HOST.fullmatch(host):
        return None
    return Reporter(f"person:{uri}" if is_person and uri else f"domain:{host}", host)


def told_account(account: Shape) -> Event:
    """A new account."""
    native_id, shown = ident(account.get("id")), shape(account.get("account"))
    uri = web(shown.get("uri")) or web(shown.get("url"))
    return Joined(native_id, uri) if native_id and uri else Dropped("an account without id or URI")


def _ids(things: list[Shape]) -> tuple[str, ...]:
    return tuple(found for one in things if (found := ident(one.get("id"))) is not None)


def _reporter(account: Shape) -> Reporter | None:
    native_id, domain, shown = ident(account.get("id")), account.get("domain"), shape(account.get("account"))
    if isinstance(domain, str):
        name = text(account.get("username")) or ""
        is_server = shown.get("bot") is True or name.lower() == domain.partition(":")[0].lower()
        return remote_reporter(domain, web(shown.get("uri")), is_person=not is_server)
    if native_id is None or _is_local(account) is not True:
        return None
    born = moment(account.get("created_at"))
    approved, batches = boolean(account.get("approved")), tuple(_batches(account, born))
    return Reporter(f"local:{native_id}", "", born, approved, batches)


def _batches(account: Shape, born: datetime | None) -> Iterator[str]:
    """Who invited it, in which week, and the block of addresses that it was made from."""
    inviter = ident(account.get("invited_by_account_id"))
    if inviter and born:
        year, week, _ = born.isocalendar()
        yield f"invite {inviter} {year}-{week}"
    address = _address(_made_from(account))
    if address:
        yield f"address {ip_network((address, _BLOCKS[address.version]), strict=False)}"


def _made_from(account: Shape) -> object:
    """The first address that it was seen at."""
    dated = [(at, one.get("ip")) for one in shapes(account.get("ips")) if (at := moment(one.get("used_at")))]
    return min(dated, key=lambda one: one[0])[1] if dated else account.get("ip")


def _address(value: object) -> IPv4Address | IPv6Address | None:
    try:
        found = ip_address(text(value) or "")
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found


def _is_upheld(about: Shape) -> bool | None:
    """A settled report does not say what came of it; that there is a measure can be seen."""
    return True if any(about.get(name) is True for name in _MEASURES) else None


def _is_local(account: Shape) -> bool | None:
    return account["domain"] is None if "domain" in account else None
