"""Ends holds that were to last only so long: nobody decided in time, and people judge what is shown again."""

from collections.abc import Sequence
from dataclasses import dataclass

from leeward.model.cases import LetGo, State
from leeward.pipeline.act.ordering import act_job
from leeward.pipeline.complaints import lapsed
from leeward.pipeline.decide.releasing import let_go
from leeward.pipeline.recording import Note, Recorder
from leeward.store.arrivals import looks
from leeward.store.casework import cases, lapses
from leeward.store.casework.lapses import Late
from leeward.store.connection import Connection, Store
from leeward.store.policies import flags
from leeward.store.queue import enqueue
from leeward.store.watch import alarms

HANDLED = frozenset({State.WAITING})
"""States that this may end, though a person may come first."""

CHILDREN = "child-safety"  # the queue for which somebody is called
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Lapsing:
    """For a schedule. Killed anywhere, it goes on with what is left."""

    store: Store
    recorder: Recorder

    async def lapse(self) -> None:
        """Let go what is due, and ring where half of the time is over and children may be at risk. Raises:
        DatabaseError."""
        now = self.recorder.clock()
        async with self.store.session() as connection:
            due = await lapses.due(connection, now, _AT_ONCE)
        for case in due:
            async with self.store.transaction() as connection:
                await self._lapse(connection, case)
        async with self.store.transaction() as connection:
            await self._ring(connection, await lapses.late(connection, now))

    async def _lapse(self, connection: Connection, number: int) -> None:
        """The hold ends with its case; another one goes on in the same queue, and holds nothing."""
        case = await cases.one(connection, number)
        assert case is not None, "cases are never deleted"
        await looks.lock_items(connection, [case.item])
        await flags.lock(connection)
        now = self.recorder.clock()
        if not await lapses.is_due(connection, number, now):
            return
        if not await let_go(connection, number, LetGo.LAPSED, self.recorder):
            return
        await lapsed(connection, case.item, case.server, now)
        follower = await lapses.follow(connection, number, now)
        if follower is not None:
            note = Note("case.opened", {"case": follower, "follows": number}, item=case.item, case=follower)
            await self.recorder.record(connection, [note])
            await enqueue(connection, [act_job(follower, "follows")])
            if CHILDREN in (case.queue, *(one.removeprefix("queue:") for one in case.actions)):
                said = f"case {follower}: nobody decided about case {number} in time: its post is shown again"
                await alarms.raise_(connection, f"case:{follower}:lapsed", said, now)

    async def _ring(self, connection: Connection, late: Sequence[Late]) -> None:
        now = self.recorder.clock()
        for one in late:
            left = max(1, round((one.lapses_at - now).total_seconds() / 3600))
            said = (
                f"case {one.case}: nobody has decided for half of the time that it is held; in about "
                f"{left} {'hour' if left == 1 else 'hours'} it is shown again"
            )
            await alarms.raise_(connection, f"case:{one.case}:lapsing", said, now)
