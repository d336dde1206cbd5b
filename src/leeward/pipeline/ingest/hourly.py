"""Counts what arrives by the hour and by the server that it is from, each thing once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from leeward.model.events import Event, Flagged, Joined, Posted
from leeward.model.items import Author, Post
from leeward.store.arrivals.intake import Added
from leeward.store.connection import Connection
from leeward.store.policies import hours
from leeward.store.policies.hours import ALL, Key

LATE = timedelta(hours=2)  # what is told so long after it happened is no sign of a surge now
_LONGEST = 253  # characters of a domain

News = tuple[int, Event, bytes]
"""Server, what it told, and the digest of that."""


async def gather(
    connection: Connection, news: Sequence[News], added: Sequence[Added], now: datetime
) -> Counter[Key]:
    """How much of it counts for this hour. Call it before complaints are written; added: posts that were."""
    found: Counter[Key] = Counter()
    fresh = {(one.source.server, one.source.uri) for one in added if not one.source.revision}
    for server, post in {(server, post.uri): (server, post) for server, post in _posts(news)}.values():
        if (server, post.uri) in fresh and not _is_late(post.posted_at, now):
            _count(found, server, "posts", post.author.domain)
    for server, flag in await _new_flags(connection, news):
        if not _is_late(flag.made_at, now):
            _count(found, server, "flags", None)  # whom it is about is chosen by who sends it
    for server, joined in await _new_accounts(connection, news, now):
        _count(found, server, "sign-ups", Author("", joined.uri).domain)
    return found


async def keep(connection: Connection, found: Counter[Key], now: datetime) -> None:
    """Write it, last in the transaction: others want the same rows."""
    await hours.add(connection, found, now.replace(minute=0, second=0, microsecond=0))


def _posts(news: Iterable[News]) -> Iterable[tuple[int, Post]]:
    return ((server, event.post) for server, event, _ in news if isinstance(event, Posted))


async def _new_flags(connection: Connection, news: Sequence[News]) -> Iterable[tuple[int, Flagged]]:
    flags = {
        (server, event.native_id): (server, event)
        for server, event, _ in news
        if isinstance(event, Flagged) and event.is_open
    }
    known = await hours.known_flags(connection, flags)
    return [flag for key, flag in flags.items() if key not in known]


async def _new_accounts(
    connection: Connection, news: Sequence[News], now: datetime
) -> Iterable[tuple[int, Joined]]:
    joined = {
        (server, digest): (server, event) for server, event, digest in news if isinstance(event, Joined)
    }
    known = await hours.told_before(connection, joined, now)
    return [one for key, one in joined.items() if key not in known]


def _count(found: Counter[Key], server: int, what: str, domain: str | None) -> None:
    found[server, what, ALL] += 1
    if domain and len(domain) <= _LONGEST:
        found[server, what, domain] += 1


def _is_late(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at > LATE
