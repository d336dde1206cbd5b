"""Carries cases' orders out, and moves each case on when that is done."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from leeward.model.cases import Mover, State, may
from leeward.model.errors import SealError
from leeward.model.findings import Json
from leeward.model.orders import OrderState
from leeward.pipeline.act.ordering import Ordering, act_job, situation
from leeward.pipeline.act.outbox import Outbox, Way
from leeward.pipeline.act.planning import from_policy
from leeward.pipeline.links import Links
from leeward.pipeline.recording import Note
from leeward.pipeline.remembering import Memory
from leeward.pipeline.verify.rounds import Rounds
from leeward.plugins.servers.protocol import ServerProgram
from leeward.store import servers
from leeward.store.casework import cases, orders
from leeward.store.casework.cases import JOB, CaseRow, Move
from leeward.store.casework.orders import ENDED, OrderRow
from leeward.store.connection import Connection, Store
from leeward.store.queue import NewJob, enqueue
from leeward.store.watch import alarms

HANDLED = frozenset({State.DECIDED, State.CONFIRMED, State.RELEASED, State.RESTRICTED})
"""States from which this job moves a case on; `probing.HANDLED` are the others."""

_AT_ONCE = 3  # cases of one process
_BUSY_S = 3.0  # another worker is on the case
_CLOSED_WAY_S = 60.0  # until a server whose token does not open is tried again
_PLANS = {State.DECIDED, State.WAITING}
_HOLD = "hold"  # of a policy: how far it holds is looked at, too


@dataclass(frozen=True, slots=True)
class Acting:
    """Everything that acting needs. programs: a server program by its plug-in's name.

    memory: decides what people have decided before; None: nothing does.
    gate: each case at hand keeps a connection for as long as its server takes, and wants others besides.
    """

    store: Store
    ordering: Ordering
    outbox: Outbox
    links: Links
    programs: Callable[[str], ServerProgram]
    rounds: Rounds
    memory: Memory | None = None
    gate: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def act(self, payload: Mapping[str, Json]) -> None:
        """The handler of ACT jobs. Raises: DatabaseError: the job comes again; what is marked as sent is read
        back then, and not sent again in the dark."""
        number = int(str(payload["case"]))
        async with self.gate, self.store.session() as connection:
            if not await cases.take(connection, number):
                await enqueue(connection, [act_job(number, f"busy:{self._now():%H%M%S}", _BUSY_S)])
                return
            await self._step(connection, number)
            await cases.let(connection, number)

    async def recall(self, before_s: float = 300.0, most: int = 200) -> None:
        """Write jobs for cases that have something to do, and have lost theirs. For a schedule."""
        async with self.store.transaction() as connection:
            before = self._now() - timedelta(seconds=before_s)
            found = await cases.unhandled(connection, sorted(HANDLED), before, most)
            await enqueue(connection, [act_job(case, "recalled") for case in found])

    async def _step(self, connection: Connection, number: int) -> None:
        case = await cases.one(connection, number)
        if case is None:
            return
        if self.memory and case.state in _PLANS:
            await self.memory.settle(connection, case)
        await self._plan(connection, number)
        await self.outbox.ours(connection, case)
        await self._ask(connection, case)
        async with connection.transaction():
            await self._move_on(connection, number)

    async def _plan(self, connection: Connection, number: int) -> None:
        async with connection.transaction():
            case = await cases.locked(connection, number)
            if case and case.state in _PLANS:
                plan = from_policy(await situation(connection, case), case.actions)
                await self.ordering.write(connection, case, plan)

    async def _ask(self, connection: Connection, case: CaseRow) -> None:
        server = await servers.one(connection, case.server)
        assert server is not None, "a case's server is never deleted"
        trouble = f"server:{server.id}:token"
        try:
            link = self.links.link(server)
        except SealError as error:
            await alarms.raise_(connection, trouble, error.message, self._now())
            due = [one.id for one in await orders.due(connection, case.id, self._now())]
            await orders.postpone(connection, due, self._now() + timedelta(seconds=_CLOSED_WAY_S))
            return
        await alarms.clear(connection, trouble, self._now())
        post = (await cases.about(connection, case.item)).post
        way = Way(link, self.programs(server.program), post)
        await self.outbox.run(connection, case, way)

    async def _move_on(self, connection: Connection, number: int) -> None:
        case = await cases.locked(connection, number)
        assert case is not None, "cases are never deleted"
        again = []
        if case.state in {State.RELEASED, State.RESTRICTED}:
            again = await self.ordering.write_undo(connection, case, case.verdict_by or JOB)
        every = await orders.of_case(connection, number)
        to = _next(case, every)
        if to and may(case.state, to, Mover.JOB):
            await self._move(connection, case, to)
        await enqueue(connection, _follow_up(number, every, again, self._now()))

    async def _move(self, connection: Connection, case: CaseRow, to: State) -> None:
        now = self._now()
        if await cases.move(connection, case.id, Move(case.state, to, JOB, now)):
            body: dict[str, Json] = {"case": case.id, "was": str(case.state), "is": str(to)}
            await self.ordering.recorder.record(connection, [Note("case.moved", body, case=case.id)])
            if to is State.VERIFYING or (to is State.WAITING and _HOLD in case.actions):
                await self.rounds.begin(connection, case)

    def _now(self) -> datetime:
        return self.ordering.recorder.clock()


def _next(case: CaseRow, every: Sequence[OrderRow]) -> State | None:
    """Where a case goes from here by itself; None: it stays.

    One that is decided waits for people as soon as all was tried once: a server that does not answer, or the
    fuse, must not keep them from deciding."""
    match case.state:
        case State.DECIDED:
            return State.WAITING
        case State.CONFIRMED:
            is_new = [one for one in every if one.person and one.times == case.times]
            asked = every if case.remembers else is_new
            return State.VERIFYING if all(one.state in ENDED for one in asked) else None
        case State.RELEASED | State.RESTRICTED:
            return State.CLOSED if all(one.state in ENDED for one in every) else None
        case _:
            return None


def _follow_up(
    case: int, every: Sequence[OrderRow], again: Sequence[OrderRow], now: datetime
) -> list[NewJob]:
    """One job for when the next order is to be looked at."""
    if again:
        return [act_job(case, f"undo:{again[-1].id}")]
    late = [
        one.next_at or now for one in every if one.state not in ENDED and one.state is not OrderState.STOPPED
    ]
    if not late:
        return []
    after_s = max(1.0, (min(late) - now).total_seconds())
    return [act_job(case, f"at:{now + timedelta(seconds=after_s):%d%H%M%S}", after_s)]
