"""Posts that were decided, as a policy is tried on them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from leeward.policy.rules import When
from leeward.policy.values import Facts

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
