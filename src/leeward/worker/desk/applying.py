"""The handler of VERDICT jobs, and what looks after verdicts whose job is gone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from leeward.model.findings import Json
from leeward.review.cases.applying import Applying
from leeward.review.cases.verdicts import verdict_job
from leeward.store.desk.cases import verdicts
from leeward.store.queue import enqueue

_AT_ONCE = 200
_LATE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class VerdictWork:
    """For a worker."""

    applying: Applying

    async def apply(self, payload: Mapping[str, Json]) -> None:
        """Raises: DatabaseError: the job comes again, and goes on with what is left."""
        await self.applying.apply(int(str(payload["verdict"])))

    async def recall(self) -> None:
        """Write jobs for verdicts that are late because their job is gone. For a schedule."""
        ground = self.applying.ground
        async with ground.store.transaction() as connection:
            late = await verdicts.due(connection, ground.clock() - _LATE, _AT_ONCE)
            await enqueue(connection, [verdict_job(one, 0.0, ":recalled") for one in late])
