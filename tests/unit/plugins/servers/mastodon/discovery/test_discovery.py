"""A server is what it shows, not what it says."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.model.items import WayIn
from leeward.model.servers import Support
from leeward.plugins.servers.mastodon.discovery import card_of, discover
from tests.unit.plugins.servers.mastodon.shown import asked, linked, status

SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/2.0"


def says(server: HTTPServer, software: str, version: str = "4.6.0", **metadata: object) -> None:
    links = {"links": [{"rel": SCHEMA, "href": server.url_for("/nodeinfo/2.0")}]}
    server.expect_request("/.well-known/nodeinfo").respond_with_json(links)
    about = {"software": {"name": software, "version": version}, "metadata": metadata}
    server.expect_request("/nodeinfo/2.0").respond_with_json(about)


def answers(server: HTTPServer, **paths: object) -> None:
    """The rest of a server; whatever is not named is 404, as on a real one."""
    shown: dict[str, object] = {
        "/api/v2/instance": {"version": "4.6.0"},
        "/api/v1/accounts/verify_credentials": {
            "id": "9",
            "acct": "moderator",
            "role": {"permissions": "1040"},
        },
        "/api/v1/timelines/public": [status("115")],
        "/api/v1/streaming/health": "OK",
        **paths,
    }
    for path, answer in shown.items():
        if answer is not None:
            server.expect_request(path).respond_with_json(answer)
    server.expect_request("/api/v1/admin/statuses/115").respond_with_json({"error": "Not Found"}, status=404)
    for path in ("/api/v2/instance", "/api/v1/instance", "/api/v1/streaming/health"):
        server.expect_request(path).respond_with_json({}, status=404)
    for path in ("/api/v1/apps/verify_credentials", "/api/v1/accounts/verify_credentials"):
        server.expect_request(path).respond_with_json({}, status=401)


async def test_a_mastodon_with_a_moderators_token(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon")
    answers(httpserver)
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert (card.software, card.version, card.program, card.account) == (
        *("mastodon", "4.6.0", "mastodon", "moderator"),
    )
    assert card.missing == ()
    assert {one.way_in for one in card.ways_in if one.is_there} == set(WayIn)
    assert card.ability("limit_account").support is Support.API
    assert card.ability("remove_post").support is Support.HAND
    assert card.ability("remove_post").link == httpserver.url_for("/admin/reports/{report}")


async def test_a_fork_that_removes_single_posts_is_found_out(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon")
    answers(httpserver, **{"/api/v1/admin/statuses/115": {"id": "115"}})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert card.ability("remove_post").support is Support.API


async def test_without_posts_to_look_at_a_fork_is_not_assumed(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon")
    answers(httpserver, **{"/api/v1/timelines/public": []})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert card.ability("remove_post").support is Support.HAND


async def test_a_streaming_server_that_is_down_is_no_way_in(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon")
    answers(httpserver, **{"/api/v1/streaming/health": None})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert not next(one for one in card.ways_in if one.way_in is WayIn.STREAM).is_there


async def test_a_token_that_is_not_valid_is_missing(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon")
    answers(httpserver, **{"/api/v1/accounts/verify_credentials": None})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert (card.account, card.missing) == (None, ("a token that is valid",))


async def test_scopes_are_told_by_the_application(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon")
    answers(httpserver, **{"/api/v1/apps/verify_credentials": {"scopes": ["read", "write", "admin:read"]}})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert card.missing == ("the scope admin:write:accounts", "the scope admin:write:reports")


@pytest.mark.parametrize(("policies", "support"), [(["TagPolicy"], Support.API), ([], Support.NONE)])
async def test_akkoma_limits_accounts_where_its_policy_is_on(
    httpserver: HTTPServer, policies: list[str], support: Support
) -> None:
    says(httpserver, "akkoma", "3.16.0", federation={"mrf_policies": policies})
    staff = {"id": "9", "acct": "moderator", "pleroma": {"is_moderator": True}}
    answers(httpserver, **{"/api/v1/accounts/verify_credentials": staff})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert card.ability("limit_account").support is support
    assert card.ability("hold_post").support is Support.API


async def test_an_old_or_small_server_is_described_by_version_1(httpserver: HTTPServer) -> None:
    says(httpserver, "snac", "2.75")
    answers(httpserver, **{"/api/v2/instance": None, "/api/v1/instance": {"version": "4.0.0 (not true)"}})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert (card.software, card.version) == ("snac", "2.75")
    assert not next(one for one in card.ways_in if one.way_in is WayIn.STREAM).is_there


async def test_another_kind_of_server_is_named_and_refused(httpserver: HTTPServer) -> None:
    says(httpserver, "lemmy\x1b[31m")
    async with linked(httpserver, None) as link:
        with pytest.raises(ServerError, match="lemmy") as error:
            await discover(link)
    assert "\x1b" not in error.value.message


async def test_a_closed_api_says_so(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon")
    async with linked(httpserver, None) as link:
        with pytest.raises(ServerError, match="does not describe itself"):
            await discover(link)


async def test_a_card_that_is_there_is_not_asked_for(httpserver: HTTPServer) -> None:
    async with linked(httpserver) as link:
        assert await card_of(link) is link.card
    assert asked(httpserver) == []


async def test_a_servers_words_cannot_write_on_the_terminal(httpserver: HTTPServer) -> None:
    says(httpserver, "mastodon", "4.6.0\x1b[2J")
    answers(httpserver, **{"/api/v1/accounts/verify_credentials": {"id": "9", "acct": "me\x1b]0;x\x07"}})
    async with linked(httpserver, None) as link:
        card = await discover(link)
    assert (card.version, card.account) == ("4.6.0?[2J", "me?]0;x?")
