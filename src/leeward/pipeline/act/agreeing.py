"""Who has to agree before what cannot be undone is ordered; and who has."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from leeward.matcher.words.folding import compatible, mended
from leeward.model.errors import CaseError
from leeward.pipeline.act.planning import REMOVE
from leeward.policy import record
from leeward.policy.rules import Human
from leeward.store.casework import cases, voices
from leeward.store.casework.cases import CaseRow
from leeward.store.casework.voices import Voice
from leeward.store.connection import Connection

ALONE_AFTER = timedelta(minutes=30)  # until who moderates alone may say it again
_MEANS = {"remove": REMOVE, "purge": REMOVE, "suspend": "suspend_account"}


@dataclass(frozen=True, slots=True)
class Said:
    """What one more confirmation comes to. voices: all that count, this one too.

    is_enough: it is ordered now. is_new: False: this person had said all of it before.
    """

    voices: tuple[Voice, ...]
    is_enough: bool
    is_new: bool = True

    @property
    def is_alone(self) -> bool:
        """Whether one person said it twice, as nobody else is there."""
        return any(voice.again_at for voice in self.voices)


def known_as(name: str) -> str:
    """A person's name without what spelling can change: two that look alike are one person."""
    folded = unicodedata.normalize("NFKC", mended(compatible(name)).casefold())
    kept = "".join(one for one in folded if not one.isspace() and unicodedata.category(one) != "Cf")
    return kept if kept == name else known_as(kept)  # what is left out may bring others together


async def needs_two(connection: Connection, item: int) -> frozenset[str]:
    """Actions, by plug-in, that any decision about the post proposed to two people. A later decision that
    asks for less takes nothing of it back."""
    found = [record.from_json(row["evaluation"]) for row in await cases.made(connection, item)]
    named = (one.action for each in found for one in each.proposals if one.human is Human.TWO)
    return frozenset(_MEANS[name] for name in named if name in _MEANS)


async def say(connection: Connection, case: CaseRow, mine: Voice, *, may_alone: bool) -> Said:
    """Keep one more voice. Everything that this person asks for is ordered when for each part of it enough
    people did; until then nothing is.

    Args: case: locked. mine: with the time. may_alone: the same person may say it again, later.
    Raises: CaseError: it is too early for that.
    """
    two = await needs_two(connection, case.item) & mine.actions
    before = await voices.of_case(connection, case.id, case.times)
    own = next((one for one in before if one.person == mine.person), None)
    others = [one for one in before if one.person != mine.person]
    if all(_is_wanted_by(others, action) for action in two):
        if two:
            await voices.say(connection, case.id, case.times, mine)
        return Said((*others, mine), is_enough=True)
    if own is None or not mine.actions <= own.actions:
        await voices.say(connection, case.id, case.times, mine)
        return Said((*others, mine), is_enough=False)
    if not may_alone:
        return Said((*others, own), is_enough=False, is_new=False)
    _check_time(case, own, mine.said_at)
    again = replace(own, again_at=mine.said_at)
    await voices.again(connection, case.id, case.times, again)
    return Said((*others, again), is_enough=True)


def _is_wanted_by(people: Collection[Voice], action: str) -> bool:
    return any(action in one.actions for one in people)


def _check_time(case: CaseRow, own: Voice, now: datetime) -> None:
    left = own.said_at + ALONE_AFTER - now
    if left > timedelta():
        minutes = -(-left // timedelta(minutes=1))
        raise CaseError(
            f"you confirmed case {case.id} on {own.said_at:%Y-%m-%d at %H:%M} UTC; as nobody else moderates "
            f"this server, you may confirm it again in {minutes} {'minute' if minutes == 1 else 'minutes'}",
            "do something else first, then look at it again; nothing was done yet",
        )


def names(said: Sequence[Voice]) -> list[str]:
    """As they are told."""
    return [one.name for one in said]
