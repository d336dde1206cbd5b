"""Facts about who is new here: since when an account and its server are known, and how much of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.policy.values import Frame
from leeward.store.arrivals.looks import Standing
from leeward.store.arrivals.newcomers import Known
from leeward.store.connection import Connection

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """A source of facts. What nobody wrote down when a post came is unknown."""

    async def facts(self, _: Connection, posts: Sequence[Standing], now: datetime) -> Mapping[int, Frame]:
        """By post, as `FactSource`."""
        return {one.item: _facts(one.met, now) for one in posts if one.met}


def _facts(met: Known, now: datetime) -> Frame:
    return {
        "author.known_days": _days(met.author_since, now),
        "author.media_posts": met.author_posts,
        "origin.known_days": _days(met.origin_since, now),
        "origin.media_posts": met.origin_posts,
    }


def _days(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, (now - since) // _DAY)
