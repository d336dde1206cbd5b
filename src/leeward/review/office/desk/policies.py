"""The policy as the desk shows it: read and tried by who moderates, changed by who may."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from leeward.model.errors import NotAllowed, UsageError
from leeward.policy.facts import nearest
from leeward.policy.parse import parse_bundle
from leeward.policy.rules import Mode, Policy, Rule
from leeward.policy.source.bundle import Bundle, from_text
from leeward.policy.watch.brakes import called
from leeward.review.ground import Ground
from leeward.review.office.errands import Errands
from leeward.review.office.past import trial
from leeward.review.office.past.trial import Asked, as_asked
from leeward.review.office.policies import cards, changing, drafting, reading
from leeward.review.office.policies.cards import Card
from leeward.review.office.policies.changing import By, Changed
from leeward.review.office.policies.drafting import Checked, File
from leeward.review.office.watch import braking, guarding
from leeward.review.office.watch.guarding import Standing
from leeward.review.people.rights import Right, Visitor
from leeward.review.people.sight import Sight, seen
from leeward.store import servers
from leeward.store.connection import Connection
from leeward.store.desk.office import cards as figures
from leeward.store.desk.office.errands import Errand
from leeward.store.policies import brakes, versions
from leeward.store.policies.brakes import BrakeRow
from leeward.store.policies.guards import Switch
from leeward.store.policies.versions import Version

_ALL = "this policy is in force on every protected server; ask somebody who sees all of them"
LONGEST = 500  # characters of a reason
_PROMOTED = (10, 25, 50, 100)  # per cent of accounts that are proposed


@dataclass(frozen=True, slots=True)
class InForce:
    """The policy in force, as a version; number 0: none was ever in force, and this one would be."""

    version: Version | None
    bundle: Bundle
    policy: Policy

    @property
    def number(self) -> int:
        """Of the version."""
        return self.version.number if self.version else 0


@dataclass(frozen=True, slots=True)
class Page:
    """The policy page. quotas: brakes of actions. guards: what watches for surges; places: servers' names.

    may_change: whether the reader may put something else in force.
    """

    now: InForce
    file: str
    cards: tuple[Card, ...]
    quotas: tuple[BrakeRow, ...]
    guards: tuple[Standing, ...]
    places: Mapping[int, str]
    may_change: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A rule before its promotion. shares: that are proposed. errand: its last trial, if there was one."""

    card: Card
    number: int
    shares: tuple[int, ...]
    errand: Errand | None


