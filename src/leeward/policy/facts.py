"""The registry of facts: everything that a condition may ask about."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from types import MappingProxyType

from leeward.model.items import Visibility, WayIn
from leeward.model.look import Look
from leeward.policy.values import Kind


class Privacy(StrEnum):
    """Whom a fact is about, and so who may read it."""

    OURS = "about our own work"
    LISTS = "about what is on the lists"
    PUBLIC = "about a post or account, and public"
    STAFF = "about a post or account, and for moderators only"


EVERY = ("every server",)  # Leeward finds it out by itself
_API = ("akkoma", "gotosocial", "mastodon", "pixelfed")
_MOST = ("akkoma", "gotosocial", "lemmy", "mastodon", "misskey", "pixelfed")
_RELAYED = (*_MOST, "relay")


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
        return self.name.startswith(("match.", "media."))


_LOOKS = tuple(sorted({*map(str, Look), "unreachable"}))
_VISIBILITIES = tuple(str(v) for v in Visibility if v is not Visibility.UNKNOWN)

# About the media whose bytes could be had: the others are in media.unlooked and media.look. Unknown until
# all of them are through, so also while the scanner does not answer. Known (false, none, 0) without media.
_MATCHES = (
    Fact(
        "match.exact",
        Kind.BOOL,
        "a medium that could be had is, byte for byte, the same as an entry of a bank",
        "the match index",
        Privacy.LISTS,
    ),
    Fact(
        "match.verified",
        Kind.BOOL,
        "an exact match in a bank that the operator marked verified",
        "the match index and the configuration",
        Privacy.LISTS,
    ),
    Fact(
        "match.perceptual",
        Kind.BOOL,
        "a medium looks like an entry of a bank, within the bank's limit",
        "the match index",
        Privacy.LISTS,
    ),
    Fact(
        "match.perceptual_distance",
        Kind.WHOLE,
        "bits between the nearest perceptual match and its entry, 0 to 256; none without such a match",
        "the match index",
        Privacy.LISTS,
        may_be_none=True,
    ),
    Fact(
        "match.list",
        Kind.TEXT,
        "the bank of the strongest match: verified, then exact, then nearest, then by name; none without one",
        "the match index",
        Privacy.LISTS,
        may_be_none=True,
    ),
    Fact("match.count", Kind.WHOLE, "entries that matched, in all banks", "the match index", Privacy.LISTS),
)

_MEDIA = (
    Fact("media.count", Kind.WHOLE, "media of the post", "the post", Privacy.PUBLIC, _RELAYED),
    Fact(
        "media.unlooked",
        Kind.WHOLE,
        "media of the post that could not be looked at, and nothing will be tried again",
        "the scanner",
    ),
    Fact(
        "media.look",
        Kind.TEXTS,
        "what became of looking at each medium; empty for a post without media",
        "the scanner",
        choices=_LOOKS,
    ),
)

_POSTS = (
    Fact(
        "post.visibility",
        Kind.TEXT,
        "who may see the post; private: followers",
        "the post",
        Privacy.STAFF,
        _RELAYED,
        choices=_VISIBILITIES,
    ),
    Fact("post.is_reply", Kind.BOOL, "the post answers another", "the post", Privacy.PUBLIC, _RELAYED),
    Fact("post.is_edit", Kind.BOOL, "the post was seen before and has changed", "the post", Privacy.PUBLIC),
    Fact(
        "post.sensitive",
        Kind.BOOL,
        "the author marked the post as sensitive",
        "the post",
        Privacy.PUBLIC,
        _RELAYED,
    ),
)

_AUTHORS = (
    Fact("author.is_local", Kind.BOOL, "the account lives on this server", "the account", Privacy.PUBLIC),
    Fact(
        "author.age_days",
        Kind.WHOLE,
        "whole days since the account was made; remote accounts: since this server has known them",
        "the account",
        Privacy.PUBLIC,
        _MOST,
    ),
    Fact(
        "author.local_posts",
        Kind.WHOLE,
        "posts of the account that this server has",
        "the account",
        Privacy.PUBLIC,
        _MOST,
    ),
    Fact(
        "author.followers",
        Kind.WHOLE,
        "followers of the account that this server knows of",
        "the account",
        Privacy.PUBLIC,
        _MOST,
    ),
    Fact(
        "author.limited",
        Kind.BOOL,
        "moderators of this server limited the account",
        "the account",
        Privacy.STAFF,
        _API,
    ),
    Fact(
        "flag.count",
        Kind.WHOLE,
        "open complaints of users about this post",
        "the server's reports",
        Privacy.STAFF,
        ("akkoma", "lemmy", "mastodon", "misskey"),
    ),
)

_SERVERS = (
    Fact("server.software", Kind.TEXT, "the program that the protected server runs", "its connector"),
    Fact(
        "server.jurisdiction",
        Kind.TEXT,
        "whose law holds for the protected server, such as DE (ISO 3166-1)",
        "the configuration",
    ),
    Fact(
        "way_in",
        Kind.TEXT,
        "how the post came to us",
        "ingest",
        choices=tuple(map(str, WayIn)),
    ),
)

REGISTRY: Mapping[str, Fact] = MappingProxyType(
    {fact.name: fact for fact in (*_MATCHES, *_MEDIA, *_POSTS, *_AUTHORS, *_SERVERS)}
)


def known() -> tuple[Fact, ...]:
    """All facts, by name: what the reference and the editor list."""
    return tuple(REGISTRY[name] for name in sorted(REGISTRY))


def nearest(name: str, among: Mapping[str, object] | tuple[str, ...]) -> str:
    """The hint for a name that there is not: the one that was probably meant, or else all of them."""
    near = get_close_matches(name, list(among), 1)
    return f"did you mean {near[0]}?" if near else "there are: " + ", ".join(sorted(among))
