"""An evening on a desk that is there already: its cases wait, and nobody has said anything yet."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from tests.desks import Served
from tests.scenes import scene_of
from tests.staged import Evening, _plan


@asynccontextmanager
async def evening(desk: Served) -> AsyncIterator[Evening]:
    """A dozen cases, the oldest first, ranked."""
    async with scene_of(desk.store) as scene:
        stage = Evening(desk, scene)
        now = desk.clock()
        await stage.raise_curtain()
        for hours, name, look, more in _plan():
            stage.clock.now = now - timedelta(hours=hours)
            await stage.case(name, look, **more)  # type: ignore[arg-type]
        stage.clock.now = now
        await desk.room.queue.ranking.rank_all()
        yield stage
