"""Where the moderators of a server find users' complaints: Mastodon's list, and Akkoma's.

Source: docs.joinmastodon.org/methods/admin/reports; Akkoma docs/development/API/admin_api.md and
lib/pleroma/web/admin_api/views/report_view.ex (3.16).
"""

from collections.abc import Iterator, Sequence
from typing import Protocol

from leeward.model.events import Dropped, Event, Flagged, Reporter
from leeward.net.forms import path_part
from leeward.plugins.servers.mastodon.asking import get_shape, get_shapes, teller
from leeward.plugins.servers.mastodon.posts import told
from leeward.plugins.servers.mastodon.reading import (
    Shape,
    boolean,
    ident,
    moment,
    number,
    shape,
    shapes,
    text,
    web,
)
from leeward.plugins.servers.mastodon.reports import cited, remote_reporter, told_report
from leeward.plugins.servers.protocol import Link

_PAGE = 40


class Desk(Protocol):
    """One software's list of complaints."""

    async def listed(self, link: Link) -> list[Shape]:
        """The newest that are open, newest first. Raises: ServerError."""
        ...

    async def one(self, link: Link, native_id: str) -> Shape:
        """A single one. Raises: ServerError."""
        ...

    async def settled(self, link: Link, at: str) -> tuple[Sequence[Shape], str]:
        """A page of those that were settled, newest first, and where to go on; "": that was all, or the
        beginning. Raises: ServerError."""
        ...

    def stamp(self, report: Shape) -> str:
        """Another one after each change."""
        ...

    def is_open(self, report: Shape) -> bool | None:
        """None: there is no such report any more."""
        ...

    def told(self, link: Link, report: Shape) -> Iterator[Event]:
        """The posts that it cites, then itself."""
        ...


def desk(link: Link) -> Desk:
    """Where this server's are."""
    software = link.card.software if link.card else ""
    return _Akkoma() if software in {"akkoma", "pleroma"} else _Mastodon()


class _Mastodon:
    """Also GoToSocial's."""

    _list = "/api/v1/admin/reports"

    async def listed(self, link: Link) -> list[Shape]:
        return await get_shapes(link, self._list, [("limit", str(_PAGE))])

    async def one(self, link: Link, native_id: str) -> Shape:
        return await get_shape(link, f"{self._list}/{path_part(native_id)}")

    async def settled(self, link: Link, at: str) -> tuple[Sequence[Shape], str]:
        query = [("resolved", "true"), ("limit", str(_PAGE)), *([("max_id", at)] if at else [])]
        page = await get_shapes(link, self._list, query)
        last = ident(page[-1].get("id")) if page else None
        return page, last if last and last != at else ""

    def stamp(self, report: Shape) -> str:
        return text(report.get("updated_at")) or text(report.get("created_at")) or ""

    def is_open(self, report: Shape) -> bool | None:
        taken = boolean(report.get("action_taken"))
        return None if taken is None else not taken

    def told(self, link: Link, report: Shape) -> Iterator[Event]:
        return told_report(report, teller(link))


class _Akkoma:
    """Also Pleroma's. A report has no time of its last change: it is the time when we see it."""

    _list = "/api/v1/pleroma/admin/reports"

    async def listed(self, link: Link) -> list[Shape]:
        page = await get_shape(link, self._list, [("state", "open"), ("page_size", str(_PAGE))])
        return shapes(page.get("reports"))

    async def one(self, link: Link, native_id: str) -> Shape:
        return await get_shape(link, f"{self._list}/{path_part(native_id)}")

    async def settled(self, link: Link, at: str) -> tuple[Sequence[Shape], str]:
        page = number(int(at)) if at.isdecimal() else 1
        query = [("state", "resolved"), ("page_size", str(_PAGE)), ("page", str(page))]
        found = shapes((await get_shape(link, self._list, query)).get("reports"))
        return found, str((page or 1) + 1) if len(found) >= _PAGE else ""

    def stamp(self, report: Shape) -> str:
        return text(report.get("state")) or ""

    def is_open(self, report: Shape) -> bool | None:
        state = text(report.get("state"))
        return None if state is None else state == "open"

    def told(self, link: Link, report: Shape) -> Iterator[Event]:
        native_id, about = ident(report.get("id")), shape(report.get("account"))
        target = ident(about.get("id"))
        if native_id is None or target is None:
            yield Dropped("a report without id or account")
            return
        statuses, by = shapes(report.get("statuses"))[:_PAGE], shape(report.get("actor"))
        yield from (told(status, teller(link)) for status in statuses)
        made_at, is_open = moment(report.get("created_at")), self.is_open(report) is True
        yield Flagged(
            native_id=native_id,
            target=target,
            posts=cited(statuses),
            category="",
            is_open=is_open,
            told_at=link.clock(),
            reporter_is_local=boolean(by.get("local")),
            reporter=_reporter(by),
            is_upheld=True if not is_open and about.get("is_active") is False else None,
            made_at=made_at,
        )


def _reporter(account: Shape) -> Reporter | None:
    native_id, name = ident(account.get("id")), text(account.get("nickname")) or text(account.get("acct"))
    if account.get("local") is True and native_id:
        approved, born = boolean(account.get("is_approved")), moment(account.get("created_at"))
        return Reporter(f"local:{native_id}", "", born, approved)
    is_person = account.get("actor_type") == "Person"
    host = (name or "").rpartition("@")[2] if "@" in (name or "") else ""
    return remote_reporter(host, web(account.get("url")), is_person=is_person)
