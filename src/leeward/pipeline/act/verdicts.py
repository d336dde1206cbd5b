"""Verdicts: what a person decides about a case, with everything that follows from it in one transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.cases import Mover, State, may
from leeward.model.errors import CaseError
from leeward.model.findings import Json
from leeward.model.orders import Answer, OrderState, Receipt
from leeward.pipeline.act.agreeing import Said, known_as, names, say
from leeward.pipeline.act.ordering import Ordering, act_job, situation
from leeward.pipeline.act.planning import REMOVE, from_person
from leeward.pipeline.complaints import judged
from leeward.pipeline.recording import Note
from leeward.plugins import loader
from leeward.plugins.actions.protocol import Scope
from leeward.policy.community.events import Review
from leeward.store.casework import cases, orders
from leeward.store.casework.cases import CaseRow, Move
from leeward.store.casework.orders import Outcome
from leeward.store.casework.voices import Voice
from leeward.store.connection import Connection, Store
from leeward.store.policies import flags
from leeward.store.queue import enqueue

_LIST = "see: leeward cases"
_REVIEWS = {State.CONFIRMED: Review.UPHELD, State.RELEASED: Review.REJECTED}  # for who complained
_UNDONE_YET = (OrderState.WAITING, OrderState.STOPPED)
_ASKED_YET = (OrderState.BY_HAND, OrderState.STOPPED)  # a removal takes their place


@dataclass(frozen=True, slots=True)
class Desk:
    """Where people decide. Each call is one transaction; who said the same before changes nothing.

    is_alone: one person moderates this server, who may stand for two, half an hour later.
    """

    store: Store
    ordering: Ordering
    is_alone: bool = False

    async def confirm(self, case: int, person: str, actions: Sequence[str] = ()) -> bool:
        """It is what it looks like: the post is removed. False: this person has said so before.

        Where two people have to agree to any of it, all of it waits for the second; the case stays as it is.
        Args: actions: further ones, by plug-in: such as suspend_account.
        Raises: CaseError: there is no such case, it cannot be confirmed now, or somebody decided otherwise.
        ConfigError: there is no such action.
        """
        _check_actions(actions)
        async with self.store.transaction() as connection:
            found = await self._open(connection, case, person, State.CONFIRMED)
            if found is None:
                return False
            mine = Voice(known_as(person), person, frozenset({REMOVE, *actions}), self._now())
            said = await say(connection, found, mine, may_alone=self.is_alone)
            if said.is_enough:
                await self._confirm(connection, found, said, mine)
            elif said.is_new:
                body: dict[str, Json] = {"person": person, "actions": list[Json](sorted(mine.actions))}
                await self._record(connection, found, "case.voiced", body)
        return said.is_new

    async def _confirm(self, connection: Connection, was: CaseRow, said: Said, mine: Voice) -> None:
        found = await self._judge(connection, was, mine.name, State.CONFIRMED)
        gone = await orders.withdraw(connection, found.id, _ASKED_YET, self._now())
        further = sorted(mine.actions - {REMOVE})
        plan = from_person(await situation(connection, found), [REMOVE, "deny_url", *further])
        await self.ordering.write(connection, found, plan, mine.name)
        body: dict[str, Json] = {"actions": [*further], "withdrawn": [one.id for one in gone]}
        if len(said.voices) > 1 or said.is_alone:
            body |= {"voices": list[Json](names(said.voices)), "is_alone": said.is_alone}
        await self._told(connection, found, {"person": mine.name, **body})

    async def release(self, case: int, person: str) -> bool:
        """It is not: all that was done is undone, and what waits is withdrawn. False: said before.

        Raises: CaseError: as `confirm`.
        """
        async with self.store.transaction() as connection:
            was = await self._open(connection, case, person, State.RELEASED)
            if was is None:
                return False
            found = await self._judge(connection, was, person, State.RELEASED)
            gone = await orders.withdraw(connection, case, _UNDONE_YET, self._now())
            await self.ordering.write_undo(connection, found, person)
            await orders.hurry(connection, case, self._now())  # nobody has to do it any more
            await self._told(connection, found, {"person": person, "withdrawn": [one.id for one in gone]})
        return True

    async def close(self, case: int, person: str, why: str) -> bool:
        """No more is done about a copy that is there. False: said before. Raises: CaseError: as `confirm`."""
        async with self.store.transaction() as connection:
            found = await _found(connection, case)
            if found.state is State.CLOSED and found.moved_by == person:
                return False
            _check(found, State.CLOSED)
            step = Move(found.state, State.CLOSED, person, self._now(), why)
            await cases.move(connection, case, step)
            await cases.calm(connection, case, self._now())
            await self._record(connection, found, "case.closed", {"person": person, "why": why})
        return True

    async def tick(self, order: int, person: str) -> bool:
        """This person did it by hand; what should be gone is looked after all the same. False: it was done.

        Raises: CaseError: there is no such order, or nobody has to do it by hand.
        """
        async with self.store.transaction() as connection:
            row = await orders.one(connection, order)
            if row is None:
                raise CaseError(f"there is no order {order}", _LIST)
            if row.state is OrderState.DONE:
                return False
            receipt = Receipt(Answer.DONE, f"{person} says that it is done", detail={"person": person})
            outcome = Outcome(OrderState.DONE, receipt, ended_at=self._now())
            if row.state is not OrderState.BY_HAND or not await orders.answer(connection, row, outcome):
                raise CaseError(f"order {order} is not one to do by hand: it is {row.state}", _LIST)
            note = Note("order.ticked", {"order": order, "person": person}, case=row.case)
            await self.ordering.recorder.record(connection, [note])
            await enqueue(connection, [act_job(row.case, f"tick:{order}")])
        return True

    async def let_go(self, server: int, action: str, most: int, person: str) -> int:
        """Let so many orders go that the fuse has stopped, the oldest first; gives how many there were."""
        async with self.store.transaction() as connection:
            return await self.ordering.let_go(connection, server, action, most, person)

    async def _open(self, connection: Connection, case: int, person: str, to: State) -> CaseRow | None:
        """The case, about which this can be said; None: this person said the same before."""
        await flags.lock(connection)  # before the case: see there
        found = await _found(connection, case)
        is_again = found.state is State.RETURNED and to is State.CONFIRMED
        is_mine = known_as(found.verdict_by or "") == known_as(person)
        if found.verdict == str(to) and is_mine and not is_again:
            return None
        _check(found, to)
        return found

    async def _judge(self, connection: Connection, was: CaseRow, person: str, to: State) -> CaseRow:
        """The case as it is after the verdict."""
        await cases.judge(connection, was.id, Move(was.state, to, person, self._now()))
        await judged(connection, was.item, was.server, _REVIEWS[to], self._now())
        return await _found(connection, was.id)

    async def _told(self, connection: Connection, case: CaseRow, body: dict[str, Json]) -> None:
        await cases.calm(connection, case.id, self._now())
        await self._record(connection, case, f"case.{case.state}", body)
        await enqueue(connection, [act_job(case.id, f"{case.state}:{case.times}")])

    async def _record(self, connection: Connection, case: CaseRow, kind: str, body: dict[str, Json]) -> None:
        note = Note(kind, {**body, "case": case.id}, case=case.id)
        await self.ordering.recorder.record(connection, [note])

    def _now(self) -> datetime:
        return self.ordering.recorder.clock()


async def _found(connection: Connection, case: int) -> CaseRow:
    found = await cases.locked(connection, case)
    if found is None:
        raise CaseError(f"there is no case {case}", _LIST)
    return found


def _check(case: CaseRow, to: State) -> None:
    if may(case.state, to, Mover.PERSON):
        return
    if case.verdict and case.verdict_at:
        raise CaseError(
            f"case {case.id} was {case.verdict} by {case.verdict_by} on "
            f"{case.verdict_at:%Y-%m-%d at %H:%M} UTC, and is {case.state}",
            "talk to them: a decided case is not decided again",
        )
    if case.let_go_why and case.let_go_at:
        raise CaseError(
            f"a job released case {case.id} on {case.let_go_at:%Y-%m-%d at %H:%M} UTC: {case.let_go_why}",
            f"see: leeward explain {case.id}",
        )
    raise CaseError(f"case {case.id} is {case.state}: it cannot be {to} now", "try again in a minute")


def _check_actions(actions: Sequence[str]) -> None:
    for name in actions:
        if loader.action(name).scope not in {Scope.POST, Scope.ACCOUNT}:
            raise CaseError(f"{name} is nothing that a verdict can ask for", "such as: suspend_account")
