"""The log of what happened to users' complaints: everything that anybody's record is computed from.

Whoever adds to it does so in the transaction of what it tells of.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

import msgspec

from leeward.model.events import Flagged, Reporter
from leeward.model.items import Post
from leeward.policy.community.events import (
    Complaint,
    Group,
    Happening,
    Held,
    Hidden,
    Judged,
    Lapsed,
    Muted,
    Paused,
    Review,
    TrustGiven,
    TrustTaken,
)
from leeward.store.connection import Connection
from leeward.store.policies import flags
from leeward.store.policies.flags import EventRow, Kept, Unlinked

_KINDS: Mapping[str, type[Happening]] = MappingProxyType(
    {
        "complaint": Complaint,
        "held": Held,
        "hidden": Hidden,
        "judged": Judged,
        "lapsed": Lapsed,
        "trusted": TrustGiven,
        "distrusted": TrustTaken,
        "muted": Muted,
        "paused": Paused,
    }
)
_NAMES = {kind: name for name, kind in _KINDS.items()}
RULE = "rule:"  # before the id of one of the server's own rules
_LONGEST = 1000  # bytes of a source
_SOURCES = ("domain:", "person:", "local:")


def group_of(flag: Flagged, child_safety: Collection[str]) -> Group:
    """What a complaint is about, by the server's word for it or the rules that it names.

    child_safety: such words, and rules as rule:ID.
    """
    named = {flag.category, *(f"{RULE}{rule}" for rule in flag.rules)}
    return Group.CHILD_SAFETY if named & set(child_safety) else Group.GENERAL


async def add(connection: Connection, events: Iterable[Happening], server: int | None = None) -> None:
    """Add what happened to the log. See `flags.lock` for what may be locked before and after."""
    rows = [row(one, server) for one in events]
    if rows:
        await flags.lock(connection)
        await flags.append(connection, rows)


async def link(
    connection: Connection, items: Sequence[int], child_safety: Collection[str], now: datetime
) -> set[int]:
    """Add complaints about these posts that are not in the log yet; gives the posts that have new ones."""
    found = await flags.unlinked(connection, items)
    if found:
        await flags.lock(connection)
        await flags.append(connection, [_complaint(one, child_safety, now) for one in found])
    return {one.item for one in found}


async def judged(connection: Connection, item: int, server: int, review: Review, now: datetime) -> None:
    """People decided about a post: whoever complained of it was right, or was not."""
    await add(connection, [Judged(now, str(item), review)], server)


async def lapsed(connection: Connection, item: int, server: int, now: datetime) -> None:
    """A hold ended by itself, because nobody decided in time: what complaints had a part in it."""
    groups = await flags.held(connection, item)
    await add(connection, [Lapsed(now, str(item), Group(one)) for one in groups], server)


def row(event: Happening, server: int | None = None, *, is_past: bool = False) -> EventRow:
    """An event as the log keeps it."""
    body: dict[str, Any] = msgspec.to_builtins(event)
    del body["at"]
    item, source = str(body.pop("item", "")), str(body.get("source", ""))
    if isinstance(event, Complaint):
        source = event.reporter.source
    return EventRow(event.at, _NAMES[type(event)], server, item, source, is_past, body)


def told(kept: Kept) -> Happening:
    """An event out of the log."""
    kind = _KINDS[kept.kind]
    item = {"item": kept.item} if kept.item else {}
    return msgspec.convert({**kept.body, **item, "at": kept.at}, kind)


def _complaint(found: Unlinked, child_safety: Collection[str], now: datetime) -> EventRow:
    flag = msgspec.convert(found.flag, Flagged)
    assert flag.reporter is not None  # the query leaves those out
    author = msgspec.convert({**found.post, "media": []}, Post).author
    event = Complaint(
        at=now,
        item=str(found.item),
        group=group_of(flag, child_safety),
        author=author.uri,
        author_domain="" if author.is_local else author.domain or "",
        reporter=named(flag.reporter, found.domain),
    )
    made = row(event, found.server)
    return replace(made, body={**made.body, "flag": found.native_id})


def named(reporter: Reporter, domain: str) -> Reporter:
    """With a source that is one identity over all protected servers. domain: of the one that told of it."""
    source = reporter.source if reporter.domain else f"{reporter.source}@{domain}"
    return replace(reporter, source=_short(source))


def _short(source: str) -> str:
    """A longer one than any index takes would keep its post from ever being decided: its digest instead."""
    written = source.encode()
    if len(written) <= _LONGEST:
        return source
    return f"{source.partition(':')[0]}:sha256:{hashlib.sha256(written).hexdigest()}"


async def trust(connection: Connection, given: Sequence[str], now: datetime) -> list[str]:
    """Name these as right, each once for ever; gives those that are new. given: domains or sources."""
    asked = list(dict.fromkeys(source_of(one) for one in given))
    before = await flags.trusted(connection, asked) if asked else set()
    new = [one for one in asked if one not in before]
    await add(connection, [TrustGiven(now, one) for one in new])
    return new


def source_of(given: str) -> str:
    """A source as the log names it: what stands alone is a server's domain."""
    told = given.strip()
    return told if told.startswith(_SOURCES) else f"domain:{told.lower()}"
