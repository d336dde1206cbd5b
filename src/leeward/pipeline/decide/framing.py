"""The frame: all that is known about one post when it is decided."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.model.items import Post, Visibility, WayIn
from leeward.model.look import Look
from leeward.policy.values import NONE, Frame, Value

_DAY_S = 86_400
_SHARES = 100


@dataclass(frozen=True, slots=True)
class MediaFact:
    """What is known of one media. look: None: nobody looked yet. is_final: nothing will be tried again."""

    look: Look | None
    is_final: bool


@dataclass(frozen=True, slots=True)
class MatchFact:
    """One match, without the list's own value. distance: bits."""

    bank: str
    is_exact: bool
    is_verified: bool
    distance: int


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about one post. at: of the decision, UTC. software: of the protected server."""

    post: Post
    way_in: WayIn
    software: str
    media: tuple[MediaFact, ...]
    matches: tuple[MatchFact, ...]
    flags: int | None
    at: datetime


def frame(known: Known) -> Frame:
    """The facts for the policy. What a server did not tell is None: unknown."""
    return {**_matches(known), **_media(known.media), **_post(known), **_author(known)}


def is_ready(media: Sequence[MediaFact], matches: Sequence[MatchFact]) -> bool:
    """Whether it can be decided: a match waits for nothing; otherwise nothing may be left to try."""
    return bool(matches) or all(one.is_final for one in media)


def _matches(known: Known) -> dict[str, Value | None]:
    """A media nobody could look at yet may be anything: then no match is not known to be none."""
    found = known.matches
    near = [one.distance for one in found if not one.is_exact]
    is_whole = all(one.is_final for one in known.media)
    best = min(found, key=_strength) if found else None
    no: bool | None = False if is_whole else None
    none = NONE if is_whole else None
    return {
        "match.exact": any(one.is_exact for one in found) or no,
        "match.verified": any(one.is_exact and one.is_verified for one in found) or no,
        "match.perceptual": bool(near) or no,
        "match.perceptual_distance": min(near) if near else none,
        "match.list": best.bank if best else none,
        "match.count": len(found) if is_whole else None,
    }


def _strength(match: MatchFact) -> tuple[bool, bool, int, str]:
    return not (match.is_exact and match.is_verified), not match.is_exact, match.distance, match.bank


def _media(media: Sequence[MediaFact]) -> dict[str, Value | None]:
    is_whole = all(one.is_final for one in media)
    missed = sum(one.look is not Look.LOOKED for one in media)
    return {
        "media.count": len(media),
        "media.unlooked": missed if is_whole else None,
        "media.look": _looks(media) if is_whole else None,
    }


def _looks(media: Iterable[MediaFact]) -> frozenset[str]:
    return frozenset(str(one.look) for one in media if one.look is not None)


def _post(known: Known) -> dict[str, Value | None]:
    post = known.post
    return {
        "post.visibility": None if post.visibility is Visibility.UNKNOWN else str(post.visibility),
        "post.is_reply": post.is_reply,
        "post.is_edit": post.edited_at is not None,
        "post.sensitive": post.is_sensitive,
        "flag.count": known.flags,
        "server.software": known.software,
        "way_in": str(known.way_in),
    }


def _author(known: Known) -> dict[str, Value | None]:
    author = known.post.author
    age = None if author.born is None else max(0, int((known.at - author.born).total_seconds() // _DAY_S))
    return {
        "author.is_local": author.is_local,
        "author.age_days": age,
        "author.local_posts": author.posts,
        "author.followers": author.followers,
        "author.limited": author.is_limited,
        "author.share": share_of(author.uri) if author.uri else None,
        "origin.domain": author.domain,
    }


def share_of(uri: str) -> int:
    """0 to 99, the same for an account for ever."""
    digest = hashlib.sha256(uri.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big") % _SHARES
