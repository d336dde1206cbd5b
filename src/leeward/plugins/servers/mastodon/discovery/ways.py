"""Which ways in a server really has."""

from collections.abc import Mapping
from dataclasses import replace

from leeward.model.items import WayIn
from leeward.model.servers import WayAbility
from leeward.plugins.servers.mastodon.dialects.shape import Dialect
from leeward.plugins.servers.mastodon.discovery.rights import NO_TOKEN, Rights
from leeward.plugins.servers.mastodon.reading import Shape, shape, text

_FIRST_WITH_WEBHOOKS = 4
_CLOSED = "disabled"


def ways_in(
    spoken: Dialect, instance: Shape, found: Rights, is_there: Mapping[WayIn, bool]
) -> tuple[WayAbility, ...]:
    """What is left of the software's ways. is_there: what a probe saw."""
    return tuple(_way(one, instance, found, is_there.get(one.way_in, True)) for one in spoken.ways_in)


def _way(way: WayAbility, instance: Shape, found: Rights, is_there: bool) -> WayAbility:
    if not way.is_there:
        return way
    if way.way_in is WayIn.WEBHOOK and _major(instance) < _FIRST_WITH_WEBHOOKS:
        return replace(way, is_there=False, note="webhooks came with Mastodon 4.0")
    if way.way_in is WayIn.STREAM and NO_TOKEN in found.lacking:
        return replace(way, is_there=False, note="only with a token")
    if not is_there:
        return replace(way, is_there=False, note="it does not answer")
    if way.way_in is WayIn.STREAM:
        return replace(way, note="; ".join([way.note, *_closed(instance)]))
    if way.way_in is WayIn.POLL and found.lacking:
        note = (
            f"{way.note}; without all rights replies only of accounts that also post to the public timeline"
        )
        return replace(way, note=note)
    return way


def _closed(instance: Shape) -> list[str]:
    """Feeds that the administrators switched off (from 4.5)."""
    access = shape(shape(instance.get("configuration")).get("timelines_access"))
    feeds = shape(access.get("live_feeds"))
    return [
        f"its {which} feed is switched off: the role needs the permission View Feeds"
        for which in ("local", "remote")
        if feeds.get(which) == _CLOSED
    ]


def _major(instance: Shape) -> int:
    """The first number of its version; a new one where there is none."""
    first = (text(instance.get("version")) or "").partition(".")[0]
    return int(first) if first.isascii() and first.isdigit() and len(first) < 4 else _FIRST_WITH_WEBHOOKS
