"""Users' complaints that are new, were changed, or were settled by somebody else."""

from collections.abc import Mapping
from datetime import timedelta

from leeward.model.errors import ServerError
from leeward.model.findings import Json
from leeward.plugins.servers.mastodon.dialects import dialect
from leeward.plugins.servers.mastodon.dialects.shape import Admin
from leeward.plugins.servers.mastodon.polling.desks import Desk, desk
from leeward.plugins.servers.mastodon.reading import Shape, ident, moment
from leeward.plugins.servers.protocol import Link, Polled

_PAUSE = timedelta(minutes=1)
_PAUSE_REFUSED = timedelta(hours=1)
_AT_ONCE = 5  # settled ones that are looked up in one round
_MOST_KNOWN = 200


async def read_complaints(link: Link, cursor: Mapping[str, Json]) -> Polled:
    """The newest open ones that changed, and what became of those that are no longer among them.
    Without the right to see them: nothing, and the next question is an hour later. Raises: ServerError."""
    now, where = link.clock(), desk(link)
    not_before = moment(cursor.get("not_before"))
    if not_before and now < not_before:
        return Polled((), cursor)
    known = _known(cursor)
    try:
        listed = await where.listed(link)
        asked = await _unlisted(link, where, known, {_id(one) for one in listed})
    except ServerError as error:
        if error.is_passing:
            raise
        return Polled((), {**cursor, "not_before": (now + _PAUSE_REFUSED).isoformat()})
    changed = [one for one in reversed(listed) if known.get(_id(one)) != where.stamp(one)]
    settled = [one for one in asked.values() if where.is_open(one) is False]
    events = tuple(event for one in [*changed, *settled] for event in where.told(link, one))
    still_open = {one: known[one] for one, report in asked.items() if where.is_open(report)}
    kept = {one: stamp for one, stamp in known.items() if one not in asked} | still_open
    kept |= {_id(one): where.stamp(one) for one in reversed(listed)}
    newest: dict[str, Json] = dict(list(kept.items())[-_MOST_KNOWN:])
    return Polled(events, {"known": newest, "not_before": (now + _PAUSE).isoformat()})


async def recall(link: Link, cursor: Mapping[str, Json]) -> Polled:
    """A page of those that moderators have settled, the newest first; none where the software has no
    moderators. Raises: ServerError."""
    spoken = dialect(link.card.software) if link.card else None
    if spoken and spoken.admin is Admin.NONE:
        return Polled((), {})
    where, at = desk(link), cursor.get("at")
    page, further = await where.settled(link, at if isinstance(at, str) else "")
    events = tuple(event for one in page for event in where.told(link, one))
    return Polled(events, {"at": further}, not further)


async def _unlisted(link: Link, where: Desk, known: Mapping[str, str], listed: set[str]) -> dict[str, Shape]:
    """The next few that are no longer listed; empty: it is not there any more."""
    found: dict[str, Shape] = {}
    for one in [one for one in known if one not in listed][:_AT_ONCE]:
        try:
            found[one] = await where.one(link, one)
        except ServerError as error:
            if error.is_passing:
                raise
            found[one] = {}
    return found


def _known(cursor: Mapping[str, Json]) -> dict[str, str]:
    value = cursor.get("known")
    pairs = value.items() if isinstance(value, dict) else ()
    return {one: stamp for one, stamp in pairs if isinstance(stamp, str)}


def _id(report: Shape) -> str:
    return ident(report.get("id")) or ""
