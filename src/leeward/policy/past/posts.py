"""Posts that were decided, as a policy is tried on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

import msgspec

from leeward.model.errors import PolicyError
from leeward.policy.facts import REGISTRY
from leeward.policy.rules import When
from leeward.policy.values import NONE, Facts, Kind, Value

_TYPES: Mapping[Kind, tuple[type, ...]] = {
    Kind.BOOL: (bool,),
    Kind.WHOLE: (int,),
    Kind.NUMBER: (int, float),
    Kind.TEXT: (str,),
    Kind.TEXTS: (list,),
}
_WRITTEN = {fact.name: _TYPES[fact.kind] for fact in REGISTRY.values()}
_MAY_BE_NONE = frozenset(fact.name for fact in REGISTRY.values() if fact.may_be_none)
_LATER = ("match.", "media.unlooked", "media.look")  # what nobody can know when a post arrives


class Verdict(StrEnum):
    """What a person said of a post."""

    CONFIRMED = "confirmed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True)
class Past:
    """One post. decision: the last one's number. author: a number that tells accounts apart, no more.

    day: of the decision, counted from anywhere. frames: what was known, by moment; the last round of each.
    """

    decision: int
    case: int | None
    author: int
    day: int
    verdict: Verdict | None
    frames: Mapping[When, Facts] = field(default_factory=dict)

    @property
    def facts(self) -> Facts:
        """All that was known in the end."""
        return self.frames.get(When.LOOKED) or self.frames.get(When.ARRIVAL) or {}

    def known(self, at: When) -> Facts | None:
        """What was known then; None: that moment never came.

        Where the arrival was not decided on its own, it is what was known later, without what looking told.
        """
        found = self.frames.get(at)
        if found is not None or at is When.LOOKED:
            return found
        return {name: value for name, value in self.facts.items() if not name.startswith(_LATER)}


def known_of(written: str) -> Facts:
    """The facts of a stored frame, quickly. What an older version wrote and this one knows as nothing, or as
    something else, is unknown.

    Raises: PolicyError: it is no frame at all.
    """
    try:
        told = msgspec.json.decode(written, type=dict[str, object])
    except msgspec.DecodeError as error:
        raise PolicyError("a stored frame is no JSON object", "the record is damaged") from error
    found: dict[str, Value] = {}
    for name, value in told.items():
        if isinstance(value, list) and list in _WRITTEN.get(name, ()):
            found[name] = frozenset(one for one in value if isinstance(one, str))
        elif type(value) in _WRITTEN.get(name, ()):
            found[name] = value  # type: ignore[assignment]
        elif name in _MAY_BE_NONE and type(value) is dict:
            found[name] = NONE
    return found
