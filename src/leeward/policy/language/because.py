"""Reasons: a sentence with {facts} in it, filled in when the rule fires."""

import re
from dataclasses import dataclass

from leeward.model.errors import PolicyError
from leeward.policy import facts
from leeward.policy.facts import Fact
from leeward.policy.values import Facts, shown

_PIECE = re.compile(r"\{([^{}]*)\}|([^{}]+)|([{}])")


@dataclass(frozen=True, slots=True)
class Because:
    """A reason. parts: plain texts, and facts whose values stand between them."""

    template: str
    parts: tuple[str | Fact, ...]

    def rendered(self, known: Facts) -> str:
        """The reason with values; a fact that is unknown says so."""
        return "".join(p if isinstance(p, str) else shown(known.get(p.name)) for p in self.parts)


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
