"""From what people type to an address, and from a card to the ways in."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from leeward.app.connecting import Connected, Wish, _ways, address_of, connect, token_of, told
from leeward.app.station import Station, station
from leeward.config import Config, Database, Net
from leeward.model.errors import ServerError, UsageError
from leeward.model.items import WayIn
from leeward.model.servers import ServerCard, WayAbility
from leeward.plugins.servers.protocol import SignIn
from leeward.store import servers

_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema"
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


async def _nobody_asks(_: SignIn) -> str:
    raise AssertionError("with a token nobody is asked")


async def _servers(opened: Station) -> list[tuple[int, bytes | None]]:
    async with opened.store.session() as connection:
        return [(one.id, one.token) for one in await servers.every(connection)]


async def test_a_server_that_does_not_answer_is_named_and_what_to_do(
    fresh_database: str, tmp_path: Path
) -> None:
    for net, error, said, hint in (
        (Net(), UsageError, "is at a private address", "allow_private"),
        (Net(allow_private=("127.0.0.1",)), ServerError, "no connection", "check the address"),
    ):
        config = Config(data_dir=tmp_path, database=Database(url=fresh_database), net=net)
        async with station(config) as opened:
            with pytest.raises(error, match=f"http://127.0.0.1:1.*{said}") as caught:
                await connect(opened, Wish("http://127.0.0.1:1"), _nobody_asks)
        assert hint in caught.value.hint


async def test_a_token_that_is_not_taken_replaces_no_good_one(
    fresh_database: str, tmp_path: Path, httpserver: HTTPServer
) -> None:
    _shows_itself(httpserver)
    net = Net(allow_private=("127.0.0.1",))
    config = Config(data_dir=tmp_path, database=Database(url=fresh_database), net=net)
    async with station(config) as opened:
        wish = Wish(httpserver.url_for(""), token="a-good-one")
        assert (await connect(opened, wish, _nobody_asks)).card.account == "leeward"
        before = await _servers(opened)
        with pytest.raises(ServerError, match="no account for this token: nothing was changed") as caught:
            await connect(opened, replace(wish, token="a-typo"), _nobody_asks)
        assert await _servers(opened) == before
    assert "a-typo" not in caught.value.message + caught.value.hint


def _shows_itself(httpserver: HTTPServer) -> None:
    links = {"links": [{"rel": f"{_SCHEMA}/2.0", "href": httpserver.url_for("/nodeinfo/2.0")}]}
    about = {"version": "2.0", "software": {"name": "mastodon", "version": "4.6.0"}, "protocols": []}
    httpserver.expect_request("/.well-known/nodeinfo").respond_with_json(links)
    httpserver.expect_request("/nodeinfo/2.0").respond_with_json(about)
    httpserver.expect_request("/api/v2/instance").respond_with_json(
        {"domain": "localhost", "version": "4.6.0"}
    )
    httpserver.expect_request("/api/v1/timelines/public").respond_with_json([])
    who = "/api/v1/accounts/verify_credentials"
    good = {"Authorization": "Bearer a-good-one"}
    httpserver.expect_request(who, headers=good).respond_with_json({"id": "1", "acct": "leeward"})
    httpserver.expect_request(who).respond_with_json({"error": "invalid"}, status=401)
