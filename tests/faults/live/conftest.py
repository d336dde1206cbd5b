"""The Leeward that they share."""

from collections.abc import AsyncIterator

import pytest_asyncio

from demo.traffic import town
from tests.databases import home
from tests.faults.stand import BACKLOG, QUICK, Stand, pictures, stand


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def guard() -> AsyncIterator[Stand]:
    """It stands guard, and nothing that is done to it may end or confuse it."""
    live = f"{QUICK}backlog = {BACKLOG}"
    with home() as folder:
        async with town(pictures()) as there, stand(folder, there, live) as made:
            made.start("web", "worker")
            await made.all_up()
            yield made
            made.supervise()
            assert made.exits == [], made.said()
            assert made.tracebacks() == ""
