"""Appeals: a decided case is asked about again, as a case of its own, by somebody who had no part in it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.cases import START, Mover, State, may
from leeward.model.errors import CaseError
from leeward.model.findings import Json
from leeward.pipeline.act.agreeing import ALONE_AFTER, known_as
from leeward.pipeline.act.judging import Judge, found
from leeward.pipeline.act.ordering import act_job
from leeward.store.casework import appeals, cases
from leeward.store.casework.cases import CaseRow
from leeward.store.connection import Connection
from leeward.store.policies import flags
from leeward.store.queue import enqueue

_AGAINST = frozenset({State.CONFIRMED, State.RESTRICTED})  # verdicts from which something is to be given back


@dataclass(frozen=True, slots=True)
class AppealJudge:
    """Judges appeals, in transactions of the caller's."""

    judge: Judge

    async def open(self, connection: Connection, case: int, by: str) -> int:
        """The case of a new appeal against a verdict. by: who wrote it down.

        Raises: CaseError: there is no such case, nothing was decided against its author, or it was appealed.
        """
        row = await found(connection, case)
        if row.appeal_of is not None:
            raise CaseError(f"case {case} is an appeal itself", f"appeal against case {row.appeal_of}")
        if row.verdict not in _AGAINST:
            said = f"nobody has decided against the author of case {case}: there is nothing to appeal against"
            raise CaseError(said, f"see: leeward explain {case}")
        earlier = await appeals.against(connection, case)
        if earlier is not None:
            raise CaseError(f"case {case} was appealed against: see case {earlier}", "it is judged once")
        number = await appeals.open_case(connection, case, str(START), self._now())
        body: dict[str, Json] = {"case": number, "of": case, "by": by}
        opened = await found(connection, number)
        await self.judge.record(connection, opened, "case.appealed", body)
        await enqueue(connection, [act_job(number, "appeal")])
        return number

    async def uphold(self, connection: Connection, appeal: int, person: str) -> bool:
        """The author is right: all of the first case that can be undone is undone. False: said before.

        Raises: CaseError: it is no appeal, cannot be judged now, or by this person.
        """
        await flags.lock(connection)  # before the cases: see there
        return await self._end(connection, appeal, person, State.RELEASED)

    async def turn_down(self, connection: Connection, appeal: int, person: str) -> bool:
        """The first verdict stands. False: said before. Raises: CaseError: as `uphold`."""
        return await self._end(connection, appeal, person, State.CONFIRMED)

    async def _end(self, connection: Connection, appeal: int, person: str, verdict: State) -> bool:
        row = await found(connection, appeal)
        if row.appeal_of is None:
            raise CaseError(f"case {appeal} is no appeal", "allow, restrict or remove it")
        if row.verdict == str(verdict) and known_as(row.verdict_by or "") == known_as(person):
            return False
        if not may(row.state, State.CLOSED, Mover.APPEAL):
            said = f"appeal {appeal} is {row.state}: it cannot be judged now"
            raise CaseError(said, f"see: leeward explain {appeal}")
        first = await found(connection, row.appeal_of)
        await self._check_other(connection, row, person)
        await appeals.judge(connection, appeal, str(verdict), person, self._now())
        if verdict is State.RELEASED and may(first.state, State.RELEASED, Mover.APPEAL):
            await self.judge.let_go(connection, first, person)
        await cases.calm(connection, appeal, self._now())
        kind = "appeal.upheld" if verdict is State.RELEASED else "appeal.turned-down"
        await self.judge.record(connection, row, kind, {"person": person, "of": first.id})
        return True

    async def _check_other(self, connection: Connection, appeal: CaseRow, person: str) -> None:
        if known_as(person) not in await first_people(connection, appeal):
            return
        if not self.judge.is_alone:
            said = f"you had a part in what case {appeal.id} appeals against"
            raise CaseError(said, "leave it to somebody else: nothing was changed")
        left = appeal.opened_at + ALONE_AFTER - self._now()
        if left > timedelta():
            minutes = -(-left // timedelta(minutes=1))
            raise CaseError(
                f"you decided what case {appeal.id} appeals against; as nobody else moderates this server, "
                f"you may judge it in {minutes} {'minute' if minutes == 1 else 'minutes'}",
                "do something else first; nothing was changed",
            )

    def _now(self) -> datetime:
        return self.judge.ordering.recorder.clock()


async def first_people(connection: Connection, appeal: CaseRow) -> frozenset[str]:
    """Everybody who decided or had a voice in what is appealed against, without what spelling can change."""
    names = await appeals.first_names(connection, appeal.appeal_of or 0)
    return frozenset(known_as(name) for name in names)
