"""Sends canaries through every way in, sees which came out, and takes them away again."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from leeward.canary.drawing import NUMBERS, drawn, png
from leeward.config import Canary
from leeward.model.errors import LeewardError, NetError, ServerError
from leeward.model.items import Visibility, WayIn
from leeward.plugins.servers.protocol import Link, ServerProgram
from leeward.store.connection import Store
from leeward.store.watch import canaries
from leeward.store.watch.canaries import Posted, Sending

SLACK = timedelta(seconds=30)  # a schedule that comes a moment early must not skip a whole round
GIVEN_UP = timedelta(minutes=5)  # nobody sends one post for so long: its sender was killed
LOOKED_FOR = timedelta(hours=1)  # after which a post without an address is not looked for any more
LATE = timedelta(hours=1)  # after which what was missed stays missed, whatever comes
KEPT = timedelta(days=30)

log = structlog.get_logger()


class Watched(Protocol):
    """One server that is protected, with the way to it."""

    @property
    def server(self) -> int: ...  # noqa: D102
    @property
    def program(self) -> ServerProgram: ...  # noqa: D102
    @property
    def link(self) -> Link: ...  # noqa: D102
    @property
    def ways_in(self) -> tuple[str, ...]: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Watch:
    """wires: the servers that are watched now, by id. clock: UTC."""

    store: Store
    settings: Canary
    wires: Callable[[], Awaitable[Mapping[int, Watched]]]
    clock: Callable[[], datetime]

    async def send_round(self) -> None:
        """Send a canary to every server that has had none for `every_minutes`; call it as often as you like.
        Raises: DatabaseError."""
        if self.settings.is_on:
            wires = (await self.wires()).values()
            await _each(self._send(one) for one in wires if may_carry(one))

    async def check_round(self) -> None:
        """See which came out, and take away what is over. Raises: DatabaseError."""
        now = self.clock()
        async with self.store.transaction() as connection:
            await canaries.adopt(connection, now - GIVEN_UP, now - LOOKED_FOR)
            await canaries.mark_late(connection, now - LATE)
            await canaries.forget(connection, now - KEPT)
        wires = await self.wires()
        async with self.store.session() as connection:
            posts = await canaries.over(connection, list(wires), now)
        await _each(self._withdraw(wires[post.server], post) for post in posts)

    async def _send(self, wire: Watched) -> None:
        now = self.clock()
        due_at = now + timedelta(seconds=self.settings.within_seconds)
        sending = Sending(wire.server, wire.ways_in, now, due_at)
        since = now - timedelta(minutes=self.settings.every_minutes) + SLACK
        async with self.store.transaction() as connection:
            if not await canaries.begin(connection, sending, since):
                return
        try:
            post = await wire.program.send_canary(wire.link, picture_at(now), visibility_for(wire.ways_in))
        except NetError as error:
            log.warning("canary.not_sent", server=wire.server, said=error.message)
            async with self.store.transaction() as connection:
                await canaries.failed(connection, sending, error.message)
        else:
            async with self.store.transaction() as connection:
                due_at = self.clock() + timedelta(seconds=self.settings.within_seconds)
                await canaries.sent(
                    connection, sending, Posted(wire.server, post.native_id, post.uri), due_at
                )

    async def _withdraw(self, wire: Watched, post: Posted) -> None:
        """What fails in passing is tried again in the next round."""
        try:
            await wire.program.withdraw_canary(wire.link, post.native_id)
        except LeewardError as error:
            log.warning("canary.not_withdrawn", server=wire.server, said=error.message)
            if isinstance(error, ServerError) and not error.is_passing:
                async with self.store.transaction() as connection:
                    await canaries.left(connection, post, error.message)
        else:
            async with self.store.transaction() as connection:
                await canaries.withdrawn(connection, post, self.clock())


async def _each(doings: Iterable[Awaitable[None]]) -> None:
    """All at once, to their end: a server that is slow or a database that goes costs the others nothing."""
    for result in await asyncio.gather(*doings, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result


def may_carry(wire: Watched) -> bool:
    """Whether canaries can be sent there: as our own account, to be seen by some way in."""
    return bool(wire.link.token and wire.ways_in)


def visibility_for(ways_in: tuple[str, ...]) -> Visibility:
    """A webhook tells of what is not on the public timeline, too: then nobody else needs to see it there."""
    return Visibility.UNLISTED if set(ways_in) == {WayIn.WEBHOOK} else Visibility.PUBLIC


def picture_at(at: datetime) -> bytes:
    """The canary whose turn it is: another one each minute."""
    return png(drawn(NUMBERS[int(at.timestamp()) // 60 % len(NUMBERS)]))
