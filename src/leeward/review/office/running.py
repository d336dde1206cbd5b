"""Does errands: a kill loses none of them, and whoever gave one up is obeyed."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from leeward.model.errors import DatabaseError, LeewardError
from leeward.model.findings import Json
from leeward.review.office.audit import checking
from leeward.review.office.bench import Bench
from leeward.review.office.past import trial
from leeward.store.desk.office import errands
from leeward.store.desk.office.errands import Errand

Told = Callable[[int, int], None]  # done, of so many
Work = Callable[[Bench, Mapping[str, Any], Told], Awaitable[Mapping[str, Json]]]

WORKS: Mapping[str, Work] = {trial.KIND: trial.run, checking.KIND: checking.run}
_TELL_S = 0.5


@dataclass(frozen=True, slots=True)
class Running:
    """For the queue. works: what each kind of errand is."""

    bench: Bench
    works: Mapping[str, Work] = field(default_factory=lambda: WORKS)

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
        working = asyncio.ensure_future(self.works[errand.kind](self.bench, errand.asked, told))
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
