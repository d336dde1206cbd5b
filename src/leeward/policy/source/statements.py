"""One rule, and one test, as written to what they mean."""

from collections.abc import Callable, Iterable
from typing import Any

from leeward.model.errors import PolicyError
from leeward.policy import actions, facts
from leeward.policy.actions import Action
from leeward.policy.because import because_of
from leeward.policy.frames import checked
from leeward.policy.language.read import read
from leeward.policy.language.run import compiled
from leeward.policy.language.unknown import why_unknown
from leeward.policy.rules import REVIEW, Human, InlineTest, Limit, Mode, Per, Rule, State
from leeward.policy.source.schema import WrittenLimit, WrittenRule, WrittenTest
from leeward.policy.values import NONE, Facts, Kind, Value


def rule_of(written: WrittenRule, part: list[str]) -> Rule:
    """The rule that was written.

    Args: part: holds the key that is being read, for saying where an error is.
    Raises: PolicyError: one of its parts cannot be used.
    """
    part[:] = ["when"]
    when = read(written.when)
    part[:] = ["because"]
    because = because_of(written.because)
    part[:] = ["then"]
    then = _then(written)
    part[:] = ["on_unknown"]
    on_unknown = None if written.on_unknown is None else _on_unknown(written.on_unknown, written.queue)
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


def _limit(written: WrittenLimit | None) -> Limit | None:
    return Limit(Per(written.per), written.most) if written else None


def _human(written: str | None, then: tuple[Action, ...]) -> Human | None:
    if written is None:
        return None
    if not any(action.kind.is_irreversible for action in then):
        hint = "only remove, purge, suspend and report-NAME wait for people; all else happens at once"
        raise PolicyError("human is said of a rule that does nothing irreversible", hint)
    return Human(written)


def inline_of(written: WrittenTest, line: int, part: list[str]) -> InlineTest:
    """The test that was written. Args, Raises: as of `rule_of`. line: where it begins."""
    part[:] = ["facts"]
    known = _facts(written.facts)
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
    )


def _facts(written: dict[str, Any]) -> Facts:
    return checked({name: _value(name, told) for name, told in written.items()})


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
