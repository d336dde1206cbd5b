"""Events: what a way in tells."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from leeward.model.items import Author, Post


@dataclass(frozen=True, slots=True)
class Posted:
    """A post is there, or was edited."""

    post: Post


@dataclass(frozen=True, slots=True)
class Removed:
    """A post is gone, its server says. subject: its URI or the server's own id."""

    subject: str


@dataclass(frozen=True, slots=True)
class Flagged:
    """A user's complaint, new or changed. Nothing of its words, its reporter's name or address.

    target: the account complained of; posts: native ids cited. category: the server's word.
    """

    native_id: str
    target: str
    posts: tuple[str, ...]
    category: str
    is_open: bool
    told_at: datetime | None = None
    reporter_is_local: bool | None = None


@dataclass(frozen=True, slots=True)
class Joined:
    """An account is new, or approved."""

    native_id: str
    uri: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that is counted and not read: a direct message, a boost, a shape nobody knows."""

    why: str


Event: TypeAlias = Posted | Removed | Flagged | Joined | Dropped


class Deed(StrEnum):
    """What an actor says it did, in ActivityPub's words."""

    CREATE = "Create"
    UPDATE = "Update"
    DELETE = "Delete"
    ANNOUNCE = "Announce"
    FLAG = "Flag"
    FOLLOW = "Follow"
    UNDO = "Undo"
    ACCEPT = "Accept"
    REJECT = "Reject"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Activity:
    """What an actor tells other servers. Nothing of it is proven, and its words are not kept.

    subjects: URIs of what it is about, as named. post, inner: what was sent along of it. flag: what it
    complains of.
    """

    deed: Deed
    uri: str
    actor: str
    subjects: tuple[str, ...]
    post: Post | None = None
    inner: "Activity | None" = None
    flag: Flagged | None = None


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A key and whose it says it is. pem: "" where it was only named."""

    key_id: str
    owner: str
    pem: str


@dataclass(frozen=True, slots=True)
class Actor:
    """An account, or a server itself, as its own document says. kind: Person, Service, …"""

    author: Author
    kind: str
    inbox: str | None
    shared_inbox: str | None
    keys: tuple[PublicKey, ...]
