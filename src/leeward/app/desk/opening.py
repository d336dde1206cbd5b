"""Puts the review desk on the ground of an open station."""

import os

import structlog

from leeward.app.station import Station, now
from leeward.pipeline.act.ordering import Ordering
from leeward.pipeline.act.verdicts import Desk
from leeward.review.ground import Ground
from leeward.review.room import Room, furnish
from leeward.store.desk import walls
from leeward.store.watch import alarms

_ALARM = "desk:walls"

log = structlog.get_logger()


async def open_room(station: Station) -> Room | None:
    """The desk for people; None: without walls between the servers it stays shut. Raises: DatabaseError."""
    trouble = await walls.trouble(station.store)
    async with station.store.transaction() as connection:
        if trouble is None:
            await alarms.clear(connection, _ALARM, now())
        else:
            said = f"the review desk is off: {trouble.said}; see: leeward database"
            await alarms.raise_(connection, _ALARM, said, now())
    if trouble is None:
        return room(station)
    log.error("desk.off", said=trouble.said, administrator=trouble.remedy, see="docs/howto/database.md")
    return None


def room(station: Station) -> Room:
    """The desk, with everything that it needs."""

    def verdicts() -> Desk:
        live = station.config.live
        return Desk(station.store, Ordering(station.recorder, live.fuse), live.alone)

    return furnish(
        Ground(
            config=station.config,
            store=station.store,
            recorder=station.recorder,
            key=station.key,
            client=station.client,
            clock=now,
            entropy=os.urandom,
            verdicts=verdicts,
            policy=lambda: station.policy,
        )
    )
