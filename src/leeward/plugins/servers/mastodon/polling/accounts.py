"""The timelines of local accounts that were active, for replies, and accounts that are new.

Administrators' lists name every account and its last active day; without that right only accounts that
were seen on the public timeline can be asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.errors import NotFetched, ServerError
from leeward.model.events import Dropped, Event, Posted
from leeward.model.findings import Json
from leeward.net.forms import path_part
from leeward.plugins.servers.mastodon.asking import BUSY, broken, get, get_shapes, refusal, teller
from leeward.plugins.servers.mastodon.posts import told
from leeward.plugins.servers.mastodon.reading import Shape, ident, moment, number, parsed, shape, shapes, text
from leeward.plugins.servers.mastodon.reports import told_account
from leeward.plugins.servers.protocol import Link, Polled

PAUSE = timedelta(minutes=1)  # between two sweeps
_OVERLAP = timedelta(minutes=10)
_AT_ONCE = 5  # timelines in one round
_PAGE = 40
_MOST_PAGES = 5  # of one timeline
_MOST_AUTHORS = 64
_LIST = "/api/v2/admin/accounts"
_LISTED = 100


@dataclass(frozen=True, slots=True)
class _Sweep:
    """One walk through all accounts. since: nothing older is read. page: where the list goes on, "" at its
    start, None at its end. queue: accounts to read. authors: seen on the public timeline, newest last."""

    since: datetime
    started: datetime
    page: str | None
    queue: tuple[str, ...]
    authors: tuple[str, ...]

    def cursor(self) -> dict[str, Json]:
        return {
            "since": self.since.isoformat(),
            "started": self.started.isoformat(),
            "page": self.page,
            "queue": list(self.queue),
            "authors": list(self.authors),
        }


async def read_accounts(link: Link, cursor: Mapping[str, Json], seen: Sequence[Event]) -> Polled:
    """The next few accounts. seen: events of the public timeline, whose local authors are remembered.
    Raises: ServerError."""
    now = link.clock()
    sweep = _with_authors(_read(cursor, now), seen)
    events: list[Event] = []
    if not sweep.queue and sweep.page is None and now - sweep.started >= PAUSE:
        sweep = _Sweep(sweep.started - _OVERLAP, now, "", (), sweep.authors)
    if not sweep.queue and sweep.page is not None:
        sweep, events = await _next_page(link, sweep)
    for account in sweep.queue[:_AT_ONCE]:
        events += await _timeline(link, account, sweep.since)
    left = _Sweep(sweep.since, sweep.started, sweep.page, sweep.queue[_AT_ONCE:], sweep.authors)
    return Polled(tuple(events), left.cursor(), not left.queue and left.page is None)


async def _next_page(link: Link, sweep: _Sweep) -> tuple[_Sweep, list[Event]]:
    query = [("origin", "local"), ("status", "active"), ("limit", str(_LISTED))]
    if sweep.page:
        query.append(("max_id", sweep.page))
    try:
        page = await get_shapes(link, _LIST, query)
    except ServerError as error:
        if error.is_passing:
            raise
        return _Sweep(sweep.since, sweep.started, None, sweep.authors, sweep.authors), []
    active = tuple(found for one in page if (found := ident(one.get("id"))) and _is_active(one, sweep.since))
    last = ident(page[-1].get("id")) if page else None
    further = last if last != sweep.page else None  # a server that pays no heed to max_id
    new = [told_account(one) for one in page if (moment(one.get("created_at")) or sweep.since) > sweep.since]
    return _Sweep(sweep.since, sweep.started, further, active, sweep.authors), list(new)


async def _timeline(link: Link, account: str, since: datetime) -> list[Event]:
    """What an account posted since, oldest first."""
    path = f"/api/v1/accounts/{path_part(account)}/statuses"
    query = [("exclude_reblogs", "true"), ("limit", str(_PAGE))]
    found: list[Event] = []
    at = ""
    for _ in range(_MOST_PAGES):
        page = await _page(link, path, [*query, *([("max_id", at)] if at else [])])
        if page is None:
            found.append(Dropped("an account's timeline that cannot be read"))
            break
        young = [one for one in page if _is_young(one, since)]
        found += [told(one, teller(link)) for one in young]
        last = ident(page[-1].get("id")) if page else None
        if len(young) < _PAGE or not last or last == at:
            break
        at = last
    return found[::-1]


def _is_young(status: Shape, since: datetime) -> bool:
    """Whether it came, or was edited, since then: an edit may have brought other media."""
    told = [moment(status.get(name)) for name in ("created_at", "edited_at")]
    known = [one for one in told if one]
    return not known or max(known) >= since


async def _page(link: Link, path: str, query: list[tuple[str, str]]) -> list[Shape] | None:
    """None: this one account cannot be read, which must not hold up the others.
    Raises: ServerError: the server asks for patience, or does not answer."""
    try:
        answer = await get(link, path, query)
    except NotFetched as error:
        raise broken(error) from error
    if answer.status in BUSY:
        raise refusal(answer)
    value = parsed(answer.body) if answer.status == 200 else None
    return shapes(value) if isinstance(value, list) else None


def _is_active(account: Shape, since: datetime) -> bool:
    """By the day of its last post, which some servers do not tell."""
    shown = shape(account.get("account"))
    last = text(shown.get("last_status_at"))
    if last is None:
        return bool(number(shown.get("statuses_count")))
    return last[:10] >= (since - timedelta(days=1)).date().isoformat()


def _with_authors(sweep: _Sweep, seen: Sequence[Event]) -> _Sweep:
    posts = [event.post for event in seen if isinstance(event, Posted)]
    local = [post.author.native_id for post in posts if post.author.is_local]
    newest = tuple(dict.fromkeys([*reversed(local), *reversed(sweep.authors)]))[:_MOST_AUTHORS][::-1]
    return _Sweep(sweep.since, sweep.started, sweep.page, sweep.queue, newest)


def _read(cursor: Mapping[str, Json], now: datetime) -> _Sweep:
    return _Sweep(
        since=moment(cursor.get("since")) or now - _OVERLAP,
        started=moment(cursor.get("started")) or now - PAUSE,
        page=page if isinstance(page := cursor.get("page"), str) else None,
        queue=_ids(cursor.get("queue")),
        authors=_ids(cursor.get("authors")),
    )


def _ids(value: Json) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()
