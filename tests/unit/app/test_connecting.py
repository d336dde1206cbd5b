"""From what people type to an address, and from a card to the ways in."""

from dataclasses import replace
from pathlib import Path

import pytest

from leeward.app.connecting import Connected, _ways, address_of, token_of, told
from leeward.model.errors import ServerError, UsageError
from leeward.model.items import WayIn
from leeward.model.servers import ServerCard, WayAbility

CARD = ServerCard(
    "mastodon",
    "4.6.0",
    "mastodon",
    (
        WayAbility(WayIn.WEBHOOK, True),
        WayAbility(WayIn.STREAM, False, "no right"),
        WayAbility(WayIn.POLL, True),
    ),
    (),
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("social.example", "https://social.example"),
        (" https://Social.Example/@mo?x#y ", "https://social.example"),
        ("http://127.0.0.1:3000/", "http://127.0.0.1:3000"),
        ("https://social.example:443", "https://social.example"),
        ("http://social.example:80", "http://social.example"),
        ("[::1]:8080", "https://[::1]:8080"),
    ],
)
def test_whatever_people_type_is_one_address(typed: str, address: str) -> None:
    assert address_of(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "https://",
        "ftp://a.example",
        "https://[",
        "https://a:b@c.example",
        "a.example:99999",
        "a:b",
        "https://]",
    ],
)
def test_what_is_no_address_is_told_in_a_sentence(typed: str) -> None:
    with pytest.raises(UsageError) as caught:
        address_of(typed)
    assert caught.value.hint


def test_a_token_is_the_one_word_of_its_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(" a-token\n", "ascii")
    assert token_of(file) == "a-token"
    for content in (b"", b"two words", b"\xff"):
        file.write_bytes(content)
        with pytest.raises(UsageError):
            token_of(file)
    with pytest.raises(UsageError):
        token_of(tmp_path / "none")


def test_all_ways_that_are_there_are_taken_or_those_that_are_wished_each_once() -> None:
    assert _ways(CARD, ()) == (WayIn.WEBHOOK, WayIn.POLL)
    assert _ways(CARD, (WayIn.POLL, WayIn.POLL)) == (WayIn.POLL,)
    for way in (WayIn.STREAM, WayIn.RELAY):
        with pytest.raises(ServerError, match=f"has no {way} for us"):
            _ways(CARD, (way,))


def test_a_relay_without_an_address_is_left_out_and_refused_if_it_is_wished() -> None:
    card = replace(CARD, ways_in=(WayAbility(WayIn.POLL, True), WayAbility(WayIn.RELAY, True)))
    assert _ways(card, ()) == (WayIn.POLL, WayIn.RELAY)
    assert _ways(card, (), can_relay=False) == (WayIn.POLL,)
    with pytest.raises(UsageError, match="public_url"):
        _ways(card, (WayIn.RELAY,), can_relay=False)


def test_a_webhook_is_told_only_where_there_is_one() -> None:
    with_hook = told(Connected(3, CARD, (WayIn.WEBHOOK,), "s"))
    without = told(Connected(3, CARD, (WayIn.POLL,), None))
    assert (with_hook["webhook"], without["webhook"]) == ("/in/3/webhook", None)
