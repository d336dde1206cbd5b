"""What an author may be told of what happened to their post: nothing that helps to try what passes.

Whoever learns that a file or a word stands on a list, how near it came, or who complained, has learnt how to
get around it. Posts of a new account all wait: did their text differ where a list answered, whoever makes
accounts could try a whole collection. So the text follows from everything but lists and private rules.
"""

from collections.abc import Collection, Iterator
from enum import StrEnum

from leeward.model.cases import HOLDS
from leeward.policy.evaluate import Evaluation
from leeward.policy.rules import Mode, State

_SECRET = ("match.", "text.", "url.")


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


_REASONS = (
    (("flag.",), Part.BY_COMPLAINTS),
    (("media.unlooked", "media.look"), Part.BY_UNREADABLE),
    (("author.", "origin."), Part.BY_NEWNESS),
)
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
    """From rules alone that ask no list and hide nothing: it is the same whether a list answered, too."""
    fired = [
        one
        for each in made
        for one in each.outcomes
        if one.state is not State.NOT and one.mode is Mode.ENFORCE and one.rule not in private
    ]
    asked = [[step.term for step in one.trace] for one in fired]
    plain = [terms for terms in asked if not _ask(terms, _SECRET)]
    return next((part for facts, part in _REASONS if any(_ask(one, facts) for one in plain)), Part.BY_CHECK)


def _ask(terms: Collection[str], facts: tuple[str, ...]) -> bool:
    return any(fact in term for term in terms for fact in facts)
