"""One fact: what a condition may ask about, what it means, and who may read it."""

from dataclasses import dataclass
from enum import StrEnum

from leeward.policy.values import Kind


class Privacy(StrEnum):
    """Whom a fact is about, and so who may read it."""

    OURS = "about our own work"
    LISTS = "about what is on the lists"
    PUBLIC = "about a post or account, and public"
    STAFF = "about a post or account, and for moderators only"


_LOOKED = ("match.", "media.look", "media.unlooked")
_SCANNED = ("match.", "media.", "text.", "url.")

EVERY = ("every server",)  # Leeward finds it out by itself
API = ("akkoma", "gotosocial", "mastodon", "pixelfed")
MOST = ("akkoma", "gotosocial", "lemmy", "mastodon", "misskey", "pixelfed")
RELAYED = (*MOST, "relay")


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing that a condition may ask about.

    servers: server programs (or "relay") whose connectors can supply it; elsewhere it is unknown.
    may_be_none: it can be known that there is none, which is neither unknown nor a value.
    choices: all the values that there are; empty: any.
    """

    name: str
    kind: Kind
    meaning: str
    source: str
    privacy: Privacy = Privacy.OURS
    servers: tuple[str, ...] = EVERY
    may_be_none: bool = False
    choices: tuple[str, ...] = ()

    @property
    def is_of_scanning(self) -> bool:
        """Whether not knowing it means that nobody has really looked."""
        return self.name.startswith(_SCANNED)

    @property
    def is_of_looking(self) -> bool:
        """Whether it is known only after the media were looked at, so never on arrival."""
        return self.name.startswith(_LOOKED)
