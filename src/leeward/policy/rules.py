"""Policies and rules, ready to be asked."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

from leeward.model.findings import Json
from leeward.policy.actions import Action, parsed
from leeward.policy.because import Because
from leeward.policy.frames import canonical
from leeward.policy.language.run import Test
from leeward.policy.language.tree import Node, text_of
from leeward.policy.language.unknown import Why
from leeward.policy.values import Facts

VERSION = 1  # of the language: a later one may mean another thing by the same words
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
    irreversible part of `then`. test, why: the condition, compiled.
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
    digest: str = field(init=False, compare=False)  # SHA-256 of its canonical form, hexadecimal

    fallback: tuple[Action, ...] = field(init=False, compare=False)  # where people see what is not known

    def __post_init__(self) -> None:
        object.__setattr__(self, "fallback", (parsed("queue", self.queue),))
        object.__setattr__(self, "digest", digest_of(self.canonical()))

    def canonical(self) -> Json:
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
        }


@dataclass(frozen=True, slots=True)
class InlineTest:
    """A test inside a policy. rule, expect: that rule's state; then: all that the whole policy then does.

    line: where it stands in its file.
    """

    name: str
    facts: Facts
    rule: str | None
    expect: State | None
    then: tuple[Action, ...] | None
    line: int


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. digest: SHA-256 of the canonical form, hexadecimal; tests and layout are no part of it."""

    name: str
    rules: tuple[Rule, ...]
    tests: tuple[InlineTest, ...]
    digest: str

    def rule(self, id_: str) -> Rule | None:
        """The rule with this id, if there is one."""
        return next((rule for rule in self.rules if rule.id == id_), None)


def policy_of(name: str, rules: tuple[Rule, ...], tests: tuple[InlineTest, ...]) -> Policy:
    """A policy with its digest."""
    whole: Json = {"policy": VERSION, "name": name, "rules": [rule.canonical() for rule in rules]}
    return Policy(name, rules, tests, digest_of(whole))


def digest_of(told: Json) -> str:
    """SHA-256 of the canonical form, hexadecimal."""
    return hashlib.sha256(canonical(told)).hexdigest()
