"""Writes orders into the outbox, past the fuse, in the transaction of what asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from leeward.model.cases import State
from leeward.model.findings import Json
from leeward.model.items import Post
from leeward.model.jobs import JobKind
from leeward.model.look import Look
from leeward.model.orders import OrderState
from leeward.pipeline.act.planning import Done, Means, Plan, Planned, Situation, undoing
from leeward.pipeline.recording import Note, Recorder
from leeward.store import servers
from leeward.store.casework import cases, orders
from leeward.store.casework.cases import CaseRow
from leeward.store.casework.orders import NewOrder, OrderRow
from leeward.store.connection import Connection, load
from leeward.store.queue import NewJob, enqueue
from leeward.store.watch import alarms

HOUR = timedelta(hours=1)
BEFORE = "before"  # in an answer's detail: it was so before we came, and is not ours to take back


@dataclass(frozen=True, slots=True)
class Ordering:
    """Writes orders. fuse: most subjects that the policy may touch by one action on one server in an hour;
    exact matches are counted by themselves."""

    recorder: Recorder
    fuse: int

    async def write(
        self, connection: Connection, case: CaseRow, plan: Plan, person: str | None = None
    ) -> list[OrderRow]:
        """Write what is new of a plan; gives it. person: None: the policy orders, and the fuse counts."""
        now = self.recorder.clock()
        stopped = set() if person or not plan.orders else await self._stopped(connection, case, plan.orders)
        rows = [_order(case, one, person, one.action in stopped) for one in plan.orders]
        new = await orders.add(connection, rows, now)
        for action in sorted({one.action for one in new if one.state is OrderState.STOPPED}):
            await alarms.raise_(connection, f"fuse:{case.server}:{action}", self._blown(action), now)
        for number, said in enumerate(plan.alarms):
            await alarms.raise_(connection, f"case:{case.id}:policy-{number}", f"case {case.id}: {said}", now)
        if new:
            await self.recorder.record(connection, [_note(case, new, plan)])
        return new

    async def write_undo(
        self, connection: Connection, case: CaseRow, person: str, but: str | None = None
    ) -> list[OrderRow]:
        """Order the way back of all that was done for a case, except what another case wants to stay, and
        what its own restriction is. but: an action that is about to be that."""
        every = await orders.of_case(connection, case.id)
        undone, stays = {one.undoes for one in every}, {but, *_staying(case, every)}
        done = []
        for one in every:
            if one.state is not OrderState.DONE or one.undoes or one.id in undone or was_before(one):
                continue
            if one.action in stays:
                continue
            if not await orders.is_held_elsewhere(connection, one):
                done.append(Done(one.id, one.action, one.target, one.subject))
        return await self.write(connection, case, undoing(await situation(connection, case), done), person)

    async def let_go(self, connection: Connection, server: int, action: str, most: int, person: str) -> int:
        """Let the oldest orders go that the fuse has stopped; gives how many."""
        gone = await orders.let_go(connection, server, action, person, most)
        notes = [Note("order.let-go", {"order": one.id, "person": person}, case=one.case) for one in gone]
        await self.recorder.record(connection, notes)
        if action not in await orders.stopped(connection, server):
            await alarms.clear(connection, f"fuse:{server}:{action}", self.recorder.clock())
        await enqueue(connection, [act_job(one.case, f"let-go:{one.id}") for one in gone])
        return len(gone)

    async def _stopped(self, connection: Connection, case: CaseRow, planned: Sequence[Planned]) -> set[str]:
        since = self.recorder.clock() - HOUR
        names = {one.action for one in planned}
        touched = await orders.touched(connection, case, names, since)
        return {
            one.action for one in planned if len(touched.get(one.action, set()) | {one.target}) > self.fuse
        }

    def _blown(self, action: str) -> str:
        return (
            f"{action}: the policy wants to touch more than {self.fuse} subjects in an hour; the rest is "
            "stopped until a person lets it go"
        )


def act_job(case: int, key: str, after_s: float = 0.0) -> NewJob:
    """Carry a case's orders out. key: tells apart what asked for it: a job under way takes in no other."""
    return NewJob(JobKind.ACT, {"case": case}, after_s, f"act:{case}:{key}", priority=10)


def was_before(order: OrderRow) -> bool:
    """Whether what it wants was so before, by somebody else's doing."""
    return bool(order.answer and order.answer.detail and order.answer.detail.get(BEFORE))


def _staying(case: CaseRow, every: Sequence[OrderRow]) -> frozenset[str]:
    """Actions that a verdict ordered, and that are all that is left of a hold."""
    if case.state is not State.RESTRICTED:
        return frozenset()
    return frozenset(one.action for one in every if one.times > 0 and one.undoes is None)


async def situation(connection: Connection, case: CaseRow) -> Situation:
    """What plans for a case are made from."""
    server = await servers.one(connection, case.server)
    assert server is not None, "a case's server is never deleted"
    post: Post = (await cases.about(connection, case.item)).post
    report = await cases.report_of(connection, case.server, post.native_id)
    innocent = await _innocent(connection, case.item)
    return Situation(server.card, server.address, post, report, innocent)


async def _innocent(connection: Connection, item: int) -> frozenset[str]:
    """Addresses of media that were looked at and match nothing, where others of the post match."""
    matching = {row["position"] for row in await cases.matches(connection, item)}
    urls: dict[bool, set[str]] = {True: set(), False: set()}
    for row in await cases.media(connection, item):
        is_suspect = row["position"] in matching or row["look"] != Look.LOOKED
        urls[is_suspect] |= {one["url"] for one in load(row["copies"])}
    return frozenset(urls[False] - urls[True]) if matching else frozenset()


def _order(case: CaseRow, planned: Planned, person: str | None, is_stopped: bool) -> NewOrder:
    state = OrderState.BY_HAND if planned.means is Means.HAND else OrderState.WAITING
    return NewOrder(
        key=_key(case, planned, person),
        case=case.id,
        server=case.server,
        action=planned.action,
        target=planned.target,
        subject=planned.subject,
        person=person,
        times=case.times if person else 0,
        undoes=planned.undoes,
        state=OrderState.STOPPED if is_stopped else state,
        answer=planned.how,
    )


def _key(case: CaseRow, planned: Planned, person: str | None) -> str:
    """The same for the same thing: a person's again only when the case was confirmed again."""
    again = f"undo-{planned.undoes}" if planned.undoes else str(case.times if person else 0)
    return f"{case.id}:{planned.action}:{planned.target}:{again}"


def _note(case: CaseRow, new: Sequence[OrderRow], plan: Plan) -> Note:
    told: list[Json] = [
        {"order": one.id, "action": one.action, "state": str(one.state), "person": one.person or ""}
        for one in new
    ]
    return Note("case.ordered", {"orders": told, "impossible": [*plan.impossible]}, case=case.id)
