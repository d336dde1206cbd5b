"""One stored decision, made again from what it was made from."""

from dataclasses import dataclass
from enum import StrEnum

from leeward.model.errors import PolicyError
from leeward.model.findings import Json
from leeward.policy import frames, record
from leeward.policy.evaluate import evaluate
from leeward.policy.rules import Policy, When


class Again(StrEnum):
    """What came of it."""

    SAME = "same"  # every byte
    DIFFERENT = "different"
    IMPOSSIBLE = "not replayable"  # it asks for a fact, or a word, that this version does not have


@dataclass(frozen=True, slots=True)
class Stored:
    """One decision as it is kept: both are JSON, in whatever layout the database gives it back."""

    frame: str
    evaluation: str


def replay(policy: Policy, stored: Stored) -> bytes:
    """The evaluation in its one written form, made from the stored frame and what the brakes said then.

    Raises: PolicyError: the frame, or what is told of the brakes, is none that this version knows.
    """
    told = frames.loaded(stored.evaluation)
    demoted, at = (told.get("demoted"), told.get("at", "looked")) if isinstance(told, dict) else (None, None)
    if not isinstance(demoted, list) or at not in set(When):
        raise PolicyError("a stored evaluation is none", "the record is damaged")
    held = frozenset(map(str, demoted))
    return record.to_json(evaluate(policy, frames.from_json(stored.frame), held, When(str(at))))


def again(policy: Policy | None, stored: Stored) -> Again:
    """Whether the same bytes come out. policy: the one it was made under; None: its text cannot be read."""
    if policy is None:
        return Again.IMPOSSIBLE
    try:
        made = replay(policy, stored)
    except PolicyError:
        return Again.IMPOSSIBLE
    told: Json = frames.loaded(stored.evaluation)
    return Again.SAME if made == frames.canonical(told) else Again.DIFFERENT
