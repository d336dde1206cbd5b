"""What an author may be told of what happened to their post: nothing that helps to try what passes.

Whoever learns that a file or a word stands on a list, how near it came, or who complained, has learnt how to
get around it: so wherever a list had a part, or a private rule, only that is told.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum

from leeward.model.cases import HOLDS
from leeward.policy.evaluate import Evaluation
from leeward.policy.rules import Mode, State

_SECRET = ("match.", "text.", "url.")
_UNLOOKED = ("media.unlooked", "media.look")
_NEW = ("author.", "origin.")


class Part(StrEnum):
    """One sentence of it."""

    NOTHING = "nothing"  # nothing was done to the post
    HIDDEN = "hidden"
    WARNED = "warned"  # behind a warning
    LIMITED = "limited"  # the account, until somebody has looked
    BY_CHECK = "by check"
    BY_COMPLAINTS = "by complaints"
    BY_NEWNESS = "by newness"
    BY_UNREADABLE = "by unreadable"
    WAITS = "waits"
    RELEASED = "released"
    RESTRICTED = "restricted"
    REMOVED = "removed"


_DONE = (("hold", Part.HIDDEN), ("mark-sensitive", Part.WARNED), ("limit-account", Part.LIMITED))
_VERDICTS = {"released": Part.RELEASED, "restricted": Part.RESTRICTED, "confirmed": Part.REMOVED}


def letter(
    actions: Collection[str], verdict: str | None, made: Collection[Evaluation], private: Collection[str]
) -> tuple[Part, ...]:
    """The sentences, in their order.

    Args: actions: that were asked for. made: every decision about the post. private: ids of private rules.
    """
    return tuple(_parts(actions, verdict, made, private))


def _parts(
    actions: Collection[str], verdict: str | None, made: Collection[Evaluation], private: Collection[str]
) -> Iterator[Part]:
    done = [part for action, part in _DONE if action in actions]
    yield from done or [Part.NOTHING]
    if HOLDS & set(actions):
        yield _reason(made, private)
    yield _VERDICTS.get(verdict or "", Part.WAITS)


def _reason(made: Collection[Evaluation], private: Collection[str]) -> Part:
    fired = [
        one
        for each in made
        for one in each.outcomes
        if one.state is not State.NOT and one.mode is Mode.ENFORCE
    ]
    terms = [step.term for one in fired for step in one.trace]
    if any(one.rule in private for one in fired) or _ask(terms, _SECRET):
        return Part.BY_CHECK
    if _ask(terms, ("flag.",)):
        return Part.BY_COMPLAINTS
    if _ask(terms, _UNLOOKED):
        return Part.BY_UNREADABLE
    return Part.BY_NEWNESS if _ask(terms, _NEW) else Part.BY_CHECK


def _ask(terms: Collection[str], facts: tuple[str, ...]) -> bool:
    return any(fact in term for term in terms for fact in facts)
