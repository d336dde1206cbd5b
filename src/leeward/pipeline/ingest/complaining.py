"""Brings users' complaints together with the posts that they cite, and has those decided anew."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from leeward.model.errors import NotWritable
from leeward.model.events import Flagged
from leeward.model.jobs import JobKind
from leeward.pipeline import complaints
from leeward.pipeline.ingest.door import Door
from leeward.policy.community.events import Group, Judged, Review
from leeward.store.arrivals import intake
from leeward.store.connection import Connection, part
from leeward.store.policies import flags
from leeward.store.queue import NewJob, enqueue

PRIORITY = 5  # before media that nobody complained of
_AT_ONCE = 50  # posts in one job

Told = tuple[int, Flagged]
"""A server, and a complaint that it told of."""


async def keep_complaints(connection: Connection, told: Sequence[Told], now: datetime) -> None:
    """Keep them, and what they cite. Raises: NotWritable: one cannot be kept."""
    rows = [
        (server, flag.native_id, msgspec.to_builtins(flag), flag.told_at or now, flag.is_open)
        for server, flag in told
    ]
    await intake.add_flags(connection, rows)


async def take_complaints(connection: Connection, told: Sequence[Told], door: Door, now: datetime) -> None:
    """What these complaints mean for posts that are there; the others are found when they are decided. To be
    done last: see `flags.lock`. One that cannot be kept takes no others with it. Raises: DatabaseError."""
    try:
        async with part(connection):
            await _take(connection, told, door, now)
    except NotWritable:
        for one in told if len(told) > 1 else ():
            await take_complaints(connection, [one], door, now)


async def _take(connection: Connection, told: Sequence[Told], door: Door, now: datetime) -> None:
    names = [(server, flag.native_id) for server, flag in told]
    if not names:
        return
    items = await flags.cited(connection, [(server, post) for server, flag in told for post in flag.posts])
    jobs = [items[at : at + _AT_ONCE] for at in range(0, len(items), _AT_ONCE)]
    await enqueue(connection, [NewJob(JobKind.DECIDE, {"items": [*one]}, priority=PRIORITY) for one in jobs])
    await complaints.link(connection, items, door.child_safety, now)
    for one in await flags.settled(connection, names):
        review = Review.UPHELD if one.is_upheld else Review.UNCLEAR
        await complaints.add(connection, [Judged(now, one.item, review, Group(one.group))], one.server)
