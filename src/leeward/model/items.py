"""Items: posts as servers tell of them, without their words."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit


class WayIn(StrEnum):
    """How a server's news reach us."""

    WEBHOOK = "webhook"
    STREAM = "stream"
    POLL = "poll"
    RELAY = "relay"


class Visibility(StrEnum):
    """Who may see a post, in Mastodon's words."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "private"
    DIRECT = "direct"
    UNKNOWN = "unknown"


class Place(StrEnum):
    """Which copy of a media an address leads to."""

    ORIGINAL = "original"  # as the server that told us serves it
    PREVIEW = "preview"  # its smaller picture
    REMOTE = "remote"  # at the author's own server
    PROXY = "proxy"  # fetched again for whoever asks


@dataclass(frozen=True, slots=True)
class Copy:
    """One address of one media."""

    place: Place
    url: str


@dataclass(frozen=True, slots=True)
class MediaRef:
    """One media of a post, not fetched yet. kind: the server's word (image, gifv, video, audio, unknown)."""

    native_id: str
    kind: str
    copies: tuple[Copy, ...]


@dataclass(frozen=True, slots=True)
class Author:
    """Who posted. None: the server does not say. born: UTC, may be cut to the day."""

    native_id: str
    uri: str
    is_local: bool | None = None
    born: datetime | None = None
    posts: int | None = None
    followers: int | None = None
    is_limited: bool | None = None

    @property
    def domain(self) -> str | None:
        """The server that the account lives on, in lower case, with a port that is named; None: its URI tells
        none."""
        try:
            found = urlsplit(self.uri)
            port = f":{found.port}" if found.port else ""
        except ValueError:
            return None
        return f"{found.hostname}{port}" if found.hostname else None


@dataclass(frozen=True, slots=True)
class Post:
    """One post, as told. Its words are not kept. posted_at, edited_at: UTC."""

    native_id: str
    uri: str
    author: Author
    visibility: Visibility
    posted_at: datetime | None = None
    edited_at: datetime | None = None
    url: str | None = None
    is_reply: bool | None = None
    is_sensitive: bool | None = None
    media: tuple[MediaRef, ...] = ()

    @property
    def revision(self) -> str:
        """Empty for a post never edited; another for each edit, which may have brought other media."""
        return self.edited_at.isoformat() if self.edited_at else ""
