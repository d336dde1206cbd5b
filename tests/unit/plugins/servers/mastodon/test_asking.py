"""Calls to a server, and what its answers mean."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.plugins.servers.mastodon.asking import get, get_shape, get_shapes, send, teller
from tests.unit.plugins.servers.mastodon.shown import asked, linked, sent


async def test_questions_and_deeds_are_paced_by_kind_and_carry_the_token(httpserver: HTTPServer) -> None:
    paced: list[str] = []
    httpserver.expect_request("/x", headers={"Authorization": "Bearer a-token"}).respond_with_json({})
    async with linked(httpserver, paced=paced) as link:
        await get(link, "/x", [("limit", "1")])
        await get(link, "/x", [("min_id", "1")])
        answer = await send(link, "POST", "/x", [("type", "silence")])
    assert answer.status == 200
    assert paced == ["read", "page", "write"]
    assert asked(httpserver) == ["GET /x?limit=1", "GET /x?min_id=1", "POST /x"]
    assert sent(httpserver, "/x") == {"type": "silence"}


@pytest.mark.parametrize(
    ("status", "is_passing"),
    [(401, False), (403, False), (404, False), (429, True), (503, True), (500, True)],
)
async def test_what_is_no_success_says_whether_another_try_helps(
    httpserver: HTTPServer, status: int, is_passing: bool
) -> None:
    httpserver.expect_request("/x").respond_with_json(
        {"error": "words"}, status=status, headers={"Retry-After": "7"}
    )
    async with linked(httpserver) as link:
        with pytest.raises(ServerError) as error:
            await get_shape(link, "/x")
    assert error.value.is_passing is is_passing
    assert error.value.retry_after_s == 7.0
    assert str(status) in error.value.message
    assert "words" not in error.value.message


@pytest.mark.parametrize("body", ["", "{", "<h1>hello</h1>", "null", "{}"])
async def test_what_is_no_list_where_one_was_wanted_is_asked_for_again(
    httpserver: HTTPServer, body: str
) -> None:
    httpserver.expect_request("/x").respond_with_data(body)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError) as error:
            await get_shapes(link, "/x")
    assert error.value.is_passing


@pytest.mark.parametrize("body", ["", "{", "<h1>hello</h1>", "null", "[]"])
async def test_what_is_no_object_where_one_was_wanted_is_asked_for_again(
    httpserver: HTTPServer, body: str
) -> None:
    httpserver.expect_request("/x").respond_with_data(body)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError) as error:
            await get_shape(link, "/x")
    assert error.value.is_passing


async def test_a_server_that_is_not_there_may_come_back(httpserver: HTTPServer) -> None:
    async with linked(httpserver) as link:
        httpserver.stop()
        with pytest.raises(ServerError) as error:
            await get_shape(link, "/x")
    httpserver.start()
    assert error.value.is_passing


async def test_snac_is_known_to_count_nothing(httpserver: HTTPServer) -> None:
    async with linked(httpserver, "snac") as link:
        assert teller(link).has_counts is False
        assert link.address.endswith(teller(link).domain)
    async with linked(httpserver, None) as link:
        assert teller(link).has_counts is True
