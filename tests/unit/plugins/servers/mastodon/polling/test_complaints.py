"""Complaints: told when new, when changed, and when somebody else settled them."""

from datetime import timedelta

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.errors import ServerError
from leeward.model.events import Flagged
from leeward.plugins.servers.mastodon.polling.complaints import read_complaints, recall
from leeward.plugins.servers.protocol import Polled
from tests.unit.plugins.servers.mastodon.polling.test_late import Clock
from tests.unit.plugins.servers.mastodon.shown import WORD, Shown, asked, linked, report

LIST = "/api/v1/admin/reports"


def flags(polled: Polled) -> list[tuple[str, bool]]:
    return [(event.native_id, event.is_open) for event in polled.events if isinstance(event, Flagged)]


def listed(server: HTTPServer, reports: list[Shown]) -> None:
    server.clear()
    server.expect_request(LIST).respond_with_json(reports)


async def test_a_complaint_is_told_once_and_again_when_it_changes(httpserver: HTTPServer) -> None:
    clock = Clock()
    async with linked(httpserver, clock=clock) as link:
        listed(httpserver, [report("5")])
        polled = await read_complaints(link, {})
        assert flags(polled) == [("5", True)]
        assert WORD not in repr(polled)
        clock.now += timedelta(minutes=1)
        polled = await read_complaints(link, polled.cursor)
        assert flags(polled) == []
        listed(httpserver, [report("6"), report("5", updated_at="2026-11-22T12:00:30Z")])
        clock.now += timedelta(minutes=1)
        assert flags(await read_complaints(link, polled.cursor)) == [("5", True), ("6", True)]


async def test_what_a_person_settles_on_the_server_is_told(httpserver: HTTPServer) -> None:
    clock = Clock()
    async with linked(httpserver, clock=clock) as link:
        listed(httpserver, [report("5")])
        polled = await read_complaints(link, {})
        listed(httpserver, [])
        httpserver.expect_request(f"{LIST}/5").respond_with_json(report("5", action_taken=True))
        clock.now += timedelta(minutes=1)
        polled = await read_complaints(link, polled.cursor)
        assert flags(polled) == [("5", False)]
        clock.now += timedelta(minutes=1)
        assert flags(await read_complaints(link, polled.cursor)) == []
    assert len([one for one in asked(httpserver) if one.endswith("/5")]) == 1


async def test_old_ones_that_are_still_open_are_looked_at_in_turn(httpserver: HTTPServer) -> None:
    clock = Clock()
    known = {str(n): "2026-11-22T11:00:00.000Z" for n in range(12)}
    listed(httpserver, [])
    for n in range(12):
        httpserver.expect_request(f"{LIST}/{n}").respond_with_json(report(str(n)))
    async with linked(httpserver, clock=clock) as link:
        cursor: dict[str, object] = {"known": known}
        for _ in range(3):
            polled = await read_complaints(link, cursor)  # type: ignore[arg-type]
            cursor = dict(polled.cursor)
            clock.now += timedelta(minutes=1)
    looked_at = {one.rpartition("/")[2] for one in asked(httpserver)} & set(known)
    assert looked_at == set(known)


async def test_it_asks_once_a_minute(httpserver: HTTPServer) -> None:
    listed(httpserver, [])
    async with linked(httpserver) as link:
        polled = await read_complaints(link, {})
        await read_complaints(link, polled.cursor)
    assert len(asked(httpserver)) == 1


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_without_the_right_to_see_them_it_asks_again_in_an_hour(
    httpserver: HTTPServer, status: int
) -> None:
    clock = Clock()
    httpserver.expect_request(LIST).respond_with_json({}, status=status)
    async with linked(httpserver, clock=clock) as link:
        polled = await read_complaints(link, {})
        clock.now += timedelta(minutes=59)
        polled = await read_complaints(link, polled.cursor)
        assert len(asked(httpserver)) == 1
        clock.now += timedelta(minutes=2)
        await read_complaints(link, polled.cursor)
    assert len(asked(httpserver)) == 2


async def test_a_busy_server_is_asked_again_from_the_same_place(httpserver: HTTPServer) -> None:
    httpserver.expect_request(LIST).respond_with_json([], status=503)
    async with linked(httpserver) as link:
        with pytest.raises(ServerError):
            await read_complaints(link, {})


async def test_what_was_settled_is_recalled_page_by_page(httpserver: HTTPServer) -> None:
    for at, page in (("", ["9", "8"]), ("8", ["7"]), ("7", [])):
        query = {"resolved": "true", "limit": "40", **({"max_id": at} if at else {})}
        shown = [report(one, action_taken=True) for one in page]
        httpserver.expect_request(LIST, query_string=query).respond_with_json(shown)
    found, polled = [], Polled((), {}, False)
    async with linked(httpserver) as link:
        while not polled.is_complete:
            polled = await recall(link, polled.cursor)
            found += flags(polled)
    assert found == [("9", False), ("8", False), ("7", False)]


async def test_akkoma_numbers_its_pages(httpserver: HTTPServer) -> None:
    path = "/api/v1/pleroma/admin/reports"
    reports = [{"id": f"A{n}", "state": "resolved", "account": {"id": "A1"}} for n in range(41)]
    for page, shown in ((1, reports[:40]), (2, reports[40:])):
        query = {"state": "resolved", "page_size": "40", "page": str(page)}
        httpserver.expect_request(path, query_string=query).respond_with_json({"reports": shown})
    async with linked(httpserver, "akkoma") as link:
        first = await recall(link, {})
        last = await recall(link, first.cursor)
    assert (len(flags(first)), first.is_complete) == (40, False)
    assert (flags(last), last.is_complete) == ([("A40", False)], True)


async def test_a_software_without_moderators_has_no_past(httpserver: HTTPServer) -> None:
    async with linked(httpserver, "snac") as link:
        assert await recall(link, {}) == Polled((), {})
    assert asked(httpserver) == []
