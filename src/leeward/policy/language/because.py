"""Reasons: a sentence with {facts} in it, filled in when the rule fires."""

import re
from dataclasses import dataclass, field

from leeward.model.errors import PolicyError
from leeward.policy import facts
from leeward.policy.facts import Fact
from leeward.policy.values import Facts, shown

_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")


class Shown(dict[str, str]):
    """The values of facts as people read them, each made once and only if it is asked for."""

    def __init__(self, known: Facts) -> None:
        super().__init__()
        self._known = known

    def __missing__(self, name: str) -> str:
        """A fact that is unknown says so."""
        self[name] = text = shown(self._known.get(name))
        return text


@dataclass(frozen=True, slots=True)
class Because:
    """A reason. parts: plain texts, and facts whose values stand between them."""

    template: str
    parts: tuple[str | Fact, ...]
    form: str = field(init=False, compare=False)  # for the operator %

    def __post_init__(self) -> None:
        told = (p.replace("%", "%%") if isinstance(p, str) else f"%({p.name})s" for p in self.parts)
        object.__setattr__(self, "form", "".join(told))

    def rendered(self, values: Shown) -> str:
        """The reason with values."""
        return self.form % values


def because_of(template: str) -> Because:
    """The reason that a policy's `because` says.

    Raises: PolicyError: an unknown fact, or a brace that is none of a fact; `at` says where in it.
    """
    return Because(template, tuple(_part(found, template) for found in _PIECE.finditer(template)))


def _part(found: re.Match[str], template: str) -> str | Fact:
    name, plain, stray = found.groups()
    if plain is not None:
        return plain
    at = _at(template, found.start())
    if stray is not None:
        raise PolicyError(f"a {stray} has no partner", "write the name of a fact in braces: {match.list}", at)
    fact = facts.REGISTRY.get(name)
    if fact is None:
        raise PolicyError(f"there is no fact {name}", facts.nearest(name, facts.REGISTRY), at)
    return fact


def _at(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1
