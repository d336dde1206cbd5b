"""The files of a policy, each built, and joined to what is asked in the end."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from leeward.model.errors import PolicyError
from leeward.policy.facts import nearest as nearest_name
from leeward.policy.rules import Guard, InlineTest, Policy, Rule, Watched, policy_of
from leeward.policy.source.bundle import is_private
from leeward.policy.source.positions import locate, nearest
from leeward.policy.source.problems import Problem
from leeward.policy.source.schema import WrittenPolicy
from leeward.policy.source.statements import guard_of, guards_asked, inline_of, quota_of, rule_of
from leeward.policy.source.wording import Path

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Part:
    """One file. extends: names of others. rules: by id, None: one that cannot be used."""

    name: str
    text: str
    written: WrittenPolicy
    extends: tuple[str, ...]
    rules: Mapping[str, Rule | None]
    guards: Mapping[str, Guard]
    quota: Mapping[str, int]


@dataclass(slots=True)
class Joined:
    """Rules and guards by id, each with the name of the file that it stands in, in order; and quotas."""

    rules: dict[str, tuple[str, Rule | None]] = field(default_factory=dict)
    guards: dict[str, tuple[str, Guard]] = field(default_factory=dict)
    quota: dict[str, int] = field(default_factory=dict)

    def policy(self, name: str, tests: tuple[InlineTest, ...]) -> Policy:
        """As a policy. All rules can be used."""
        rules = tuple(rule for _, rule in self.rules.values() if rule)
        return policy_of(name, rules, tests, tuple(guard for _, guard in self.guards.values()), self.quota)


def part_of(
    name: str, text: str, written: WrittenPolicy, extends: tuple[str, ...], problems: list[Problem]
) -> Part:
    """The file, built. What is wrong with it is added to the problems."""
    tried = [
        _tried(problems, name, ("rule", number), partial(rule_of, rule))
        for number, rule in enumerate(written.rule)
    ]
    rules = [replace(rule, is_private=True) if rule and is_private(name) else rule for rule in tried]
    quota = _tried(problems, name, ("quota",), partial(quota_of, written.quota))
    _check_twice(problems, name, "rule", [rule.id for rule in written.rule])
    _check_twice(problems, name, "guard", [guard.id for guard in written.guard])
    _check_each(problems, name, written)
    return Part(
        name,
        text,
        written,
        extends,
        {told.id: rule for told, rule in zip(written.rule, rules, strict=True)},
        {guard.id: guard_of(guard) for guard in written.guard},
        quota or {},
    )


def _check_each(problems: list[Problem], file: str, written: WrittenPolicy) -> None:
    """Who sends a complaint chooses whom it is about: with it a stranger would set a guard on a server."""
    for number, guard in enumerate(written.guard):
        if guard.each and Watched(guard.watch) is Watched.FLAGS:
            error = PolicyError(
                "complaints are counted all together, not for each server", "write each = false"
            )
            problems.append(Problem(file, ("guard", number, "each"), error))


def _check_twice(problems: list[Problem], file: str, kind: str, ids: list[str]) -> None:
    for number, id_ in enumerate(ids):
        if id_ in ids[:number]:
            error = PolicyError(f"a second {kind} has the id {id_}", f"each {kind} needs its own")
            problems.append(Problem(file, (kind, number, "id"), error))


def joined(parts: Mapping[str, Part], name: str, problems: list[Problem]) -> Joined:
    """A file and all that it extends; of two things with one id the file's own takes the other's place."""
    part, found = parts[name], Joined()
    for number, other in enumerate(part.extends):
        below = joined(parts, other, [])
        for id_ in _clashes(found, below):
            if id_ not in part.rules and id_ not in part.guards:
                message = f"two of the extended files have their own {id_}"
                hint = "write the one that you want into this file, with the same id"
                problems.append(Problem(name, ("extends", number), PolicyError(message, hint)))
        found.rules.update(below.rules)
        found.guards.update(below.guards)
        found.quota.update(below.quota)
    found.rules.update({id_: (name, rule) for id_, rule in part.rules.items()})
    found.guards.update({id_: (name, guard) for id_, guard in part.guards.items()})
    found.quota.update(part.quota)
    return found


def _clashes(found: Joined, below: Joined) -> Iterator[str]:
    for id_, (file, _) in below.rules.items():
        if id_ in found.rules and found.rules[id_][0] != file:
            yield id_
    for id_, (file, _) in below.guards.items():
        if id_ in found.guards and found.guards[id_][0] != file:
            yield id_


def add_private(whole: Joined, part: Part, problems: list[Problem]) -> None:
    """Add a private file: it changes nothing that is there."""
    for number, rule in enumerate(part.written.rule):
        if rule.id in whole.rules:
            message = f"the policy has a rule with the id {rule.id} already"
            error = PolicyError(message, "a private file replaces none: use another id")
            problems.append(Problem(part.name, ("rule", number, "id"), error))
    whole.rules.update({id_: (part.name, rule) for id_, rule in part.rules.items()})


def check_guards(part: Part, whole: Joined, problems: list[Problem]) -> None:
    """Adds a problem for each guard that a rule of this file asks for and that there is not."""
    known = tuple(whole.guards)
    for number, rule in enumerate(part.rules.values()):
        for name in guards_asked(rule) if rule else ():
            if name not in known:
                hint = nearest_name(name, known) if known else "write a [[guard]] with this id"
                error = PolicyError(f"there is no guard {name}", hint)
                problems.append(Problem(part.name, ("rule", number, "when"), error))


def own_tests(part: Part, whole: Joined, problems: list[Problem]) -> tuple[InlineTest, ...]:
    """The tests in this file, about the rules of the whole."""
    places = locate(part.text) if part.written.test else {}
    found = []
    for number, written in enumerate(part.written.test):
        path: Path = ("test", number)
        _, rule = whole.rules.get(written.rule or "", ("", None))
        if written.rule is not None and written.rule not in whole.rules:
            error = PolicyError(
                f"there is no rule {written.rule}", nearest_name(written.rule, tuple(whole.rules))
            )
            problems.append(Problem(part.name, (*path, "rule"), error))
        line, at = nearest(places, path)[0], rule.at if rule else "looked"
        test = _tried(problems, part.name, path, partial(inline_of, written, line, at=at))
        found.append(replace(test, file=part.name) if test else None)
    return tuple(test for test in found if test)


def _tried(problems: list[Problem], file: str, path: Path, build: Callable[[list[str]], _T]) -> _T | None:
    part: list[str] = []
    try:
        return build(part)
    except PolicyError as error:
        problems.append(Problem(file, (*path, *part), error))
        return None
