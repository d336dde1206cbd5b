"""What people see of the policy: in force, over time, and one beside another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from leeward.config import Config
from leeward.model.errors import UsageError
from leeward.policy.evaluate import ALL
from leeward.policy.rules import Mode, Policy, Rule
from leeward.policy.source.bundle import Bundle, from_text
from leeward.review.office.bench import Bench
from leeward.review.office.policies import reading
from leeward.review.office.policies.adopting import Delta, delta
from leeward.store.connection import Connection
from leeward.store.policies import brakes, versions
from leeward.store.policies.versions import Kind, RuleMark, Version

HISTORY = "see: leeward policy history"


@dataclass(frozen=True, slots=True)
class RuleStanding:
    """One rule as it is now. mode: what it may really do. why: a sentence where its file says otherwise."""

    rule: Rule
    mode: Mode
    why: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """The policy in force. number: of its version; 0: none was ever in force, and this one would be."""

    number: int
    policy: Policy
    bundle: Bundle
    rules: tuple[RuleStanding, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """One version, and what it did to the one before. promoted: rules that from then on did what they say."""

    version: Version
    delta: Delta
    promoted: tuple[RuleMark, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison. name: for people."""

    name: str
    policy: Policy
    bundle: Bundle


def unbegun(config: Config) -> Shown:
    """What would be in force, where there is no database yet. Raises: ConfigError, PolicyError."""
    found = reading.configured(config)
    rules = tuple(RuleStanding(one, one.mode) for one in found.policy.rules)
    return Shown(0, found.policy, found.bundle, rules)


async def shown(bench: Bench) -> Shown:
    """The policy in force, and what each of its rules may really do."""
    async with bench.store.session() as connection:
        newest = await versions.newest(connection)
        if newest is None:
            return unbegun(bench.config)
        rules = await standings(connection, bench.in_force(), bench.recorder.clock())
    return Shown(newest.number, bench.in_force(), from_text(newest.text), rules)


async def standings(connection: Connection, policy: Policy, at: datetime) -> tuple[RuleStanding, ...]:
    """Each rule of a policy in force: what it may really do, and why."""
    promoted = await versions.promoted(connection)
    held = {one.core: one.said for one in await brakes.opened(connection, at)}
    return tuple(_standing(rule, promoted, held) for rule in policy.rules)


def _standing(rule: Rule, promoted: frozenset[str], held: Mapping[str, str]) -> RuleStanding:
    if rule.mode is not Mode.ENFORCE:
        return RuleStanding(rule, rule.mode)
    if rule.core not in promoted:
        return RuleStanding(
            rule, Mode.SHADOW, f"nobody has promoted it yet: leeward policy promote {rule.id}"
        )
    if rule.core in held:
        return RuleStanding(rule, Mode.SHADOW, held[rule.core])
    why = "" if rule.share == ALL else f"for {rule.share} of 100 accounts; the others are only noted"
    return RuleStanding(rule, Mode.ENFORCE, why)


async def history(bench: Bench) -> list[Past]:
    """Every version, the newest first."""
    async with bench.store.session() as connection:
        every = await versions.every(connection)
        since = await versions.promoted_at(connection)
    before = [(), *(one.rules for one in every)]
    told = [
        Past(one, delta(old, one.rules), _promoted(one, since))
        for old, one in zip(before, every, strict=False)
    ]
    return told[::-1]


def _promoted(version: Version, since: Mapping[str, datetime]) -> tuple[RuleMark, ...]:
    """Of the first version all are, which is nothing to tell."""
    if version.kind is Kind.FIRST:
        return ()
    return tuple(one for one in version.rules if since.get(one.core) == version.made_at)


async def sides(bench: Bench, told: tuple[str, ...]) -> tuple[Side, Side]:
    """What is to be compared, the older one first.

    Args: told: none: in force, and the configured file. One: a version, and what is in force; or what is in
        force, and a file. Two: as told.
    Raises: UsageError: there is no such version. ConfigError, PolicyError: a file cannot be read.
    """
    async with bench.store.session() as connection:
        if len(told) > 1:
            return await _side(connection, told[0]), await _side(connection, told[1])
        current = await _in_force(connection, bench)
        if not told:
            return current, _configured(bench.config)
        other = await _side(connection, told[0])
        return (other, current) if _is_number(told[0]) else (current, other)


def files(told: tuple[str, ...]) -> tuple[Side, Side] | None:
    """Two files, which need no database to be compared; None: something else is to be compared.

    Raises: ConfigError, PolicyError: one cannot be read.
    """
    if len(told) < 2 or any(map(_is_number, told)):
        return None
    return _file(told[0]), _file(told[1])


def _is_number(told: str) -> bool:
    return told.isascii() and told.isdigit()


async def _side(connection: Connection, told: str) -> Side:
    if not _is_number(told):
        return _file(told)
    return _of(await version(connection, int(told)))


def _file(told: str) -> Side:
    found = reading.read(Path(told))
    return Side(told, found.policy, found.bundle)


async def version(connection: Connection, number: int) -> Version:
    """One version. Raises: UsageError: there is none of this number."""
    found = await versions.one(connection, number) if number < 1 << 63 else None
    if found is None:
        raise UsageError(f"there is no version {number} of the policy", HISTORY)
    return found


async def _in_force(connection: Connection, bench: Bench) -> Side:
    newest = await versions.newest(connection)
    return _of(newest) if newest else _configured(bench.config)


def _of(found: Version) -> Side:
    return Side(f"version {found.number}", reading.parsed(found.text), from_text(found.text))


def _configured(config: Config) -> Side:
    file = config.live.policy
    found = reading.default() if file is None else reading.read(file)
    return Side("the default" if file is None else str(file), found.policy, found.bundle)
