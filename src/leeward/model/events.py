"""Events: what a way in tells."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from leeward.model.items import Post


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
