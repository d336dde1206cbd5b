"""Servers: what one can tell us and do for us, as it was found out, never assumed."""

from dataclasses import dataclass
from enum import StrEnum

from leeward.model.items import WayIn


class Support(StrEnum):
    """How an action can be had of a server."""

    API = "by itself"
    HAND = "by hand"  # a person clicks; we verify it like any other receipt
    NONE = "not at all"


@dataclass(frozen=True, slots=True)
class Ability:
    """What a server can do of one kind of action. action: an action plug-in's name.

    note: what it brings with it, or why not. link: where a person does it, with {post}, {account} and
    {report} for ids; None where there is no such page.
    """

    action: str
    support: Support
    note: str = ""
    link: str | None = None


@dataclass(frozen=True, slots=True)
class WayAbility:
    """Whether one way in can be had. note: what it leaves out, or why not."""

    way_in: WayIn
    is_there: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class ServerCard:
    """One server, as discovered. software, version: its own words. missing: rights the token lacks."""

    software: str
    version: str
    program: str
    ways_in: tuple[WayAbility, ...]
    abilities: tuple[Ability, ...]
    account: str | None = None
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def ability(self, action: str) -> Ability:
        """What it can do of this action; what it says nothing of, it cannot do."""
        found = (one for one in self.abilities if one.action == action)
        return next(found, Ability(action, Support.NONE, "this server's connector does not know it"))
