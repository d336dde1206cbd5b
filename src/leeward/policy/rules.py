"""Policies and rules, ready to be asked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from leeward.model.findings import Json
from leeward.policy.actions import Action, parsed
from leeward.policy.frames import canonical
from leeward.policy.language.because import Because
from leeward.policy.language.run import Test
from leeward.policy.language.tree import Node, text_of
from leeward.policy.language.unknown import Why
from leeward.policy.values import Facts

VERSION = 1  # of the language: a later one may mean another thing by the same words
# what may change without a new promotion: whether and for whom it is in force, and what people are told
_NOT_PROMOTED: dict[str, Json] = {"mode": "", "share": 0, "title": "", "because": ""}
REVIEW = "review"  # the queue of a rule that names none


class Mode(StrEnum):
    """What a rule may do."""

    OFF = "off"
    SHADOW = "shadow"  # say what it would do, and do nothing
    ENFORCE = "enforce"


class Human(StrEnum):
    """How many people must agree before something that cannot be undone happens."""

    ONE = "one"
    TWO = "two"  # never the same person twice


class When(StrEnum):
    """When a rule is asked."""

    ARRIVAL = "arrival"  # as soon as the post is there, before anybody or anything has looked
    LOOKED = "looked"  # when all is known that will be known


class Watched(StrEnum):
    """What a guard counts, by hour."""

    POSTS = "posts"
    SIGN_UPS = "sign-ups"
    FLAGS = "flags"


class Per(StrEnum):
    """The time in which a limit counts."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


class State(StrEnum):
    """What a rule said of one post."""

    FIRED = "fired"
    NOT = "not"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limit:
    """Past this many a rule is to drop to shadow. Who counts says so to `evaluate`."""

    per: Per
    most: int


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. on_unknown: None: its queue if scanning is to blame, else nothing. human: who may do the
    irreversible part of `then`. test, why: the condition, compiled. at: when it is asked. share: 1 to 100; it
    is in force for accounts whose author.share is less. for_hours: a hold of its lapses after so many hours
    if nobody decides; None: never. is_private: only the operator may read it.
    """

    id: str
    title: str
    mode: Mode
    when: Node
    then: tuple[Action, ...]
    because: Because
    on_unknown: tuple[Action, ...] | None
    limit: Limit | None
    human: Human | None
    queue: str
    test: Test = field(compare=False, repr=False)
    why: Why = field(compare=False, repr=False)
    at: When = When.LOOKED
    share: int = 100
    for_hours: int | None = None
    is_private: bool = False
    digest: str = field(init=False, compare=False)  # SHA-256 of its canonical form, hexadecimal
    core: str = field(init=False, compare=False)  # the same of what it does to posts: what promotion is about

    fallback: tuple[Action, ...] = field(init=False, compare=False)  # where people see what is not known

    def __post_init__(self) -> None:
        object.__setattr__(self, "fallback", (parsed("queue", self.queue),))
        told = self.canonical()
        object.__setattr__(self, "digest", digest_of(told))
        object.__setattr__(self, "core", digest_of({**told, **_NOT_PROMOTED}))

    def canonical(self) -> dict[str, Json]:
        """All that the rule means, and nothing of how it is laid out."""
        limit: Json = {"per": str(self.limit.per), "most": self.limit.most} if self.limit else None
        unknown: Json = None if self.on_unknown is None else [str(action) for action in self.on_unknown]
        return {
            "id": self.id,
            "title": self.title,
            "mode": str(self.mode),
            "when": text_of(self.when),
            "then": [str(action) for action in self.then],
            "because": self.because.template,
            "on_unknown": unknown,
            "limit": limit,
            "human": str(self.human) if self.human else None,
            "queue": self.queue,
            "at": str(self.at),
            "share": self.share,
            "for_hours": self.for_hours,
        }


@dataclass(frozen=True, slots=True)
class Guard:
    """Something prepared for a surge. watch: what is counted. each: for each server of origin on its own, or
    all together. hours: for how long it is on. While it is on, its id is in the fact guard.on.
    """

    id: str
    title: str
    watch: Watched
    each: bool
    hours: int
    is_on: bool = True  # False: only told, never switched on

    def canonical(self) -> dict[str, Json]:
        """All that it means."""
        return {
            "id": self.id,
            "title": self.title,
            "watch": str(self.watch),
            "each": self.each,
            "hours": self.hours,
            "is_on": self.is_on,
        }


@dataclass(frozen=True, slots=True)
class InlineTest:
    """A test inside a policy. rule, expect: that rule's state; then: all that the whole policy then does.

    at: what of the policy `then` is about. line: where it stands in the file.
    """

    name: str
    facts: Facts
    rule: str | None
    expect: State | None
    then: tuple[Action, ...] | None
    line: int
    at: When = When.LOOKED
    file: str = ""


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. digest: SHA-256 of the canonical form, hexadecimal; tests and layout are no part of it.

    quota: most posts a day that each action (as written, such as hold) may be wished for by rules in force.
    """

    name: str
    rules: tuple[Rule, ...]
    tests: tuple[InlineTest, ...]
    digest: str
    guards: tuple[Guard, ...] = ()
    quota: Mapping[str, int] = field(default_factory=dict)
    due: Mapping[When, tuple[Rule, ...]] = field(init=False, compare=False, repr=False)  # those not off

    def __post_init__(self) -> None:
        asked = [rule for rule in self.rules if rule.mode is not Mode.OFF]
        due = {when: tuple(rule for rule in asked if rule.at is when) for when in When}
        object.__setattr__(self, "due", due)

    def rule(self, id_: str) -> Rule | None:
        """The rule with this id, if there is one."""
        return next((rule for rule in self.rules if rule.id == id_), None)


def policy_of(
    name: str,
    rules: tuple[Rule, ...],
    tests: tuple[InlineTest, ...],
    guards: tuple[Guard, ...] = (),
    quota: Mapping[str, int] = MappingProxyType({}),
) -> Policy:
    """A policy with its digest."""
    whole: Json = {
        "policy": VERSION,
        "name": name,
        "rules": [rule.canonical() for rule in rules],
        "guards": [guard.canonical() for guard in guards],
        "quota": dict(quota),
    }
    return Policy(name, rules, tests, digest_of(whole), guards, quota)


def digest_of(told: Json) -> str:
    """SHA-256 of the canonical form, hexadecimal."""
    return hashlib.sha256(canonical(told)).hexdigest()
