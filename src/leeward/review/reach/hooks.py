"""Hooks: other programs are told that something happened to a case: its number, what, when, and no more.

They learn only what the hook's person may see, at the moment when they are told.
"""

import base64
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from leeward.model.errors import CaseError, NetError, NotAllowed, UsageError
from leeward.model.findings import Json
from leeward.net.guard import checked
from leeward.pipeline.recording import Note
from leeward.review.ground import Ground
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight
from leeward.store.desk.reach import hooks
from leeward.store.desk.reach.hooks import CallRow, HookRow, NewHook
from leeward.store.watch import alarms
from leeward.vault.keys import Purpose
from leeward.vault.seals import seal

MOST = 10  # at work, of one person
SECRET_PREFIX = "whsec_"  # noqa: S105 of what follows. Source: Standard Webhooks 1.0.0, "Signature scheme"
_SECRET_BYTES = 32
_LONGEST = 500  # characters of an address
_SHOWN = timedelta(days=30)  # after its end
_NEWEST = 20
_LIST = "see the list of hooks"


class Event(StrEnum):
    """What a hook can be told."""

    OPENED = "case.opened"
    MOVED = "case.moved"
    SAID = "verdict.said"  # it can still be taken back
    UNDONE = "verdict.undone"
    APPLIED = "verdict.applied"


NO_CASE = 0
TEST = "test"  # whatever a hook asked for, at its person's wish


@dataclass(frozen=True, slots=True)
class MadeHook:
    """A new hook. secret: what its calls are signed with; this once, and never again."""

    id: int
    secret: str


@dataclass(frozen=True, slots=True)
class Hooks:
    """Where other programs are told of cases."""

    ground: Ground

    async def make(self, visitor: Visitor, url: str, events: frozenset[Event]) -> MadeHook:
        """A hook of this person. Raises: UsageError: it cannot be made so. NotAllowed."""
        _may(visitor)
        address = _address(url)
        if not events:
            raise UsageError("a hook that is told nothing is none", "choose at least one event")
        secret = self.ground.entropy(_SECRET_BYTES)
        kept = seal(secret, Purpose.TOKEN, secret_context(address), self.ground.key, self.ground.entropy)
        new = NewHook(visitor.person, address, kept, sorted(map(str, events)))
        async with self.ground.store.transaction() as connection:
            if await hooks.number(connection, visitor.person) >= MOST:
                raise UsageError(f"there are {MOST} hooks already", "end one that nobody needs")
            number = await hooks.add(connection, new, self.ground.clock())
            body: Json = {"person": visitor.name, "hook": number, "events": list[Json](new.events)}
            await self.ground.recorder.record(connection, [Note("hook.made", body)])
        return MadeHook(number, SECRET_PREFIX + base64.b64encode(secret).decode())

    async def mine(self, visitor: Visitor) -> list[HookRow]:
        """This person's own; those that ended for another 30 days. Raises: NotAllowed."""
        _may(visitor)
        return await self._standing(visitor.person)

    async def every(self, visitor: Visitor) -> list[HookRow]:
        """Everybody's. Raises: NotAllowed."""
        if not visitor.may(Right.PEOPLE):
            raise NotAllowed("this is not yours to see", "ask whoever runs this desk")
        return await self._standing(None)

    async def calls(self, visitor: Visitor, hook: int) -> list[CallRow]:
        """The newest calls, of cases that they may see. Raises: CaseError: this person has no such hook.
        NotAllowed."""
        if hook not in {one.id for one in await self.mine(visitor)}:
            raise CaseError("there is no such hook", _LIST)
        async with self.ground.store.session() as connection:
            found = await hooks.calls(connection, hook, _NEWEST)
        return [one for one in found if _is_theirs(visitor, one)]

    async def try_out(self, visitor: Visitor, hook: int) -> int:
        """The id of a call without a case, that is made now. Raises: CaseError, NotAllowed."""
        _may(visitor)
        async with self.ground.store.transaction() as connection:
            call = await hooks.try_out(connection, hook, visitor.person, self.ground.clock())
            if call is None:
                raise CaseError("there is no such hook, or it has ended", _LIST)
            return call

    async def end(self, visitor: Visitor, hook: int) -> None:
        """Nobody is told any more; of one that ended by itself, this person knows now.
        Raises: CaseError: this person has no such hook."""
        owner = None if visitor.may(Right.PEOPLE) else visitor.person
        async with self.ground.store.transaction() as connection:
            now = self.ground.clock()
            if await hooks.end(connection, hook, owner, now, f"ended by {visitor.name}") is None:
                if hook not in {one.id for one in await hooks.standing(connection, owner, now - _SHOWN)}:
                    raise CaseError("there is no such hook", _LIST)
                await alarms.clear(connection, f"hook:{hook}", now)
                return
            body: Json = {"person": visitor.name, "hook": hook}
            await self.ground.recorder.record(connection, [Note("hook.ended", body)])

    async def _standing(self, person: int | None) -> list[HookRow]:
        async with self.ground.store.session() as connection:
            return await hooks.standing(connection, person, self.ground.clock() - _SHOWN)


def secret_context(address: str) -> str:
    """The one place where a hook's secret opens: with another address, a row tells nobody anything."""
    return f"hook {address} secret"


def _is_theirs(visitor: Visitor, call: CallRow) -> bool:
    if call.server is None or call.queue is None:
        return call.case == NO_CASE
    return Sight.of(visitor).covers(call.case, call.server, call.queue)


def _may(visitor: Visitor) -> None:
    if not visitor.may(Right.CASES):
        raise NotAllowed("this is not yours to do", "hooks tell of cases: they are for whoever may see some")


def _address(url: str) -> str:
    hint = "such as https://program.example/leeward, without a name or password in it"
    if len(url) > _LONGEST:
        raise UsageError("this address is too long", hint)
    try:
        found = checked(url.strip())
    except NetError as error:
        raise UsageError("this is no address that can be told anything", hint) from error
    return str(found)
