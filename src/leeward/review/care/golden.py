"""Golden items: now and then a case that was decided already is dealt again, to see whether people agree.

What is said of it goes into a table of its own and acts on nothing. It is never shown above level 2, so that
measuring costs nobody a look; and whoever judged it is told at once that it was a check, and how it had been
decided.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.model.errors import CaseError
from leeward.review.ground import Ground
from leeward.review.people.rights import CHILD_SAFETY, RIGHTS, Right, Role, Visitor
from leeward.store.desk.care import golden
from leeward.store.desk.care.golden import Answered, Sought

MOST_LEVEL = 2  # blurred and grey
SETTLED = timedelta(days=1)  # a verdict so old can be asked about
ANSWERS = frozenset({"allow", "restrict", "remove", "unable", "skip"})

_JUDGES = [str(role) for role in Role if Right.DECIDE in RIGHTS[role]]


@dataclass(frozen=True, slots=True)
class Golden:
    """Which cases, for whom, and what they said."""

    ground: Ground

    async def deal(self, visitor: Visitor) -> int | None:
        """The case to be dealt now instead of the next; None: nothing, as mostly. Asked again before it is
        answered, it is the same one. Never for who works alone: there is nobody to agree with."""
        share = self.ground.config.desk.golden_share
        if not share or not visitor.may(Right.DECIDE):
            return None
        async with self.ground.store.transaction() as connection:
            found = await golden.open_one(connection, visitor.person, self._since())
            if found is not None:
                return found
            turn = await golden.turn(connection, visitor.person)
            if not is_turn(visitor.person, turn, share) or await golden.judges(connection, _JUDGES) < 2:
                return None
            before = self.ground.clock() - SETTLED
            case = chosen(visitor.person, await golden.candidates(connection, _sought(visitor), before))
            if case is not None:
                await golden.deal(connection, case, visitor.person, self.ground.clock())
        return case

    async def is_open(self, visitor: Visitor, case: int) -> bool:
        """Whether this case was dealt to them as one of these, and they have not answered."""
        async with self.ground.store.reading() as connection:
            return await golden.is_open(connection, visitor.person, case, self._since())

    async def say(self, visitor: Visitor, case: int, answer: str) -> None:
        """What they say of it. Raises: CaseError: it was not asked for, or is answered already."""
        if answer not in ANSWERS:
            raise CaseError(f"{answer!r} cannot be said of case {case}", "choose what the page offers")
        async with self.ground.store.transaction() as connection:
            told = (case, visitor.person, answer, self.ground.clock())
            if not await golden.answer(connection, *told):
                raise CaseError(f"case {case} does not wait for your answer", "go on with Start")

    async def answered(self, visitor: Visitor, case: int) -> Answered:
        """What they said of it, and how it was decided. Raises: CaseError: they said nothing of it."""
        async with self.ground.store.reading() as connection:
            found = await golden.answered(connection, case, visitor.person)
        if found is None:
            raise CaseError(f"case {case} was no check of yours", "go on with Start")
        return found

    def _since(self) -> datetime:
        return self.ground.clock() - timedelta(minutes=self.ground.config.desk.claim_minutes)


def is_turn(person: int, turn: int, share: float) -> bool:
    """Whether somebody's turn of this number is one for a golden item; over many, a share of them is."""
    return _drawn(f"turn:{person}:{turn}") < share


def chosen(person: int, cases: Sequence[int]) -> int | None:
    """One of the cases, always the same for the same ones; None: there is none."""
    return min(cases, key=lambda case: _drawn(f"case:{person}:{case}"), default=None)


def agrees(answer: str, decided: str) -> bool | None:
    """Whether an answer is what was decided: that it may stay, or that something is done. None: neither."""
    if answer not in {"allow", "restrict", "remove"}:
        return None
    return (answer == "allow") == (decided == "released")


def _drawn(text: str) -> float:
    """A number from 0 to less than 1, evenly spread, the same for the same text."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6], "big") / (1 << 48)


def _sought(visitor: Visitor) -> Sought:
    return Sought(
        visitor.person, visitor.name, visitor.servers, CHILD_SAFETY, visitor.may(Right.CHILD_SAFETY)
    )
