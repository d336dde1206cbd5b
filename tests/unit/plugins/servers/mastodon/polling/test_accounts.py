"""Replies are found in the timelines of accounts that were active; new accounts in the list of all."""

import json
from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from leeward.model.errors import ServerError
from leeward.model.events import Dropped, Event, Joined, Posted
from leeward.plugins.servers.mastodon.polling.accounts import read_accounts
from leeward.plugins.servers.mastodon.posts import told
from leeward.plugins.servers.protocol import Link
from tests.unit.plugins.servers.mastodon.polling.test_head import ids
from tests.unit.plugins.servers.mastodon.polling.test_late import Clock
from tests.unit.plugins.servers.mastodon.shown import (
    NOW,
    WORD,
    Shown,
    account,
    admin_account,
    asked,
    linked,
    status,
)

LIST = "/api/v2/admin/accounts"


def listed(server: HTTPServer, accounts: list[Shown]) -> None:
    """Pages of 100, newest first, as Mastodon cuts them."""

    def page(request: Request) -> Response:
        before = request.args.get("max_id")
        shown = [one for one in accounts if before is None or int(one["id"]) < int(before)]
        return Response(json.dumps(shown[:100]), content_type="application/json")

    server.expect_request(LIST).respond_with_handler(page)


def posted(server: HTTPServer, owner: str, posts: list[Shown]) -> None:
    def page(request: Request) -> Response:
        before = request.args.get("max_id")
        shown = [one for one in posts if before is None or int(one["id"]) < int(before)]
        return Response(json.dumps(shown[:40]), content_type="application/json")

    server.expect_request(f"/api/v1/accounts/{owner}/statuses").respond_with_handler(page)


def fresh(native_id: str, minutes_ago: int = 1) -> Shown:
    return status(native_id, created_at=(NOW - timedelta(minutes=minutes_ago)).isoformat())


async def swept(link: Link, cursor: dict[str, object] | None = None) -> tuple[list[Event], dict[str, object]]:
    """All rounds of one sweep."""
    found: list[Event] = []
    place: dict[str, object] = cursor or {}
    for _ in range(50):
        polled = await read_accounts(link, place, ())  # type: ignore[arg-type]
        found += polled.events
        place = dict(polled.cursor)
        if polled.is_complete:
            return found, place
    raise AssertionError("a sweep without end")


async def test_a_reply_is_found_in_its_authors_timeline(httpserver: HTTPServer) -> None:
    listed(
        httpserver,
        [admin_account("12"), admin_account("11", account=account("11", last_status_at="2026-01-01"))],
    )
    posted(httpserver, "12", [fresh("500"), fresh("400", minutes_ago=600)])
    async with linked(httpserver) as link:
        events, _ = await swept(link)
    assert ids(tuple(events)) == ["500"]
    assert not [one for one in asked(httpserver) if "/accounts/11/" in one]
    assert WORD not in repr(events)


async def test_an_old_post_that_was_edited_now_is_told_again(httpserver: HTTPServer) -> None:
    listed(httpserver, [admin_account("12")])
    old = fresh("400", minutes_ago=600)
    posted(httpserver, "12", [{**old, "edited_at": NOW.isoformat()}, fresh("300", minutes_ago=700)])
    async with linked(httpserver) as link:
        events, _ = await swept(link)
    assert ids(tuple(events)) == ["400"]


async def test_an_account_that_posted_more_than_a_page_is_read_on(httpserver: HTTPServer) -> None:
    listed(httpserver, [admin_account("12")])
    posted(httpserver, "12", [fresh(str(900 - n)) for n in range(95)])
    async with linked(httpserver) as link:
        events, _ = await swept(link)
    assert len(events) == 95


async def test_every_account_of_a_long_list_is_reached(httpserver: HTTPServer) -> None:
    listed(httpserver, [admin_account(str(400 - n)) for n in range(120)])
    for n in range(120):
        posted(httpserver, str(400 - n), [fresh(str(5000 + n))])
    async with linked(httpserver) as link:
        events, _ = await swept(link)
    assert len(set(ids(tuple(events)))) == 120


async def test_a_new_account_is_told(httpserver: HTTPServer) -> None:
    clock = Clock()
    accounts = [admin_account("11", account=account("11", last_status_at=None, statuses_count=0))]
    listed(httpserver, accounts)
    async with linked(httpserver, clock=clock) as link:
        events, cursor = await swept(link)
        assert events == []
        born = NOW + timedelta(minutes=1)
        accounts.insert(
            0,
            admin_account(
                "13",
                created_at=born.isoformat(),
                account=account("13", last_status_at=None, statuses_count=0),
            ),
        )
        clock.now = NOW + timedelta(minutes=2)
        events, _ = await swept(link, cursor)
    assert [type(event) for event in events] == [Joined]


async def test_sweeps_are_a_minute_apart(httpserver: HTTPServer) -> None:
    listed(httpserver, [])
    async with linked(httpserver) as link:
        _, cursor = await swept(link)
        await swept(link, cursor)
    assert len(asked(httpserver)) == 1


async def test_without_the_right_to_list_those_seen_are_read(httpserver: HTTPServer) -> None:
    httpserver.expect_request(LIST).respond_with_json({"error": "no"}, status=403)
    posted(httpserver, "11", [fresh("500")])
    async with linked(httpserver) as link:
        polled = await read_accounts(link, {}, [told(status())])
    assert ids(polled.events) == ["500"]


async def test_one_account_that_cannot_be_read_holds_up_nobody(httpserver: HTTPServer) -> None:
    listed(httpserver, [admin_account("13"), admin_account("12")])
    httpserver.expect_request("/api/v1/accounts/13/statuses").respond_with_data("oops", status=500)
    posted(httpserver, "12", [fresh("500")])
    async with linked(httpserver) as link:
        events, _ = await swept(link)
    assert [type(event) for event in events] == [Dropped, Posted]


async def test_a_busy_server_is_asked_again_from_the_same_place(httpserver: HTTPServer) -> None:
    httpserver.expect_request(LIST).respond_with_json([], status=429)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError):
            await read_accounts(link, {}, ())