@dataclass(frozen=True, slots=True)
class Policies:
    """On the desk. Everything that changes something asks for a reason and stands in the ledger."""

    ground: Ground
    errands: Errands
    _read: dict[int, InForce] = field(default_factory=dict)

    async def page(self, visitor: Visitor) -> Page:
        """What is in force, and what it did lately."""
        at, is_private = self.ground.clock(), visitor.may(Right.PROMOTE)
        async with self.ground.store.session() as connection:
            now = await self._in_force(connection)
            found = await cards.cards(connection, now.policy, at, with_private=is_private)
            held = [one for one in await brakes.opened(connection, at) if one.core.startswith("action:")]
            may_change = visitor.may(Right.PROMOTE) and await _sees_all(connection, visitor)
        guards, places = await guarding.standings(self.ground, now.policy)
        file = self.ground.config.live.policy
        shown = tuple(_seen(one, visitor) for one in guards)
        named = {number: name for number, name in places.items() if _sees(visitor, number)}
        return Page(now, file.name if file else "", found, tuple(held), shown, named, may_change)

    async def now(self) -> InForce:
        """The policy in force."""
        async with self.ground.store.session() as connection:
            return await self._in_force(connection)

    async def files(self, visitor: Visitor) -> tuple[int, tuple[File, ...]]:
        """The number of the version in force, and those of its files that the visitor may read."""
        now = await self.now()
        return now.number, drafting.files(_readable(now.bundle, visitor))

    async def check(self, visitor: Visitor, written: Mapping[str, str]) -> Checked:
        """What is wrong with a draft, and what it would change. Raises: UsageError: of no file of ours."""
        now = await self.now()
        bundle = drafting.drafted(_readable(now.bundle, visitor), written)
        is_private = visitor.may(Right.PROMOTE)
        beside = now.policy if is_private else parse_bundle(drafting.open_part(now.bundle))
        return drafting.checked(bundle, beside, with_private=is_private)

    async def put(self, visitor: Visitor, number: int, written: Mapping[str, str], why: str) -> Changed:
        """Put a draft in force. Rules that do something else than before only note, until they are promoted.

        Raises: as `changing.write`. NotAllowed: the visitor does not see all servers.
        """
        await self._check_all(visitor)
        draft = await self.check(visitor, written)
        return await changing.write(self.ground, number, draft.bundle, By(visitor.name, _reason(why)))

    async def try_(self, visitor: Visitor, written: Mapping[str, str], days: int = trial.DAYS) -> int:
        """Try a draft on the past; gives an errand's number. Raises: PolicyError: it cannot be read."""
        now, draft = await self.now(), await self.check(visitor, written)
        parse_bundle(draft.bundle)
        return await self._ask(visitor, Asked(draft.bundle.to_text(), now.number, days))

    async def candidate(self, visitor: Visitor, name: str) -> Candidate:
        """A rule before its promotion. Raises: UsageError: there is none of this name."""
        at = self.ground.clock()
        async with self.ground.store.session() as connection:
            now = await self._in_force(connection)
            found = await cards.cards(connection, now.policy, at, with_private=True)
        rule = _rule(now.policy, name)
        (card,) = [one for one in found if one.name == rule.id]
        mine = [one for one in await self.errands.latest(visitor, trial.KIND) if one.asked["rule"] == rule.id]
        shares = tuple(sorted({*_PROMOTED, card.share}))
        return Candidate(card, now.number, shares, mine[0] if mine else None)

    async def try_rule(self, visitor: Visitor, name: str, share: int) -> int:
        """Try what a rule's promotion would change: the number of an errand."""
        now = await self.now()
        rule = _rule(now.policy, name)
        return await self._ask(visitor, Asked("", now.number, rule=rule.id, share=share))

    async def promote(self, visitor: Visitor, name: str, share: int, why: str) -> Changed:
        """Let a rule do what it says, for so many of 100 accounts. Raises: as the command, NotAllowed."""
        await self._check_all(visitor)
        rule = _rule((await self.now()).policy, name)
        return await changing.promote(self.ground, rule.id, share, By(visitor.name, _reason(why)))

    async def revert(self, visitor: Visitor, number: int, why: str) -> Changed:
        """Put an earlier version in force again. Raises: as `changing.revert`, NotAllowed."""
        await self._check_all(visitor)
        return await changing.revert(self.ground, number, By(visitor.name, _reason(why)))

    async def lift(self, visitor: Visitor, name: str, why: str) -> None:
        """Let a rule, or an action with a quota, go on. Raises: UsageError, NotAllowed."""
        await self._check_all(visitor)
        await braking.lift(self.ground, name, visitor.name, why)

    async def hold(self, visitor: Visitor, name: str, why: str) -> None:
        """Hold a rule back by hand. Raises: UsageError, NotAllowed."""
        await self._check_all(visitor)
        await braking.hold(self.ground, name, visitor.name, why)

    async def switch_on(self, visitor: Visitor, guard: str, hours: int | None) -> Switch:
        """Switch a guard on for everything. Raises: UsageError, NotAllowed."""
        await self._check_all(visitor)
        return await guarding.switch_on(self.ground, guard, hours, visitor.name)

    async def switch_off(self, visitor: Visitor, guard: str) -> None:
        """End a guard wherever it is on. Raises: UsageError, NotAllowed."""
        await self._check_all(visitor)
        await guarding.switch_off(self.ground, guard, visitor.name)

    async def trials(self, visitor: Visitor) -> list[Errand]:
        """Their own trials, the newest first, without what came of them."""
        return await self.errands.latest(visitor, trial.KIND)

    async def trial(self, visitor: Visitor, number: int) -> Errand:
        """One of their own; its examples without cases they may not open. Raises: UsageError: no such one."""
        found = await self.errands.of(visitor, trial.KIND, number)
        if found is None:
            raise UsageError("you have no such trial", "they are kept for 90 days; begin a new one")
        return await self._veiled(visitor, found)

    async def tried(self, visitor: Visitor, number: int) -> Mapping[str, str]:
        """The files of a trial that one may edit, as they were tried."""
        asked = (await self.trial(visitor, number)).asked
        found = _readable(from_text(asked["text"]), visitor) if asked["text"] else None
        return {one.name: one.text for one in drafting.files(found) if not one.is_ours} if found else {}

    async def again(self, visitor: Visitor, number: int) -> int:
        """The same trial once more: the number of a new errand."""
        asked = (await self.trial(visitor, number)).asked
        return await self._ask(visitor, msgspec.convert(asked, Asked))

    async def stop(self, visitor: Visitor, number: int) -> None:
        """Give a trial up."""
        await self.errands.stop(visitor, trial.KIND, number)

    async def _veiled(self, visitor: Visitor, errand: Errand) -> Errand:
        """Examples whose case is not theirs to see keep neither its number nor what people said of it."""
        examples = (errand.result or {}).get("examples", [])
        if not examples:
            return errand
        async with seen(self.ground.store, Sight.of(visitor)) as connection:
            theirs = await figures.visible(connection, [one["case"] for one in examples if one["case"]])
        shown = [_example(one, theirs) for one in examples]
        return replace(errand, result={**(errand.result or {}), "examples": shown})

    async def _ask(self, visitor: Visitor, asked: Asked) -> int:
        is_private = visitor.may(Right.PROMOTE)
        where = None if visitor.servers is None else tuple(sorted(visitor.servers))
        text = _readable(from_text(asked.text), visitor).to_text() if asked.text else ""
        is_safe = visitor.may(Right.CHILD_SAFETY)
        whole = msgspec.structs.replace(
            asked, text=text, with_private=is_private, servers=where, child_safety=is_safe
        )
        return await self.errands.ask(visitor, trial.KIND, as_asked(whole))

    async def _in_force(self, connection: Connection) -> InForce:
        number = await versions.newest_number(connection)
        if number is None:
            found = reading.configured(self.ground.config)
            return InForce(None, found.bundle, found.policy)
        if number not in self._read:
            newest = await versions.one(connection, number)
            assert newest is not None, "versions are never taken away"
            bundle = from_text(newest.text)
            self._read.clear()
            self._read[number] = InForce(newest, bundle, parse_bundle(bundle))
        return self._read[number]

    async def _check_all(self, visitor: Visitor) -> None:
        async with self.ground.store.session() as connection:
            if not (visitor.may(Right.PROMOTE) and await _sees_all(connection, visitor)):
                raise NotAllowed("you may not change what holds for all servers", _ALL)


