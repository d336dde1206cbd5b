"""What is done to accounts, and how it is told that it is so."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.plugins.servers.mastodon.acting.accounts import applied, lifted
from leeward.plugins.servers.mastodon.acting.deeds import Now
from tests.unit.plugins.servers.mastodon.acting.orders import order
from tests.unit.plugins.servers.mastodon.shown import admin_account, asked, linked, sent

ACCOUNT = "/api/v1/admin/accounts/11"


@pytest.mark.parametrize(
    ("kind", "mark"), [("silence", "silenced"), ("sensitive", "sensitized"), ("suspend", "suspended")]
)
async def test_a_mark_is_seen_and_put_on(httpserver: HTTPServer, kind: str, mark: str) -> None:
    deed = applied(kind, mark)
    httpserver.expect_ordered_request(ACCOUNT).respond_with_json(admin_account())
    httpserver.expect_ordered_request(f"{ACCOUNT}/action").respond_with_json({})
    httpserver.expect_ordered_request(ACCOUNT).respond_with_json(admin_account(**{mark: True}))
    async with linked(httpserver) as link:
        assert await deed.look(link, order("x")) is Now.NOT_SO
        await deed.do(link, order("x"))
        assert await deed.look(link, order("x")) is Now.SO
    assert sent(httpserver, f"{ACCOUNT}/action")["type"] == kind


@pytest.mark.parametrize(
    ("verb", "mark"), [("unsilence", "silenced"), ("unsensitive", "sensitized"), ("unsuspend", "suspended")]
)
async def test_a_mark_is_seen_and_taken_away(httpserver: HTTPServer, verb: str, mark: str) -> None:
    deed = lifted(verb, mark)
    httpserver.expect_ordered_request(ACCOUNT).respond_with_json(admin_account(**{mark: True}))
    httpserver.expect_ordered_request(f"{ACCOUNT}/{verb}").respond_with_json({})
    httpserver.expect_ordered_request(ACCOUNT).respond_with_json(admin_account())
    async with linked(httpserver) as link:
        assert await deed.look(link, order("x")) is Now.NOT_SO
        await deed.do(link, order("x"))
        assert await deed.look(link, order("x")) is Now.SO
    assert asked(httpserver)[1] == f"POST {ACCOUNT}/{verb}"
