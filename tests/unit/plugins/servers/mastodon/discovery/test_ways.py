"""Which ways in are really there."""

import pytest

from leeward.model.items import WayIn
from leeward.model.servers import WayAbility
from leeward.plugins.servers.mastodon.dialects.mastodon import MASTODON
from leeward.plugins.servers.mastodon.discovery.rights import NO_TOKEN, Rights
from leeward.plugins.servers.mastodon.discovery.ways import ways_in

ALL = Rights(frozenset())


def way(which: WayIn, instance: dict[str, object], found: Rights = ALL, is_there: bool = True) -> WayAbility:
    (only,) = [one for one in ways_in(MASTODON, instance, found, {which: is_there}) if one.way_in is which]
    return only


@pytest.mark.parametrize(
    ("version", "is_there"),
    [("4.6.0+glitch", True), ("10.0", True), ("3.5.3", False), ("", True), ("new", True), (None, True)],
)
def test_webhooks_came_with_mastodon_4(version: object, is_there: bool) -> None:
    assert way(WayIn.WEBHOOK, {"version": version}).is_there is is_there


def test_a_stream_needs_a_token() -> None:
    found = way(WayIn.STREAM, {}, Rights(frozenset({NO_TOKEN})))
    assert (found.is_there, found.note) == (False, "only with a token")


@pytest.mark.parametrize("which", [WayIn.STREAM, WayIn.POLL])
def test_what_does_not_answer_is_not_there(which: WayIn) -> None:
    assert not way(which, {}, is_there=False).is_there


def test_feeds_that_are_switched_off_are_named() -> None:
    access = {"live_feeds": {"local": "public", "remote": "disabled"}}
    note = way(WayIn.STREAM, {"configuration": {"timelines_access": access}}).note
    assert "its remote feed is switched off" in note
    assert "local feed" not in note


def test_polling_says_what_it_misses_without_rights() -> None:
    assert "without all rights" in way(WayIn.POLL, {}, Rights(frozenset({"Manage Users"}))).note
    assert "without all rights" not in way(WayIn.POLL, {}).note
