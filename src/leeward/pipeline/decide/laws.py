"""Whose law holds, as a fact of every post."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.policy.values import Frame
from leeward.store.arrivals.looks import Standing
from leeward.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Laws:
    """Tells whose law holds. jurisdiction: as configured; None: nobody said, so it is unknown."""

    jurisdiction: str | None

    async def facts(self, _: Connection, posts: Sequence[Standing], _now: datetime) -> Mapping[int, Frame]:
        """The same for every post."""
        if self.jurisdiction is None:
            return {}
        told: Frame = {"server.jurisdiction": self.jurisdiction}
        return {post.item: told for post in posts}
