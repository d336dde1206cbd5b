"""Carries orders out, each at most once: what is sent is marked before, and what is marked is read back."""

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leeward.model.cases import State
from leeward.model.findings import Json
from leeward.model.items import Post
from leeward.model.orders import Answer, Order, OrderState, Receipt
from leeward.model.proofs import Seen
from leeward.pipeline.act.ordering import BEFORE, situation
from leeward.pipeline.act.pacing import Pacer
from leeward.pipeline.act.planning import NO_GATE, OURS, REMOVE, by_hand
from leeward.pipeline.recording import Note, Recorder
from leeward.plugins import loader
from leeward.plugins.servers.protocol import Link, ServerProgram
from leeward.store.casework import denied, orders
from leeward.store.casework.cases import CaseRow
from leeward.store.casework.orders import OrderRow, Outcome
from leeward.store.connection import Connection
from leeward.store.watch import alarms

BY_HAND_S = 180.0  # between two looks whether a person has done it
PAGE_S = 5.0  # and while the page where it is done is not known yet
FIRST_S, MOST_S = 5.0, 600.0  # between two attempts at an order
_IN_TIME = 0.8  # of the time after which an order without answer is read back


@dataclass(frozen=True, slots=True)
class Way:
    """To one case's server. post: that the case is about."""

    link: Link
    program: ServerProgram
    post: Post


