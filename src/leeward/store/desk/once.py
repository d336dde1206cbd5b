"""Asks the database each question once: parts of a page that need the same need not know of each other."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from leeward.store.connection import Connection


class Once:
    """A connection for as long as a page is made. What it answered once it answers again from memory."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answers: dict[tuple[object, ...], Any] = {}

    async def execute(self, query: str, *args: object) -> str:
        """Run a statement; each time."""
        return await self._connection.execute(query, *args)

    async def fetch(self, query: str, *args: object) -> list[Any]:
        """Every row."""
        return [*await self._answer(self._connection.fetch, query, args)]

    async def fetchrow(self, query: str, *args: object) -> Any:
        """The first row, or None."""
        return await self._answer(self._connection.fetchrow, query, args)

    async def fetchval(self, query: str, *args: object) -> Any:
        """The first value of the first row, or None."""
        return await self._answer(self._connection.fetchval, query, args)

    def transaction(self) -> AbstractAsyncContextManager[object]:
        """All or nothing."""
        return self._connection.transaction()

    async def _answer(self, ask: Callable[..., Awaitable[Any]], query: str, args: tuple[object, ...]) -> Any:
        question = (ask.__name__, query, *map(_hashable, args))
        if question not in self._answers:
            self._answers[question] = await ask(query, *args)
        return self._answers[question]


def _hashable(value: object) -> object:
    """Lists are the only arguments that are not."""
    return (list, *map(_hashable, value)) if isinstance(value, list) else (type(value), value)
