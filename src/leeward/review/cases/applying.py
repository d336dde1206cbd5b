"""Lets verdicts take effect: each case of each verdict in one transaction with the note that it is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from leeward.model.cases import State
from leeward.model.errors import CaseError, ConfigError
from leeward.model.findings import Json
from leeward.pipeline.act.verdicts import Answered
from leeward.pipeline.recording import Note
from leeward.review.cases.verdicts import MEANS, Kind, verdict_job
from leeward.review.ground import Ground
from leeward.store.casework import cases
from leeward.store.connection import Connection
from leeward.store.desk.cases import verdicts
from leeward.store.desk.cases.verdicts import Pass, VerdictRow
from leeward.store.queue import enqueue

_OPEN = frozenset({State.WAITING, State.RETURNED})
CONFLICT, VOICED = "conflict", "voiced"


@dataclass(frozen=True, slots=True)
class Applying:
    """Killed anywhere, it goes on with what is left; what is done has its outcome, and is not done again."""

    ground: Ground

    async def apply(self, verdict: int) -> None:
        """Let it take effect, if it was not taken back. What somebody else decided meanwhile stays, and its
        person reads so. Raises: DatabaseError: the rest waits for the next time."""
        if not await self._begins(verdict):
            return
        async with self.ground.store.session() as connection:
            row = await verdicts.one(connection, verdict)
        assert row is not None, "verdicts are never deleted"
        for case in row.cases:
            await self._case(verdict, case)
        async with self.ground.store.transaction() as connection:
            await verdicts.end(connection, verdict, self.ground.clock())

    async def _begins(self, verdict: int) -> bool:
        now = self.ground.clock()
        async with self.ground.store.transaction() as connection:
            if await verdicts.begin(connection, verdict, now):
                return True
            row = await verdicts.one(connection, verdict)
            if row and not row.undone_at and row.due_at > now:  # this machine's clock is behind
                left_s = (row.due_at - now).total_seconds()
                await enqueue(connection, [verdict_job(verdict, left_s, f":{now:%H%M%S%f}")])
        return False

    async def _case(self, verdict: int, case: int) -> None:
        try:
            async with self.ground.store.transaction() as connection:
                row = await self._left(connection, verdict, case)
                if row:
                    told = await self._judge(connection, row, case)
                    await verdicts.came_of(connection, verdict, case, told)
        except (CaseError, ConfigError) as error:
            async with self.ground.store.transaction() as connection:
                if await self._left(connection, verdict, case):
                    told = {"state": CONFLICT, "said": error.message}
                    await verdicts.came_of(connection, verdict, case, told)

    async def _left(self, connection: Connection, verdict: int, case: int) -> VerdictRow | None:
        """The verdict, locked; None: it has taken effect on this case."""
        row = await verdicts.locked(connection, verdict)
        return row if row and case not in row.outcome else None

    async def _judge(self, connection: Connection, row: VerdictRow, case: int) -> Mapping[str, Json]:
        kind = Kind(row.kind)
        if kind is Kind.UNABLE:
            return await self._pass_on(connection, row, case)
        said = Answered(MEANS[kind], row.name, row.actions, row.why)
        is_new = await self.ground.verdicts().answer(connection, case, said)
        now = await cases.one(connection, case)
        assert now is not None, "cases are never deleted"
        is_voice = MEANS[kind] is State.CONFIRMED and now.state in _OPEN
        return {"state": VOICED if is_voice else str(now.state), "is_new": is_new}

    async def _pass_on(self, connection: Connection, row: VerdictRow, case: int) -> Mapping[str, Json]:
        """To a lead; where there is none left, it stays held until somebody from outside is asked."""
        await cases.locked(connection, case)
        await verdicts.skip(connection, [case], Pass(row.person, str(Kind.UNABLE), self.ground.clock()))
        whom = await verdicts.pass_on(connection, case)
        if whom is None:
            raise CaseError(f"case {case} was decided by somebody else meanwhile", "")
        note = Note("verdict.unable", {"case": case, "person": row.name, "needs": whom}, case=case)
        await self.ground.recorder.record(connection, [note])
        return {"state": whom}
