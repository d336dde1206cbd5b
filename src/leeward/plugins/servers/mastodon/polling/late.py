"""Posts that appear in the past: a server that fetches an old post files it under the time it claims.

So the timeline is read again, an hour and a day behind. What is fetched when it is older than a day is not
found this way. Source: Mastodon's snowflake ids; GoToSocial's ULIDs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.findings import Json
from leeward.plugins.servers.mastodon.asking import get_shapes, teller
from leeward.plugins.servers.mastodon.polling.head import PAGE, TIMELINE
from leeward.plugins.servers.mastodon.posts import told
from leeward.plugins.servers.mastodon.reading import Shape, ident, moment, text
from leeward.plugins.servers.protocol import Link, Polled

_PAUSE = timedelta(minutes=1)
_IN_ORDER = {"snac", "akkoma", "pleroma"}  # their timelines grow at the end only


@dataclass(frozen=True, slots=True)
class Lag:
    """How far behind a reader walks."""

    name: str
    behind: timedelta


LAGS = (Lag("hour", timedelta(hours=1)), Lag("day", timedelta(days=1)))


async def read_late(link: Link, cursor: Mapping[str, Json], lag: Lag, head: Mapping[str, Json]) -> Polled:
    """The next page behind, once it is old enough. head: where the newest posts are, to begin from.
    Raises: ServerError."""
    now = link.clock()
    anchor, asked_at = text(cursor.get("id")), moment(cursor.get("at"))
    if (link.card and link.card.software in _IN_ORDER) or anchor is None:
        return Polled((), {"id": head.get("id"), "at": now.isoformat()})
    if asked_at and now - asked_at < _PAUSE and cursor.get("more") is not True:
        return Polled((), cursor)
    page = await get_shapes(link, TIMELINE, [("limit", str(PAGE)), ("min_id", anchor)])
    old = _old(page, now - lag.behind)
    at = ident(old[-1].get("id")) if old else anchor
    more = len(old) >= PAGE
    place: dict[str, Json] = {"id": at, "at": now.isoformat(), "more": more}
    return Polled(tuple(told(one, teller(link)) for one in old), place, not more)


def _old(page: list[Shape], until: datetime) -> list[Shape]:
    """Oldest first, up to the first that is too young."""
    found = []
    for one in reversed(page):
        posted_at = moment(one.get("created_at"))
        if posted_at is None or posted_at > until:
            break
        found.append(one)
    return found
