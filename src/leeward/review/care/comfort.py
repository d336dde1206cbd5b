"""Comfort: how somebody wants to be shown things. What a person sets, nobody else can change."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from leeward.config.desk import Desk
from leeward.model.errors import UsageError

SHORTEST_BREAK = 5  # minutes
SPEEDS = (0.5, 1.0, 2.0)  # pictures a second

_Level = Annotated[int, Meta(ge=0, le=4)]
_Minutes = Annotated[float, Meta(gt=0, le=600)]


class Theme(StrEnum):
    """Light or dark."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Keys(StrEnum):
    """When single keys do something. Source: WCAG 2.1, 2.1.4: they can be turned off or moved."""

    PLAIN = "plain"
    ALT = "alt"  # only together with Alt
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a person has set. None: as the desk has it.

    resting: the level that a picture is shown at first, and falls back to. floor: never more than this level.
    holds: a level is shown while a key is held, else until the next press. spotlight: only a circle of it.
    speed: of key frames, a second. grey: without colours at level 4, too. soft, hard: exposure minutes.
    """

    resting: _Level | None = None
    floor: _Level = 4
    holds: bool = True
    spotlight: bool = False
    speed: Annotated[float, Meta(ge=0.5, le=2.0)] = 1.0
    grey: bool = False
    soft: _Minutes | None = None
    hard: _Minutes | None = None
    break_minutes: Annotated[int, Meta(ge=SHORTEST_BREAK, le=480)] | None = None
    theme: Theme = Theme.SYSTEM
    keys: Keys = Keys.PLAIN


@dataclass(frozen=True, slots=True)
class Comfort:
    """What holds for a person: as `Wishes`, within what the desk allows."""

    resting: int
    floor: int
    holds: bool
    spotlight: bool
    speed: float
    grey: bool
    soft: float
    hard: float
    break_minutes: int
    theme: Theme
    keys: Keys


def comfort(wishes: Wishes, desk: Desk) -> Comfort:
    """What holds. A budget can only be made smaller than the desk's, and a floor by nobody but the person."""
    resting = desk.resting_level if wishes.resting is None else wishes.resting
    hard = min(wishes.hard or desk.hard_budget, desk.hard_budget)
    return Comfort(
        resting=min(resting, wishes.floor),
        floor=wishes.floor,
        holds=wishes.holds,
        spotlight=wishes.spotlight,
        speed=wishes.speed,
        grey=wishes.grey,
        soft=min(wishes.soft or desk.soft_budget, desk.soft_budget, hard),
        hard=hard,
        break_minutes=min(wishes.break_minutes or desk.break_minutes, longest_break(desk)),
        theme=wishes.theme,
        keys=wishes.keys,
    )


def longest_break(desk: Desk) -> int:
    """Minutes of work after which a break is proposed at the latest, whatever somebody wishes."""
    return max(desk.break_minutes, desk.longest_break_minutes)


def from_form(told: Mapping[str, str]) -> Wishes:
    """What a form says; what is left empty is as the desk has it. Raises: UsageError."""
    given = {name: value for name, value in told.items() if value != ""}
    try:
        return msgspec.convert(given, Wishes, strict=False)
    except msgspec.ValidationError as error:
        raise UsageError(f"this cannot be a setting: {error}", "choose among what the page offers") from error


def kept(told: object) -> Wishes:
    """What the database keeps; nothing, or what another version wrote otherwise, is as the desk has it."""
    try:
        return msgspec.convert(told or {}, Wishes)
    except msgspec.ValidationError:
        return Wishes()
