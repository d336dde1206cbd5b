"""How it stands with one thing of the server."""

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.plugins.servers.mastodon.acting.deeds import Now, seen
from tests.unit.plugins.servers.mastodon.shown import linked


@pytest.mark.parametrize(
    ("status", "body", "now"),
    [
        (200, '{"is": true}', Now.SO),
        (200, '{"is": false}', Now.NOT_SO),
        (200, '{"was": true}', Now.NOT_SO),
        (404, "{}", Now.NOWHERE),
        (410, "gone", Now.NOWHERE),
        (401, "{}", Now.UNSEEN),
        (403, "{}", Now.UNSEEN),
    ],
)
async def test_it_is_so_or_not_or_nowhere_or_unseen(
    httpserver: HTTPServer, status: int, body: str, now: Now
) -> None:
    httpserver.expect_request("/x").respond_with_data(body, status=status)
    async with linked(httpserver) as link:
        assert await seen(link, "/x", lambda found: found.get("is") is True) is now


@pytest.mark.parametrize(("status", "body"), [(500, "{}"), (429, "{}"), (200, "{"), (200, "[]"), (302, "")])
async def test_anything_else_is_not_known(httpserver: HTTPServer, status: int, body: str) -> None:
    httpserver.expect_request("/x").respond_with_data(body, status=status)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError):
            await seen(link, "/x", lambda _: True)
