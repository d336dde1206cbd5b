"""One rule, and one test, as written to what they mean."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from leeward.model.errors import PolicyError
from leeward.policy import actions, facts
from leeward.policy.actions import Action, Rank
from leeward.policy.frames import checked
from leeward.policy.language.because import because_of
from leeward.policy.language.read import read
from leeward.policy.language.run import compiled
from leeward.policy.language.tree import AskSet, Contains, terms_of
from leeward.policy.language.unknown import names_in, why_unknown
from leeward.policy.rules import (
    REVIEW,
    Guard,
    Human,
    InlineTest,
    Limit,
    Mode,
    Per,
    Rule,
    State,
    Watched,
    When,
)
from leeward.policy.source.schema import WrittenGuard, WrittenLimit, WrittenRule, WrittenTest
from leeward.policy.values import NONE, Facts, Kind, Value

GUARDS = "guard.on"  # the fact whose values are the policy's own guards


def rule_of(written: WrittenRule, part: list[str]) -> Rule:
    """The rule that was written.

    Args: part: holds the key that is being read, for saying where an error is.
    Raises: PolicyError: one of its parts cannot be used.
    """
    part[:] = ["when"]
    when, at = read(written.when), When(written.at)
    if at is When.ARRIVAL:
        _check_known_early(facts.REGISTRY[name] for name in names_in(when))
    part[:] = ["because"]
    because = because_of(written.because)
    if at is When.ARRIVAL:
        _check_known_early(told for told in because.parts if isinstance(told, facts.Fact))
    part[:] = ["then"]
    then = _then(written)
    part[:] = ["on_unknown"]
    on_unknown = None if written.on_unknown is None else _on_unknown(written.on_unknown, written.queue)
    part[:] = ["for_hours"]
    _check_for_hours(written, then)
    part[:] = ["human"]
    return Rule(
        id=written.id,
        title=written.title,
        mode=Mode(written.mode),
        when=when,
        then=then,
        because=because,
        on_unknown=on_unknown,
        limit=_limit(written.limit),
        human=_human(written.human, then),
        queue=written.queue,
        test=compiled(when),
        why=why_unknown(when),
        at=at,
        share=written.share,
        for_hours=written.for_hours,
    )


def _then(written: WrittenRule) -> tuple[Action, ...]:
    then = _actions(written.then, written.queue)
    final = next((action for action in then if action.kind.is_irreversible), None)
    if final and written.human is None:
        message = f"{final} cannot be undone: a rule alone may not do it"
        raise PolicyError(message, 'add human = "one" or "two": then it is proposed to people')
    return then


def _on_unknown(written: list[str], queue: str) -> tuple[Action, ...]:
    found = _actions(written, queue)
    final = next((action for action in found if action.kind.is_irreversible), None)
    if final:
        message = f"{final} cannot be undone and nobody knows whether the rule applies"
        raise PolicyError(message, 'such as on_unknown = ["queue"]')
    return found


def _actions(written: Iterable[str], queue: str) -> tuple[Action, ...]:
    named = list(written)
    if named == [actions.NOTHING]:
        return ()
    if not named or actions.NOTHING in named:
        raise PolicyError(
            "an action is missing, or nothing stands beside something", 'such as ["hold", "queue"]'
        )
    return actions.ordered(actions.parsed(text, queue) for text in named)


def _check_known_early(named: Iterable[facts.Fact]) -> None:
    early = next((fact for fact in named if fact.is_of_looking), None)
    if early:
        message = f"{early.name} is not known on arrival: nobody has looked yet"
        raise PolicyError(message, 'leave out at = "arrival", or ask about the post and its author only')


def _check_for_hours(written: WrittenRule, then: tuple[Action, ...]) -> None:
    if written.for_hours is not None and not any(action.kind.rank is Rank.HOLD for action in then):
        names = ", ".join(kind.name for kind in actions.known() if kind.rank is Rank.HOLD)
        raise PolicyError("for_hours is said of a rule that holds nothing", f"it goes with {names}")


def quota_of(written: Mapping[str, int], part: list[str]) -> dict[str, int]:
    """Posts a day by action, as written. Args, Raises: as of `rule_of`."""
    found: dict[str, int] = {}
    for name, most in written.items():
        part[:] = [name]
        action = actions.parsed(name, REVIEW)
        if action.kind.is_irreversible:
            message = f"{action} is never done by rules: it needs no quota"
            raise PolicyError(message, "name an action that can be undone, such as hold")
        found[action.text] = most
    return found


def guard_of(written: WrittenGuard) -> Guard:
    """The guard that was written."""
    return Guard(
        written.id, written.title, Watched(written.watch), written.each, written.hours, is_on=written.on
    )


def guards_asked(rule: Rule) -> Iterator[str]:
    """Ids of the guards that its condition names."""
    for term in terms_of(rule.when):
        if isinstance(term, Contains | AskSet) and term.fact.name == GUARDS:
            options = (term.item,) if isinstance(term, Contains) else term.options
            yield from (str(option.value) for option in options)


def _limit(written: WrittenLimit | None) -> Limit | None:
    return Limit(Per(written.per), written.most) if written else None


def _human(written: str | None, then: tuple[Action, ...]) -> Human | None:
    if written is None:
        return None
    if not any(action.kind.is_irreversible for action in then):
        hint = "only remove, purge, suspend and report-NAME wait for people; all else happens at once"
        raise PolicyError("human is said of a rule that does nothing irreversible", hint)
    return Human(written)


def inline_of(written: WrittenTest, line: int, part: list[str], at: str = When.LOOKED) -> InlineTest:
    """The test that was written. Args, Raises: as of `rule_of`. line: where it begins. at: of its rule."""
    part[:] = ["facts"]
    known = _facts(written.facts, part)
    part[:] = ["expect"]
    if (written.rule is None) != (written.expect is None):
        raise PolicyError("rule and expect belong together", 'such as rule = "near-hash", expect = "unknown"')
    if written.expect is None and written.then is None:
        raise PolicyError("the test expects nothing", 'add rule and expect = "fired", or then = ["hold"]')
    part[:] = ["then"]
    return InlineTest(
        name=written.name,
        facts=known,
        rule=written.rule,
        expect=State(written.expect) if written.expect else None,
        then=None if written.then is None else _actions(written.then, REVIEW),
        line=line,
        at=When(written.at or at),
    )


def _facts(written: Mapping[str, Any], part: list[str]) -> Facts:
    found: dict[str, Value] = {}
    for name, told in _named(written):
        part[:] = ["facts", name]
        found[name] = _value(name, told)
    return checked(found)


def _named(written: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Without quotes, media.count is a table of its own in TOML. Everybody means the fact."""
    for name, told in written.items():
        if isinstance(told, dict):
            yield from ((f"{name}.{rest}", value) for rest, value in told.items())
        else:
            yield name, told


def _value(name: str, told: object) -> Value:
    fact = facts.REGISTRY.get(name)
    if fact is None:
        raise PolicyError(f"there is no fact {name}", facts.nearest(name, facts.REGISTRY))
    if told == "none" and fact.may_be_none:
        return NONE
    takes: dict[Kind, Callable[[object], Value | None]] = {
        Kind.BOOL: lambda v: v if isinstance(v, bool) else None,
        Kind.WHOLE: lambda v: v if type(v) is int else None,
        Kind.NUMBER: lambda v: v if type(v) in {int, float} and isinstance(v, int | float) else None,
        Kind.TEXT: lambda v: v if isinstance(v, str) else None,
        Kind.TEXTS: _texts,
    }
    value = takes[fact.kind](told)
    if value is None:
        raise PolicyError(f"{name} must be {fact.kind}", "leave it out to say that it is unknown")
    return value


def _texts(told: object) -> Value | None:
    if isinstance(told, list) and all(isinstance(item, str) for item in told):
        return frozenset(told)
    return None
