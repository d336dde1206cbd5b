"""Facts about a post's words and links: what scanners found in them when they came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from leeward.policy.values import Frame, Value
from leeward.store.arrivals.looks import Standing
from leeward.store.connection import Connection
from leeward.store.policies.hits import ReadPost

_NAMES = {"terms": "text", "urls": "url"}  # of facts, by scanner


@dataclass(frozen=True, slots=True)
class Hits:
    """A source of facts. What a scanner did not read, because nobody told the words or it had no list, is
    unknown."""

    async def facts(self, _: Connection, posts: Sequence[Standing], _now: datetime) -> Mapping[int, Frame]:
        """By post, as `FactSource`."""
        return {one.item: _facts(one.read) for one in posts if one.read}


def _facts(read: ReadPost) -> Frame:
    told: dict[str, Value | None] = {}
    for scanner, name in _NAMES.items():
        if scanner in read.by:
            mine = [one for one in read.hits if one.scanner == scanner]
            told[f"{name}.lists"] = frozenset(one.list for one in mine)
            told[f"{name}.hits"] = len({(one.list, one.entry) for one in mine})
    return told