@dataclass(frozen=True, slots=True)
class Outbox:
    """Carries orders out. Only who has taken the case (`cases.take`) may use it.

    settle_s: after which nobody can be at an order any more that was sent and not answered: longer than a
    call may take.
    """

    recorder: Recorder
    pacer: Pacer
    settle_s: float = 60.0

    async def ours(self, connection: Connection, case: CaseRow) -> None:
        """Do what Leeward does itself: no server is asked. Raises: DatabaseError."""
        for row in await orders.due(connection, case.id, self._now()):
            if row.action in OURS:
                async with connection.transaction():
                    await self._deny(connection, row)

    async def run(self, connection: Connection, case: CaseRow, way: Way) -> None:
        """Do what is due of a case, one after the other. Raises: DatabaseError: what is marked stays so."""
        due = [one for one in await orders.due(connection, case.id, self._now()) if one.action not in OURS]
        if due and (until := await self.pacer.asked_until(case.server)):
            await orders.postpone(connection, [one.id for one in due], until)
            due = [one for one in due if one.state is not OrderState.WAITING]
        for row in due:
            # of two that look at one account at once, each would see that nothing is done yet, and do it
            if await orders.take(connection, row):
                await self._one(_Turn(connection, case, way, row))
                await orders.let(connection, row)

    async def _one(self, turn: "_Turn") -> None:
        match turn.row.state:
            case OrderState.BY_HAND:
                await self._look_by_hand(turn)
            case OrderState.SENT:
                await self._read_back(turn)
            case _ if turn.is_let_go:
                await self._write(turn, OrderState.WITHDRAWN, _LET_GO)
            case _:
                await self._first(turn)

    async def _first(self, turn: "_Turn") -> None:
        """What is so already is not done: it would be taken back with what is ours. And what another case
        came to want meanwhile is not taken back."""
        has_undo = loader.action(turn.row.action).undo is not None
        if turn.row.attempts == 0 and has_undo and turn.row.undoes is None:
            now = await turn.way.program.read_back(turn.way.link, turn.row.order)
            if now.answer is Answer.DONE:
                is_ours = await orders.is_ours(turn.connection, turn.row)
                receipt = Receipt(Answer.DONE, "it was so already", detail={BEFORE: not is_ours})
                await self._write(turn, OrderState.DONE, receipt)
                return
            if now.answer is Answer.LATER:
                await self._settle(turn, now)
                return
        if turn.row.attempts == 0 and await self._stays(turn):
            await self._write(turn, OrderState.WITHDRAWN, _STAYS)
            return
        await self._send(turn)

    async def _stays(self, turn: "_Turn") -> bool:
        undone = await orders.one(turn.connection, turn.row.undoes) if turn.row.undoes else None
        return undone is not None and await orders.is_held_elsewhere(turn.connection, undone)

    async def _send(self, turn: "_Turn") -> None:
        again_at = self._now() + timedelta(seconds=self.settle_s)
        if await orders.send(turn.connection, turn.row, again_at):
            sent = await orders.one(turn.connection, turn.row.id)
            assert sent is not None, "orders are never deleted"
            turn = turn.on(sent)
            await self._settle(turn, await self._performed(turn, sent.order))

    async def _performed(self, turn: "_Turn", order: Order) -> Receipt:
        """Over before anybody may take it for abandoned, whatever a server or its budget lets us wait."""
        try:
            async with asyncio.timeout(self.settle_s * _IN_TIME):
                return await turn.way.program.perform(turn.way.link, order)
        except TimeoutError:
            return Receipt(Answer.UNSURE, "no answer in time")

    async def _read_back(self, turn: "_Turn") -> None:
        receipt = await turn.way.program.read_back(turn.way.link, turn.row.order)
        match receipt.answer:
            case Answer.NOT_DONE if turn.is_let_go:
                await self._write(turn, OrderState.WITHDRAWN, _LET_GO)
            case Answer.NOT_DONE:
                await self._send(turn)
            case Answer.LATER | Answer.UNSURE:
                await self._wait(turn, OrderState.SENT, receipt)
            case Answer.REFUSED | Answer.BY_HAND:
                await self._hand_over(turn)
            case Answer.DONE:
                await self._settle(turn, receipt)

    async def _settle(self, turn: "_Turn", receipt: Receipt) -> None:
        match receipt.answer:
            case Answer.DONE:
                await self._write(turn, OrderState.DONE, receipt)
            case Answer.REFUSED:
                await self._refused(turn, receipt)
            case Answer.LATER | Answer.NOT_DONE:
                await self._wait(turn, OrderState.WAITING, receipt)
            case Answer.UNSURE:
                await self._wait(turn, OrderState.SENT, receipt)
            case Answer.BY_HAND:
                await self._hand_over(turn)

    async def _refused(self, turn: "_Turn", receipt: Receipt) -> None:
        """The end of it, and somebody is told; but what was done to a released post must be taken back, and
        where the server does not, a person does."""
        said = f"case {turn.case.id}: {turn.row.action} is refused: {receipt.said}"
        if turn.row.undoes is None:
            await self._write(turn, OrderState.REFUSED, receipt, said)
        else:
            await alarms.raise_(turn.connection, _alarm(turn.row), said, self._now())
            await self._hand_over(turn)

    async def _wait(self, turn: "_Turn", state: OrderState, receipt: Receipt) -> None:
        if receipt.retry_after_s:
            await self.pacer.hold_off(turn.case.server, receipt.retry_after_s)
        wait_s = max(min(FIRST_S * 2.0 ** min(turn.row.attempts, 10), MOST_S), receipt.retry_after_s or 0.0)
        outcome = Outcome(state, receipt, next_at=self._now() + timedelta(seconds=wait_s))
        is_news = turn.row.answer is None or turn.row.answer.said != receipt.said
        async with turn.connection.transaction():
            if await orders.answer(turn.connection, turn.row, outcome) and is_news:
                await self._note(turn, outcome)

    async def _hand_over(self, turn: "_Turn") -> None:
        """A person does it, or looks whether it was done: nothing is sent twice in the dark."""
        at = await situation(turn.connection, turn.case)
        receipt = by_hand(at, loader.action(turn.row.action), turn.row.subject)
        outcome = Outcome(OrderState.BY_HAND, receipt, next_at=self._now() + timedelta(seconds=BY_HAND_S))
        async with turn.connection.transaction():
            if await orders.answer(turn.connection, turn.row, outcome):
                await self._note(turn, outcome)

    async def _look_by_hand(self, turn: "_Turn") -> None:
        if await self._is_done_by_hand(turn):
            await self._write(turn, OrderState.DONE, Receipt(Answer.DONE, "seen: a person has done it"))
        elif turn.is_let_go:
            was_sent = turn.row.attempts > 0
            state, receipt = (OrderState.DONE, _PERHAPS) if was_sent else (OrderState.WITHDRAWN, _LET_GO)
            await self._write(turn, state, receipt)
        else:
            await self._ask_person(turn)

    async def _ask_person(self, turn: "_Turn") -> None:
        """What to do and where, as it is known now: a report that was filed for it has its page later."""
        at = await situation(turn.connection, turn.case)
        subject = turn.row.subject
        if turn.row.action == REMOVE and subject.report is None:
            subject = replace(subject, report=at.report)
        receipt = by_hand(at, loader.action(turn.row.action), subject)
        has_page_soon = not (receipt.detail or {}).get("link") and at.card.ability(turn.row.action).link
        is_new = self._now() - turn.row.made_at < timedelta(seconds=BY_HAND_S)
        wait_s = PAGE_S if has_page_soon and is_new else BY_HAND_S
        outcome = Outcome(OrderState.BY_HAND, receipt, self._now() + timedelta(seconds=wait_s))
        await orders.answer(turn.connection, turn.row, outcome)

    async def _is_done_by_hand(self, turn: "_Turn") -> bool:
        if turn.row.action == REMOVE:
            return (await turn.way.program.is_gone(turn.way.link, turn.way.post)).seen is Seen.GONE
        return (await turn.way.program.read_back(turn.way.link, turn.row.order)).answer is Answer.DONE

    async def _deny(self, connection: Connection, row: OrderRow) -> None:
        if row.action == "deny_url":
            await denied.add(connection, row.case, row.subject.urls, self._now())
            said = f"{len(row.subject.urls)} addresses {NO_GATE}"
        else:
            await denied.remove(connection, row.case)
            said = f"{len(row.subject.urls)} addresses off Leeward's own list"
        receipt = Receipt(Answer.DONE, said)
        outcome = Outcome(OrderState.DONE, receipt, ended_at=self._now())
        if await orders.answer(connection, row, outcome):
            await self.recorder.record(connection, [_answered(row, outcome)])

    async def _write(
        self, turn: "_Turn", state: OrderState, receipt: Receipt, alarm: str | None = None
    ) -> None:
        outcome = Outcome(state, receipt, ended_at=self._now())
        async with turn.connection.transaction():
            if await orders.answer(turn.connection, turn.row, outcome):
                await self._note(turn, outcome)
                if alarm:
                    await alarms.raise_(turn.connection, _alarm(turn.row), alarm, self._now())

    async def _note(self, turn: "_Turn", outcome: Outcome) -> None:
        await self.recorder.record(turn.connection, [_answered(turn.row, outcome)])

    def _now(self) -> datetime:
        return self.recorder.clock()


