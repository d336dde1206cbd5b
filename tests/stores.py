"""A store with a schema, and rows to begin with; for tests of what works on it."""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from leeward.model.events import Posted
from leeward.model.items import Author, Copy, MediaRef, Place, Post, Visibility
from leeward.model.servers import ServerCard
from leeward.pipeline.recording import Recorder
from leeward.store import servers
from leeward.store.connection import Store
from leeward.store.migrations.migrating import migrate
from leeward.store.servers import NewServer

START = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
CARD = ServerCard("mastodon", "4.6.0", "mastodon", (), ())


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at

    def pass_s(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)


def recorder(clock: Clock) -> Recorder:
    """Records with real randomness."""
    return Recorder(clock, os.urandom)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Store]:
    """A store whose schema is there."""
    await migrate(url)
    async with Store(url) as store:
        yield store


async def a_server(store: Store, address: str = "https://m.example") -> int:
    """The id of a protected server."""
    async with store.transaction() as connection:
        return await servers.put(connection, NewServer(address, CARD, ("webhook",)), START)


def a_post(number: int, *urls: str, visibility: Visibility = Visibility.PUBLIC) -> Post:
    """A post with a picture at each address."""
    media = tuple(
        MediaRef(f"{number}-{position}", "image", (Copy(Place.ORIGINAL, url),))
        for position, url in enumerate(urls)
    )
    author = Author("7", "https://m.example/users/bridge", is_local=True)
    return Post(str(number), f"https://m.example/posts/{number}", author, visibility, START, media=media)


def posted(number: int, *urls: str) -> Posted:
    """The news of it."""
    return Posted(a_post(number, *urls))
