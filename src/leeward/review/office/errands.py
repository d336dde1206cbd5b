"""Does what people asked for and takes longer than a page: as a job, so that no kill loses it."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from leeward.model.errors import DatabaseError, LeewardError
from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.review.office.audit import checking
from leeward.review.office.bench import Bench
from leeward.review.office.past import trial
from leeward.review.people.rights import Visitor
from leeward.store.desk import errands
from leeward.store.desk.errands import Errand
from leeward.store.queue import NewJob, enqueue

Told = Callable[[int, int], None]  # done, of so many
Work = Callable[[Bench, Mapping[str, Any], Told], Awaitable[Mapping[str, Json]]]

WORKS: Mapping[str, Work] = {trial.KIND: trial.run, checking.KIND: checking.run}
KEPT = timedelta(days=90)
_TELL_S = 0.5
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Errands:
    """Of one process. What is asked for is kept; whoever works does it."""

    bench: Bench

    async def ask(self, visitor: Visitor, kind: str, asked: Mapping[str, Json]) -> int:
        """A new errand; what the same person asked for before and still runs is given up."""
        now = self.bench.recorder.clock()
        async with self.bench.store.transaction() as connection:
            before = await errands.latest(connection, visitor.person, kind, _MOST_LISTED)
            await errands.stop(connection, visitor.person, kind, [one.id for one in before], now)
            await errands.forget(connection, now - KEPT)
            number = await errands.add(connection, visitor.person, kind, asked, now)
            job = NewJob(JobKind.ERRAND, {"errand": number}, key=f"errand:{number}")
            await enqueue(connection, [job])
        return number

    async def of(self, visitor: Visitor, kind: str, number: int) -> Errand | None:
        """One of theirs."""
        async with self.bench.store.session() as connection:
            found = await errands.one(connection, number) if number < 1 << 63 else None
        is_theirs = found is not None and (found.person, found.kind) == (visitor.person, kind)
        return found if is_theirs else None

    async def latest(self, visitor: Visitor, kind: str) -> list[Errand]:
        """Theirs, the newest first, without what came of them."""
        async with self.bench.store.session() as connection:
            return await errands.latest(connection, visitor.person, kind, _MOST_LISTED)

    async def stop(self, visitor: Visitor, kind: str, number: int) -> None:
        """They do not want it any more."""
        async with self.bench.store.transaction() as connection:
            now = self.bench.recorder.clock()
            await errands.stop(connection, visitor.person, kind, [number], now)

    async def carry_out(self, payload: Mapping[str, Json]) -> None:
        """The handler of ERRAND jobs. Raises: DatabaseError: the job comes again, and begins anew."""
        number = int(str(payload["errand"]))
        async with self.bench.store.transaction() as connection:
            found = await errands.one(connection, number)
            if found is None or not await errands.begin(connection, number, self.bench.recorder.clock()):
                return
        try:
            result = await self._worked(found)
        except DatabaseError:
            raise
        except LeewardError as error:
            async with self.bench.store.transaction() as connection:
                await errands.fail(connection, number, error.message, self.bench.recorder.clock())
            return
        if result is not None:
            async with self.bench.store.transaction() as connection:
                await errands.finish(connection, number, result, self.bench.recorder.clock())

    async def _worked(self, errand: Errand) -> Mapping[str, Json] | None:
        """What came of it; None: it was stopped."""
        far = [0, 0]

        def told(done: int, of: int) -> None:
            far[:] = done, of

        telling = asyncio.create_task(self._tell(errand.id, far))
        working = asyncio.ensure_future(WORKS[errand.kind](self.bench, errand.asked, told))
        try:
            await asyncio.wait({telling, working}, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return await working
            await telling
            return None
        finally:
            for one in (telling, working):
                one.cancel()
                with contextlib.suppress(asyncio.CancelledError, LeewardError):
                    await one

    async def _tell(self, number: int, far: list[int]) -> None:
        """Until nobody wants it any more."""
        while True:
            async with self.bench.store.transaction() as connection:
                if not await errands.tell(connection, number, *far):
                    return
            await asyncio.sleep(_TELL_S)
