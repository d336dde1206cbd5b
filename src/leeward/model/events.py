"""Events: what a way in tells."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from leeward.model.items import Author, Post


@dataclass(frozen=True, slots=True)
class Words:
    """What a post says, as told: for scanners in memory only, never written, logged or sent.

    text, warning: plain text, without markup; alternatives: descriptions of its media. hashtags: without #.
    urls: all links.
    """

    text: str = ""
    warning: str = ""
    hashtags: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    alternatives: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Nothing of it: it may be printed by accident."""
        return "Words(…)"


@dataclass(frozen=True, slots=True)
class TextHit:
    """One entry of a list found in a post. scanner: its plug-in's name. version: the list's digest.

    entry: keyed digest of the entry, hexadecimal: to tell two apart, no more. where: text, warning, hashtag,
    url or alternative. how: exact, folded or evasive.
    """

    scanner: str
    list: str
    version: str
    entry: str
    where: str
    how: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A post is there, or was edited. words: None: they are not told by this way in, or not to be read."""

    post: Post
    words: Words | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """A post is gone, its server says. subject: its URI or the server's own id."""

    subject: str


@dataclass(frozen=True, slots=True)
class Reporter:
    """Who complains, as far as it is told, without a name. source: one identity: "local:<native id>" for an
    account of the protected server, "domain:<host>" for another server as a whole, "person:<URI>" for an
    account of another server that says who it is. domain: of that server; "" for a local account.

    born: of the account, UTC. is_approved: by moderators, where they approve. batches: keyed or native marks
    that accounts made together share (an invite, a block of network addresses); never the address itself.
    """

    source: str
    domain: str = ""
    born: datetime | None = None
    is_approved: bool | None = None
    batches: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Flagged:
    """A user's complaint, new or changed. Nothing of its words, its reporter's name or address.

    target: the account complained of; posts: native ids or URIs cited. category: the server's word.
    rules: the server's own rules that it says are broken, by id. is_upheld: the server's moderators have
    closed it, and something was done (True), nothing was (False), or nobody can tell (None).
    """

    native_id: str
    target: str
    posts: tuple[str, ...]
    category: str
    is_open: bool
    told_at: datetime | None = None
    reporter_is_local: bool | None = None
    reporter: Reporter | None = None
    rules: tuple[str, ...] = ()
    is_upheld: bool | None = None
    made_at: datetime | None = None


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
    """What an actor tells other servers. Nothing of it is proven.

    subjects: URIs of what it is about, as named. post, words, inner: what was sent along of it. flag: what it
    complains of.
    """

    deed: Deed
    uri: str
    actor: str
    subjects: tuple[str, ...]
    post: Post | None = None
    inner: "Activity | None" = None
    flag: Flagged | None = None
    words: Words | None = None


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
