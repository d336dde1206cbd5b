"""Breaks: how long somebody has worked without one, and when the next is due. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from leeward.review.people.rights import CHILD_SAFETY

RESTS = timedelta(minutes=10)  # whoever does nothing for so long has rested; by judgement
LEAST_BREAK = timedelta(minutes=1)  # a shorter one is none; by judgement
PATIENCE = timedelta(minutes=15)  # a break that begins so soon after it was proposed was taken
STREAK = 5  # pictures of the child-safety queue, at level 3 or more, one after the other
STARK = 3  # from this level on


class Kind(StrEnum):
    """What a shift is."""

    WORK = "work"
    BREAK = "break"
    LATER = "later"  # a proposed break was put off


class Card(StrEnum):
    """Why a break is proposed."""

    NONE = ""
    MINUTES = "minutes"
    STREAK = "streak"


@dataclass(frozen=True, slots=True)
class Shift:
    """Work or a break. seen: when they were last there; end: None while it lasts."""

    kind: Kind
    began: datetime
    seen: datetime
    end: datetime | None = None

    @property
    def until(self) -> datetime:
        """When it ended, as far as one knows."""
        return self.end or self.seen


@dataclass(frozen=True, slots=True)
class Stretch:
    """Work without a break. is_rested: whether they then took one by themselves."""

    began: datetime
    ended: datetime
    is_rested: bool

    @property
    def lasted(self) -> timedelta:
        """How long."""
        return self.ended - self.began


@dataclass(frozen=True, slots=True)
class Step:
    """One view, as breaks count it."""

    queue: str
    level: int
    at: datetime


def stretches(shifts: Iterable[Shift]) -> list[Stretch]:
    """Work without a break, from the first to the last. Pauses under ten minutes, and breaks of less than a
    minute, interrupt nothing; longer ones do, whether somebody called them breaks or not."""
    found: list[Stretch] = []
    is_rested = False
    for one in sorted(shifts, key=lambda shift: shift.began):
        if one.kind is Kind.LATER:
            continue
        if one.kind is Kind.BREAK:
            is_rested = is_rested or one.until - one.began >= LEAST_BREAK
            if is_rested and found:
                found[-1] = Stretch(found[-1].began, found[-1].ended, is_rested=True)
            continue
        if found and not is_rested and one.began - found[-1].ended < RESTS:
            found[-1] = Stretch(found[-1].began, max(found[-1].ended, one.until), is_rested=False)
        else:
            found.append(Stretch(one.began, one.until, is_rested=False))
        is_rested = False
    return found


def working_since(shifts: Sequence[Shift], now: datetime) -> datetime:
    """Since when somebody has worked without a break; `now`: they have just begun, or rest."""
    if is_resting(shifts):
        return now
    last = stretches(shifts)[-1:]
    return last[0].began if last and not last[0].is_rested and now - last[0].ended < RESTS else now


def is_resting(shifts: Iterable[Shift]) -> bool:
    """Whether a break lasts."""
    return any(one.kind is Kind.BREAK and one.end is None for one in shifts)


def streak(steps: Iterable[Step], since: datetime) -> int:
    """How many pictures of the child-safety queue were revealed to level 3 or more, one after the other.

    Lower steps between them lead up to the next and end nothing; a view of another queue does, and a break.
    """
    number = 0
    for one in sorted(steps, key=lambda step: step.at):
        if one.at < since:
            continue
        is_stark = one.level >= STARK
        number = number + is_stark if one.queue == CHILD_SAFETY else 0
    return number


def due(worked: timedelta, number: int, minutes: int, put_off: timedelta | None) -> Card:
    """Whether a break is proposed. number: of the streak; minutes: the break interval; put_off: how long ago
    they said "later", None: not at all; that silences it for ten minutes."""
    if put_off is not None and put_off < RESTS:
        return Card.NONE
    if number >= STREAK:
        return Card.STREAK
    return Card.MINUTES if worked >= timedelta(minutes=minutes) else Card.NONE


def proposed(shifts: Iterable[Shift], minutes: int) -> tuple[int, int]:
    """How often a break was proposed for its time, and how often one was then taken soon."""
    interval = timedelta(minutes=minutes)
    long = [one for one in stretches(shifts) if one.lasted >= interval]
    return len(long), sum(one.is_rested and one.lasted <= interval + PATIENCE for one in long)
