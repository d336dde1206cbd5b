"""What happened since: the public timelines, what is found in them late, accounts, and complaints.

Public streams and timelines leave out replies, so the timelines of accounts that were active are read too.
A round costs about five calls; whoever asks again while it is not complete closes a gap of any length.
"""

from collections.abc import Awaitable, Mapping

from leeward.model.errors import ServerError
from leeward.model.events import Dropped
from leeward.model.findings import Json
from leeward.plugins.servers.mastodon.polling.accounts import read_accounts
from leeward.plugins.servers.mastodon.polling.complaints import read_complaints
from leeward.plugins.servers.mastodon.polling.head import read_head
from leeward.plugins.servers.mastodon.polling.late import LAGS, read_late
from leeward.plugins.servers.protocol import Cursor, Link, Polled

_Place = Mapping[str, Json]


async def poll(link: Link, cursor: Cursor) -> Polled:
    """Everything since the cursor, oldest first as far as one round gets.
    Raises: ServerError: the public timeline cannot be read."""
    head = await read_head(link, part(cursor, "head"))
    found = {"head": head}
    for lag in LAGS:
        place = part(cursor, lag.name)
        found[lag.name] = await _or_later(read_late(link, place, lag, head.cursor), place)
    place = part(cursor, "accounts")
    found["accounts"] = await _or_later(read_accounts(link, place, head.events), place)
    place = part(cursor, "reports")
    found["reports"] = await _or_later(read_complaints(link, place), place)
    return Polled(
        events=tuple(event for one in found.values() for event in one.events),
        cursor={name: dict(one.cursor) for name, one in found.items()},
        is_complete=all(one.is_complete for one in found.values()),
    )


async def _or_later(reading: Awaitable[Polled], place: _Place) -> Polled:
    """What was read; after a failure the next round goes on from the same place, and this one is counted."""
    try:
        return await reading
    except ServerError:
        return Polled((Dropped("a part of a poll that failed, to be asked again"),), place)


def part(cursor: Cursor, name: str) -> _Place:
    """One reader's own place."""
    found = cursor.get(name)
    return found if isinstance(found, dict) else {}
