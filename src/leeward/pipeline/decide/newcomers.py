"""Facts about who is new here: since when an account and its server are known, and how much of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.policy.values import Frame
from leeward.store.connection import Connection
from leeward.store.looks import Standing
from leeward.store.policies import newcomers

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Newcomers:
    """A source of facts. What nobody wrote down when a post came is unknown."""

    async def facts(
        self, connection: Connection, posts: Sequence[Standing], now: datetime
    ) -> Mapping[int, Frame]:
        """By post, as `FactSource`."""
        keys = [(one.item, one.server, one.uri) for one in posts]
        return {
            item: {
                "author.known_days": _days(one.author_since, now),
                "author.media_posts": one.author_posts,
                "origin.known_days": _days(one.origin_since, now),
                "origin.media_posts": one.origin_posts,
            }
            for item, one in (await newcomers.known(connection, keys)).items()
        }


def _days(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, (now - since) // _DAY)
