"""What a person says of a case, with all that follows from it, in a transaction of the caller's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from leeward.model.cases import Mover, State, may
from leeward.model.errors import CaseError
from leeward.model.findings import Json
from leeward.model.orders import OrderState
from leeward.pipeline.act.agreeing import Said, known_as, names, say
from leeward.pipeline.act.ordering import Ordering, act_job, situation
from leeward.pipeline.act.planning import REMOVE, from_person, milder
from leeward.pipeline.complaints import judged
from leeward.pipeline.recording import Note
from leeward.plugins import loader
from leeward.plugins.actions.protocol import Scope
from leeward.policy.community.events import Review
from leeward.store.casework import cases, orders
from leeward.store.casework.cases import CaseRow, Move
from leeward.store.casework.voices import Voice
from leeward.store.connection import Connection
from leeward.store.policies import flags
from leeward.store.queue import enqueue

LIST = "see: leeward cases"
_REVIEWS: Mapping[State, Review] = MappingProxyType(  # for who complained
    {
        State.CONFIRMED: Review.UPHELD,
        State.RESTRICTED: Review.UPHELD,
        State.RELEASED: Review.REJECTED,
    }
)
_UNDONE_YET = (OrderState.WAITING, OrderState.STOPPED)
_ASKED_YET = (OrderState.BY_HAND, OrderState.STOPPED)  # a removal takes their place
_NOT_SENT = (OrderState.WAITING, OrderState.STOPPED, OrderState.BY_HAND)


@dataclass(frozen=True, slots=True)
class Judge:
    """Who said the same before changes nothing. is_alone: one person moderates, who may stand for two, half
    an hour later."""

    ordering: Ordering
    is_alone: bool = False

    async def confirm(
        self, connection: Connection, case: int, person: str, actions: Sequence[str] = ()
    ) -> bool:
        """It is what it looks like: the post is removed. False: this person has said so before.

        Where two people have to agree to any of it, all of it waits for the second; the case stays as it is.
        Args: actions: further ones, by plug-in: such as suspend_account.
        Raises: CaseError: there is no such case, it cannot be confirmed now, or somebody decided otherwise.
        ConfigError: there is no such action.
        """
        check_actions(actions)
        found = await self._open(connection, case, person, State.CONFIRMED)
        if found is None:
            return False
        mine = Voice(known_as(person), person, frozenset({REMOVE, *actions}), self._now())
        said = await say(connection, found, mine, may_alone=self.is_alone)
        if said.is_enough:
            await self._confirm(connection, found, said, mine)
        elif said.is_new:
            body: dict[str, Json] = {"person": person, "actions": list[Json](sorted(mine.actions))}
            await self.record(connection, found, "case.voiced", body)
        return said.is_new

    async def release(self, connection: Connection, case: int, person: str) -> bool:
        """It is not: all that was done is undone, and what waits is withdrawn. False: said before.

        Raises: CaseError: as `confirm`.
        """
        was = await self._open(connection, case, person, State.RELEASED)
        if was is None:
            return False
        await self.let_go(connection, was, person)
        return True

    async def restrict(self, connection: Connection, case: int, person: str) -> bool:
        """It may stay, behind a warning: of what hides it only the mildest is left. False: said before.

        Raises: CaseError: as `confirm`; or the server knows nothing milder than removal.
        """
        was = await self._open(connection, case, person, State.RESTRICTED)
        if was is None:
            return False
        name = milder(await situation(connection, was))
        if name is None:
            said = f"case {case}: its server can neither mark a post nor limit its author"
            raise CaseError(said, "allow the post, or remove it")
        found = await self._judge(connection, was, person, State.RESTRICTED)
        gone = await orders.withdraw(connection, case, _NOT_SENT, self._now())
        # first: on some servers letting a post go takes every warning from it
        await self.ordering.write_undo(connection, found, person, but=name)
        plan = from_person(await situation(connection, found), [name])
        await self.ordering.write(connection, found, plan, person)
        body: dict[str, Json] = {"person": person, "action": name, "withdrawn": [one.id for one in gone]}
        await self.told(connection, found, body)
        return True

    async def let_go(self, connection: Connection, was: CaseRow, person: str) -> None:
        """What `release` does to a case that may be released. was: locked, and the flags before it."""
        found = await self._judge(connection, was, person, State.RELEASED)
        gone = await orders.withdraw(connection, was.id, _UNDONE_YET, self._now())
        await self.ordering.write_undo(connection, found, person)
        await orders.hurry(connection, was.id, self._now())  # nobody has to do it any more
        await self.told(connection, found, {"person": person, "withdrawn": [one.id for one in gone]})

    async def told(self, connection: Connection, case: CaseRow, body: dict[str, Json]) -> None:
        """Its alarms are over, the ledger knows, and its job begins."""
        await cases.calm(connection, case.id, self._now())
        await self.record(connection, case, f"case.{case.state}", body)
        await enqueue(connection, [act_job(case.id, f"{case.state}:{case.times}")])

    async def record(self, connection: Connection, case: CaseRow, kind: str, body: dict[str, Json]) -> None:
        """One more of the ledger's entries about it."""
        note = Note(kind, {**body, "case": case.id}, case=case.id)
        await self.ordering.recorder.record(connection, [note])

    async def _confirm(self, connection: Connection, was: CaseRow, said: Said, mine: Voice) -> None:
        found = await self._judge(connection, was, mine.name, State.CONFIRMED)
        gone = await orders.withdraw(connection, found.id, _ASKED_YET, self._now())
        further = sorted(mine.actions - {REMOVE})
        plan = from_person(await situation(connection, found), [REMOVE, "deny_url", *further])
        await self.ordering.write(connection, found, plan, mine.name)
        body: dict[str, Json] = {"actions": [*further], "withdrawn": [one.id for one in gone]}
        if len(said.voices) > 1 or said.is_alone:
            body |= {"voices": list[Json](names(said.voices)), "is_alone": said.is_alone}
        await self.told(connection, found, {"person": mine.name, **body})

    async def _open(self, connection: Connection, case: int, person: str, to: State) -> CaseRow | None:
        """The case, about which this can be said; None: this person said the same before."""
        await flags.lock(connection)  # before the case: see there
        case_row = await found(connection, case)
        if case_row.appeal_of is not None:
            said = f"case {case} is an appeal: it is upheld or turned down"
            raise CaseError(said, f"upheld: leeward release {case}; turned down: leeward confirm {case}")
        is_again = case_row.state is State.RETURNED and to is State.CONFIRMED
        is_mine = known_as(case_row.verdict_by or "") == known_as(person)
        if case_row.verdict == str(to) and is_mine and not is_again:
            return None
        check(case_row, to)
        return case_row

    async def _judge(self, connection: Connection, was: CaseRow, person: str, to: State) -> CaseRow:
        """The case as it is after the verdict."""
        await cases.judge(connection, was.id, Move(was.state, to, person, self._now()))
        await judged(connection, was.item, was.server, _REVIEWS[to], self._now())
        return await found(connection, was.id)

    def _now(self) -> datetime:
        return self.ordering.recorder.clock()


async def found(connection: Connection, case: int) -> CaseRow:
    """The case, locked. Raises: CaseError: there is none."""
    row = await cases.locked(connection, case)
    if row is None:
        raise CaseError(f"there is no case {case}", LIST)
    return row


def check(case: CaseRow, to: State) -> None:
    """Raises: CaseError: a person cannot take it there."""
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


def check_actions(actions: Sequence[str]) -> None:
    """Raises: CaseError: a verdict cannot ask for one of them. ConfigError: there is no such action."""
    for name in actions:
        if loader.action(name).scope not in {Scope.POST, Scope.ACCOUNT}:
            raise CaseError(f"{name} is nothing that a verdict can ask for", "such as: suspend_account")
