"""What one software that speaks this API can do at its best. What a server of it does is found out."""

from dataclasses import dataclass
from enum import Enum

from leeward.model.items import WayIn
from leeward.model.servers import Ability, ServerCard, Support, WayAbility

PROGRAM = "mastodon"
API, HAND, NONE = Support.API, Support.HAND, Support.NONE
NO_LINK = "the server has no page or API for it"
STREAM = "public posts of all servers and deletions; no replies, no unlisted posts, no limited accounts"
POLL = (
    "the public timeline, what appears in it up to a day late, the timelines of active local accounts, "
    "complaints, new accounts; of other servers no replies, nor what is fetched when it is older than a day; "
    "edits only of an account's newest posts"
)
_DENY = "no server refuses single files: Leeward keeps a list of them for what stands before its media"


class Admin(Enum):
    """Whose API for moderators a software has."""

    MASTODON = "mastodon"
    PLEROMA = "pleroma"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dialect:
    """One software. scopes: what a token needs. posting: what it needs besides for canaries."""

    software: str
    admin: Admin
    ways_in: tuple[WayAbility, ...]
    abilities: tuple[Ability, ...]
    scopes: tuple[str, ...]
    posting: tuple[str, ...] = ("write:media", "write:statuses")
    notes: tuple[str, ...] = ()

    def card(self) -> ServerCard:
        """The card that promises all of it."""
        return ServerCard(self.software, "", PROGRAM, self.ways_in, self.abilities, notes=self.notes)


def ways(webhook: str | None, stream: str | None, poll: str, relay: str | None) -> tuple[WayAbility, ...]:
    """None: not there."""
    told = ((WayIn.WEBHOOK, webhook), (WayIn.STREAM, stream), (WayIn.POLL, poll), (WayIn.RELAY, relay))
    return tuple(WayAbility(way, note is not None, note or "this software has none") for way, note in told)


def abilities(**told: tuple[Support, str, str | None]) -> tuple[Ability, ...]:
    """By action: how, what it brings with it, and the page where a person does it."""
    same = {"deny_url": (NONE, _DENY, None), "allow_url": (NONE, _DENY, None)}
    return tuple(Ability(name, *what) for name, what in {**told, **same}.items())
