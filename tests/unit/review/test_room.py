"""The whole desk."""

from dataclasses import fields

from leeward.review.room import Room
from tests.desks import served_desk


async def test_every_part_stands_on_the_same_ground(fresh_database: str) -> None:
    async with served_desk(fresh_database) as desk:
        parts = [getattr(desk.room, one.name) for one in fields(Room) if one.name != "ground"]
        grounds = [part.ground for part in parts if hasattr(part, "ground")]
        assert len(grounds) > 5
        assert all(one is desk.room.ground for one in grounds)
