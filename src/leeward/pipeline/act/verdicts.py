"""Verdicts: what a person decides about a case, with everything that follows from it in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.cases import State
from leeward.model.errors import CaseError
from leeward.model.findings import Json
from leeward.model.orders import Answer, OrderState, Receipt
from leeward.pipeline.act.appealing import AppealJudge
from leeward.pipeline.act.judging import LIST, Judge, check, found
from leeward.pipeline.act.ordering import Ordering, act_job
from leeward.pipeline.recording import Note
from leeward.store.casework import cases, orders
from leeward.store.casework.cases import Move
from leeward.store.casework.orders import Outcome
from leeward.store.connection import Connection, Store
from leeward.store.queue import enqueue


@dataclass(frozen=True, slots=True)
class Answered:
    """What a person says of a case: confirmed, released, restricted or closed.

    actions: further ones, by plug-in. why: for closing it.
    """

    verdict: State
    person: str
    actions: Sequence[str] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people decide. Each call is one transaction; who said the same before changes nothing.

    is_alone: one person moderates this server, who may stand for two, half an hour later.
    """

    store: Store
    ordering: Ordering
    is_alone: bool = False

    async def confirm(self, case: int, person: str, actions: Sequence[str] = ()) -> bool:
        """It is what it looks like; of an appeal: the first verdict stands. False: this person has said so
        before. Raises: CaseError, ConfigError: as `Judge.confirm`, `AppealJudge.turn_down`."""
        async with self.store.transaction() as connection:
            return await self.answer(connection, case, Answered(State.CONFIRMED, person, actions))

    async def release(self, case: int, person: str) -> bool:
        """It is not; of an appeal: its author is right. False: said before. Raises: CaseError: as
        `Judge.release`, `AppealJudge.uphold`."""
        async with self.store.transaction() as connection:
            return await self.answer(connection, case, Answered(State.RELEASED, person))

    async def restrict(self, case: int, person: str) -> bool:
        """It may stay, behind a warning. False: said before. Raises: CaseError: as `Judge.restrict`."""
        async with self.store.transaction() as connection:
            return await self.answer(connection, case, Answered(State.RESTRICTED, person))

    async def answer(self, connection: Connection, case: int, said: Answered) -> bool:
        """Any of these, in the caller's transaction. Raises: as they do."""
        row = await cases.one(connection, case)
        is_appeal = row is not None and row.appeal_of is not None
        match said.verdict:
            case State.CONFIRMED if is_appeal:
                return await self._appeals.turn_down(connection, case, said.person)
            case State.RELEASED if is_appeal:
                return await self._appeals.uphold(connection, case, said.person)
            case State.CONFIRMED:
                return await self._judge.confirm(connection, case, said.person, said.actions)
            case State.RELEASED:
                return await self._judge.release(connection, case, said.person)
            case State.RESTRICTED:
                return await self._judge.restrict(connection, case, said.person)
            case State.CLOSED:
                return await self._close(connection, case, said)
        raise CaseError(f"{said.verdict} is nothing that a person says of a case", LIST)

    async def appeal(self, connection: Connection, case: int, by: str) -> int:
        """The case of a new appeal, in the caller's transaction. Raises: CaseError: as `AppealJudge.open`."""
        return await self._appeals.open(connection, case, by)

    async def close(self, case: int, person: str, why: str) -> bool:
        """No more is done about a copy that is there. False: said before. Raises: CaseError: as `confirm`."""
        async with self.store.transaction() as connection:
            return await self.answer(connection, case, Answered(State.CLOSED, person, why=why))

    async def tick(self, order: int, person: str) -> bool:
        """This person did it by hand; what should be gone is looked after all the same. False: it was done.

        Raises: CaseError: there is no such order, or nobody has to do it by hand.
        """
        async with self.store.transaction() as connection:
            row = await orders.one(connection, order)
            if row is None:
                raise CaseError(f"there is no order {order}", LIST)
            if row.state is OrderState.DONE:
                return False
            receipt = Receipt(Answer.DONE, f"{person} says that it is done", detail={"person": person})
            outcome = Outcome(OrderState.DONE, receipt, ended_at=self._now())
            if row.state is not OrderState.BY_HAND or not await orders.answer(connection, row, outcome):
                raise CaseError(f"order {order} is not one to do by hand: it is {row.state}", LIST)
            note = Note("order.ticked", {"order": order, "person": person}, case=row.case)
            await self.ordering.recorder.record(connection, [note])
            await enqueue(connection, [act_job(row.case, f"tick:{order}")])
        return True

    async def let_go(self, server: int, action: str, most: int, person: str) -> int:
        """Let so many orders go that the fuse has stopped, the oldest first; gives how many there were."""
        async with self.store.transaction() as connection:
            return await self.ordering.let_go(connection, server, action, most, person)

    async def _close(self, connection: Connection, case: int, said: Answered) -> bool:
        row = await found(connection, case)
        if row.state is State.CLOSED and row.moved_by == said.person:
            return False
        check(row, State.CLOSED)
        await cases.move(connection, case, Move(row.state, State.CLOSED, said.person, self._now(), said.why))
        await cases.calm(connection, case, self._now())
        body: dict[str, Json] = {"person": said.person, "why": said.why}
        await self._judge.record(connection, row, "case.closed", body)
        return True

    @property
    def _judge(self) -> Judge:
        return Judge(self.ordering, self.is_alone)

    @property
    def _appeals(self) -> AppealJudge:
        return AppealJudge(self._judge)

    def _now(self) -> datetime:
        return self.ordering.recorder.clock()