async def _sees_all(connection: Connection, visitor: Visitor) -> bool:
    if visitor.servers is None:
        return True
    return {one.id for one in await servers.every(connection) if one.is_watched} <= visitor.servers


def _readable(bundle: Bundle, visitor: Visitor) -> Bundle:
    return bundle if visitor.may(Right.PROMOTE) else drafting.open_part(bundle)


def _rule(policy: Policy, name: str) -> Rule:
    for rule in policy.rules:
        if name in {rule.id, called(rule)} and rule.mode is not Mode.OFF:
            return rule
    known = tuple(one.id for one in policy.rules if not one.is_private)
    raise UsageError("the policy in force has no such rule", nearest(name, known))


def _reason(why: str) -> str:
    said = why.strip()
    if not said or len(said) > LONGEST or not said.isprintable():
        raise UsageError("this needs a reason, in one line", "say why, for whoever reads the history")
    return said


def _example(one: Mapping[str, Any], theirs: Collection[int]) -> dict[str, Any]:
    if not one["case"] or one["case"] in theirs:
        return {**one, "is_hidden": False}
    return {**one, "case": None, "decision": None, "verdict": None, "is_hidden": True}


def _sees(visitor: Visitor, server: int) -> bool:
    return visitor.servers is None or server in visitor.servers


def _seen(one: Standing, visitor: Visitor) -> Standing:
    """Without what goes on at servers that are not theirs."""
    return Standing(
        one.guard,
        tuple(on for on in one.on if not on.place.server or _sees(visitor, on.place.server)),
        tuple(told for told in one.seen if _sees(visitor, told.place.server)),
    )
