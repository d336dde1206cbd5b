"""Users' complaints, as administrators are shown them. Names, mail and network addresses stay outside.

Source: docs.joinmastodon.org/entities/Admin_Report.
"""

from collections.abc import Iterator

from leeward.model.events import Dropped, Event, Flagged, Joined
from leeward.plugins.servers.mastodon.posts import Teller, told
from leeward.plugins.servers.mastodon.reading import Shape, ident, moment, shape, shapes, web, word

_MOST_POSTS = 100


def told_report(report: Shape, teller: Teller) -> Iterator[Event]:
    """The posts that a report cites, for no stream may have shown them, then the complaint itself."""
    native_id = ident(report.get("id"))
    target = ident(shape(report.get("target_account")).get("id"))
    if native_id is None or target is None:
        yield Dropped("a report without id or account")
        return
    statuses = shapes(report.get("statuses"))[:_MOST_POSTS]
    yield from (told(status, teller) for status in statuses)
    yield Flagged(
        native_id=native_id,
        target=target,
        posts=tuple(found for one in statuses if (found := ident(one.get("id"))) is not None),
        category=word(report.get("category"), "other"),
        is_open=report.get("action_taken") is not True,
        told_at=moment(report.get("updated_at")) or moment(report.get("created_at")),
        reporter_is_local=_is_local(shape(report.get("account"))),
    )


def told_account(account: Shape) -> Event:
    """A new account."""
    native_id, shown = ident(account.get("id")), shape(account.get("account"))
    uri = web(shown.get("uri")) or web(shown.get("url"))
    return Joined(native_id, uri) if native_id and uri else Dropped("an account without id or URI")


def _is_local(account: Shape) -> bool | None:
    return account["domain"] is None if "domain" in account else None
