"""What a dialect promises."""

import pytest

from leeward.model.items import WayIn
from leeward.model.servers import Support
from leeward.plugins import loader
from leeward.plugins.servers.mastodon.dialects import DIALECTS, dialect
from leeward.plugins.servers.mastodon.dialects.shape import NONE, Dialect, abilities, ways


@pytest.mark.parametrize("spoken", DIALECTS, ids=lambda one: one.software)
def test_every_dialect_says_something_of_every_action_and_way_in(spoken: Dialect) -> None:
    card = spoken.card()
    assert {one.action for one in card.abilities} == set(loader.names("actions"))
    assert [one.way_in for one in card.ways_in] == list(WayIn)
    assert spoken.scopes


@pytest.mark.parametrize("spoken", DIALECTS, ids=lambda one: one.software)
def test_what_is_not_done_by_api_says_why(spoken: Dialect) -> None:
    assert all(one.note for one in spoken.abilities if one.support is not Support.API)


def test_gotosocial_says_that_a_suspension_is_for_ever() -> None:
    card = next(one.card() for one in DIALECTS if one.software == "gotosocial")
    assert "nothing brings them back" in card.ability("suspend_account").note
    assert card.ability("unsuspend_account").support is Support.NONE


@pytest.mark.parametrize(
    ("said", "software"),
    [
        ("mastodon", "mastodon"),
        ("Hometown", "mastodon"),
        ("pleroma", "akkoma"),
        ("snac", "snac"),
        ("lemmy", None),
    ],
)
def test_a_software_is_known_by_what_nodeinfo_calls_it(said: str, software: str | None) -> None:
    found = dialect(said)
    assert (found.software if found else None) == software


def test_a_way_without_a_note_is_not_there() -> None:
    webhook, stream, poll, relay = ways(None, "words", "more words", None)
    assert [one.is_there for one in (webhook, stream, poll, relay)] == [False, True, True, False]
    assert webhook.note


def test_no_dialect_refuses_single_files() -> None:
    assert {one.action: one.support for one in abilities()} == {"deny_url": NONE, "allow_url": NONE}
