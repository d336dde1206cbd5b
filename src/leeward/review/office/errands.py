"""What people ask for and takes longer than a page: kept, and done by a job."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from leeward.model.findings import Json
from leeward.model.jobs import JobKind
from leeward.review.office.bench import Bench
from leeward.review.people.rights import Visitor
from leeward.store.desk.office import errands
from leeward.store.desk.office.errands import Errand
from leeward.store.queue import NewJob, enqueue

KEPT = timedelta(days=90)
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Errands:
    """On the desk. What is asked for is kept, and done by whoever works."""

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
