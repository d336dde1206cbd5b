"""The fact guard.on: what was prepared for a surge, and is on for a post's server of origin."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from leeward.model.items import Author
from leeward.policy.rules import Policy
from leeward.policy.values import Frame
from leeward.store.arrivals.looks import Standing
from leeward.store.connection import Connection
from leeward.store.policies import guards
from leeward.store.policies.guards import EVERYWHERE, Place


@dataclass(frozen=True, slots=True)
class GuardsOn:
    """Asks which guards of the policy are on."""

    policy: Policy

    async def facts(
        self, connection: Connection, posts: Sequence[Standing], now: datetime
    ) -> Mapping[int, Frame]:
        """Of every post; it is always known, and ends with its clock, whether a worker runs or not."""
        names = [guard.id for guard in self.policy.guards]
        places = await guards.on(connection, names, now) if names else []
        return {post.item: {"guard.on": _on(places, post)} for post in posts}


def _on(places: Sequence[Place], post: Standing) -> frozenset[str]:
    domain = msgspec.convert(post.post["author"], Author).domain if places else None
    return frozenset(
        place.guard
        for place in places
        if place.server in {EVERYWHERE, post.server} and place.domain in {"", domain}
    )