@dataclass(frozen=True, slots=True)
class _Turn:
    """One order under way."""

    connection: Connection
    case: CaseRow
    way: Way
    row: OrderRow

    def on(self, row: OrderRow) -> "_Turn":
        return _Turn(self.connection, self.case, self.way, row)

    @property
    def is_let_go(self) -> bool:
        """Whether the case was released, so that only ways back are still wanted; where it was restricted,
        what that ordered as well."""
        if self.row.undoes is not None:
            return False
        is_restricted = self.case.state is State.RESTRICTED and self.row.times == 0
        return self.case.state is State.RELEASED or is_restricted


_PERHAPS = Receipt(Answer.DONE, "nobody can see whether it was done: it is taken back all the same")
_STAYS = Receipt(Answer.NOT_DONE, "another case wants it to stay as it is")
_LET_GO = Receipt(Answer.NOT_DONE, "the case was released before it was done")


def _alarm(row: OrderRow) -> str:
    return f"case:{row.case}:order-{row.id}"


def _answered(row: OrderRow, outcome: Outcome) -> Note:
    body: dict[str, Json] = {
        "order": row.id,
        "action": row.action,
        "answer": str(outcome.receipt.answer),
        "said": outcome.receipt.said,
        "state": str(outcome.state),
        "attempt": row.attempts,
    }
    return Note("order.answered", body, case=row.case)
