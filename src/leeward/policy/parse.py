"""A policy's text to a policy, or to everything that is wrong with it."""

import re
import tomllib
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from leeward.model.errors import PolicyError
from leeward.policy.facts import nearest as nearest_name
from leeward.policy.rules import InlineTest, Policy, Rule, policy_of
from leeward.policy.source.positions import inside, locate, nearest
from leeward.policy.source.schema import Path, WrittenPolicy, shaped
from leeward.policy.source.statements import guard_of, guards_asked, inline_of, quota_of, rule_of

LONGEST = 1_000_000  # characters of a file
_MOST_PROBLEMS = 20
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_T = TypeVar("_T")


def parse(text: str, file: str = "policy.toml") -> Policy:
    """The policy that a file says.

    Args: file: its name, for messages only.
    Raises: PolicyError: a line `file:line:column: what is wrong` for each problem, twenty at most; the hint
        belongs to the first.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    content = _toml(text, file)
    written, problems = shaped(content)
    if written is None:
        raise _told(text, file, problems)
    return _Builder(written, text, file).policy()


def _toml(text: str, file: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise PolicyError(f"{file}:1:1: longer than {LONGEST} characters", "split the policy")
    odd = next((i for i, c in enumerate(text) if "\ud800" <= c <= "\udfff"), None)
    if odd is not None:
        line = text.count("\n", 0, odd) + 1
        raise PolicyError(f"{file}:{line}:1: no Unicode", "save it as UTF-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        end = (text.count("\n") + 1, len(text) - text.rfind("\n"))
        line, column = (int(place[1]), int(place[2])) if place and place[1] else end
        said = _TOML_PLACE.sub("", str(error))
        raise PolicyError(f"{file}:{line}:{column}: no TOML: {said}", _toml_hint(said)) from error
    except (ValueError, RecursionError) as error:
        raise PolicyError(
            f"{file}:1:1: no TOML: a number or a list beyond all bounds", "shorten it"
        ) from error


def _toml_hint(said: str) -> str:
    if "Invalid value" in said:
        return 'texts stand in quotes: mode = "shadow"'
    return "look at that line, and at the end of the one before it"


class _Builder:
    """Builds one policy and collects what is wrong with it."""

    def __init__(self, written: WrittenPolicy, text: str, file: str) -> None:
        self._written = written
        self._text, self._file = text, file
        self._problems: list[tuple[Path, PolicyError]] = []

    def policy(self) -> Policy:
        rules = [self._rule(number) for number in range(len(self._written.rule))]
        places = locate(self._text) if self._written.test else {}
        tests = [
            self._test(number, nearest(places, ("test", number))[0])
            for number in range(len(self._written.test))
        ]
        guards = tuple(map(guard_of, self._written.guard))
        quota = self._tried(lambda part: quota_of(self._written.quota, part), ("quota",)) or {}
        self._check_ids()
        self._check_guards(rules)
        if self._problems:
            raise _told(self._text, self._file, self._problems)
        known = tuple(filter(None, rules)), tuple(filter(None, tests))
        return policy_of(self._written.name, *known, guards, quota)

    def _rule(self, number: int) -> Rule | None:
        return self._tried(lambda part: rule_of(self._written.rule[number], part), ("rule", number))

    def _test(self, number: int, line: int) -> InlineTest | None:
        written = self._written.test[number]
        at = next((rule.at for rule in self._written.rule if rule.id == written.rule), "looked")
        return self._tried(lambda part: inline_of(written, line, part, at), ("test", number))

    def _tried(self, build: Callable[[list[str]], _T], path: Path) -> _T | None:
        part: list[str] = []
        try:
            return build(part)
        except PolicyError as error:
            self._problems.append(((*path, *part), error))
            return None

    def _check_ids(self) -> None:
        seen: set[str] = set()
        for number, rule in enumerate(self._written.rule):
            if rule.id in seen:
                problem = PolicyError(f"a second rule has the id {rule.id}", "each rule needs its own")
                self._problems.append((("rule", number, "id"), problem))
            seen.add(rule.id)
        for number, test in enumerate(self._written.test):
            if test.rule is not None and test.rule not in seen:
                problem = PolicyError(f"there is no rule {test.rule}", nearest_name(test.rule, tuple(seen)))
                self._problems.append((("test", number, "rule"), problem))

    def _check_guards(self, rules: Iterable[Rule | None]) -> None:
        known = tuple(guard.id for guard in self._written.guard)
        for number, guard in enumerate(known):
            if guard in known[:number]:
                problem = PolicyError(f"a second guard has the id {guard}", "each guard needs its own")
                self._problems.append((("guard", number, "id"), problem))
        for number, rule in enumerate(rules):
            for name in guards_asked(rule) if rule else ():
                if name not in known:
                    hint = nearest_name(name, known) if known else "write a [[guard]] with this id"
                    problem = PolicyError(f"there is no guard {name}", hint)
                    self._problems.append((("rule", number, "when"), problem))


def _told(text: str, file: str, problems: list[tuple[Path, PolicyError]]) -> PolicyError:
    places = locate(text)
    lines = []
    for path, problem in problems:
        start = nearest(places, path)
        line, column = inside(start, problem.at) if problem.at and path in places else start
        lines.append((line, column, problem))
    lines.sort(key=lambda one: one[:2])
    shown = [f"{file}:{line}:{column}: {problem.message}" for line, column, problem in lines[:_MOST_PROBLEMS]]
    more = [f"and {len(lines) - _MOST_PROBLEMS} more"] if len(lines) > _MOST_PROBLEMS else []
    return PolicyError("\n".join([*shown, *more]), lines[0][2].hint)
