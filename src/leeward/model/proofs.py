"""Proofs: what we saw ourselves after a receipt."""

from dataclasses import dataclass
from enum import StrEnum

from leeward.model.items import Place


class Aspect(StrEnum):
    """Three separate things, because real servers differ in them."""

    POST = "post"
    URL = "url"
    BYTES = "bytes"


class Seen(StrEnum):
    """What a probe saw. UNKNOWN is neither of the others."""

    GONE = "gone"
    STILL_THERE = "still there"
    UNKNOWN = "unknown"


ROUNDS_S: tuple[float, ...] = (0.0, 300.0, 3_600.0, 86_400.0, 604_800.0, 2_678_400.0)
"""Seconds after the receipt at which everything is probed: now, minutes, hours, days; the last is behind the
30 days for which Mastodon keeps files that a moderator removed. Source: user_cleanup_scheduler.rb."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One question: is this still there? url: of the post for POST, of the media for URL and BYTES."""

    what: Aspect
    place: Place
    url: str


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """detail: a sentence without the address."""

    probe: Probe
    seen: Seen
    detail: str
