"""Orders are carried out once, and whatever happens is a receipt."""

import json

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Response

from leeward.model.orders import Answer, Subject
from leeward.plugins.servers.mastodon.acting import perform, read_back
from tests.unit.plugins.servers.mastodon.acting.orders import order
from tests.unit.plugins.servers.mastodon.shown import admin_account, asked, linked, sent

ACCOUNT = "/api/v1/admin/accounts/11"


def shows(server: HTTPServer, **changes: object) -> None:
    server.expect_request(ACCOUNT, method="GET").respond_with_json(admin_account("11", **changes))


async def test_an_order_is_carried_out_and_nobody_gets_a_mail(httpserver: HTTPServer) -> None:
    shows(httpserver)
    httpserver.expect_request(f"{ACCOUNT}/action", method="POST").respond_with_json({})
    async with linked(httpserver) as link:
        receipt = await perform(link, order("limit_account"))
    assert (receipt.answer, receipt.detail) == (Answer.DONE, {"status": 200})
    assert sent(httpserver, f"{ACCOUNT}/action") == {
        "type": "silence",
        "send_email_notification": "false",
        "report_id": "5",
    }


async def test_what_is_so_already_is_not_done_again(httpserver: HTTPServer) -> None:
    shows(httpserver, silenced=True)
    async with linked(httpserver) as link:
        receipt = await perform(link, order("limit_account"))
    assert receipt.answer is Answer.DONE
    assert asked(httpserver) == [f"GET {ACCOUNT}"]


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.DONE),
        (400, Answer.REFUSED),
        (401, Answer.REFUSED),
        (403, Answer.REFUSED),
        (404, Answer.REFUSED),
        (409, Answer.LATER),
        (422, Answer.REFUSED),
        (429, Answer.LATER),
        (500, Answer.UNSURE),
        (502, Answer.UNSURE),
        (503, Answer.LATER),
    ],
)
async def test_each_status_means_something_for_the_order(
    httpserver: HTTPServer, status: int, answer: Answer
) -> None:
    shows(httpserver)
    httpserver.expect_request(f"{ACCOUNT}/action").respond_with_json(
        {"error": "quilmoss"}, status=status, headers={"Retry-After": "7"}
    )
    async with linked(httpserver) as link:
        receipt = await perform(link, order("limit_account"))
    assert receipt.answer is answer
    assert receipt.retry_after_s == (7.0 if answer is Answer.LATER else None)
    assert "quilmoss" not in repr(receipt)
    if status == 403:
        assert "Manage Users" in receipt.said


async def test_a_server_that_cannot_be_reached_is_asked_later(
    httpserver: HTTPServer,
) -> None:
    async with linked(httpserver) as link:
        httpserver.stop()
        before = await perform(link, order("limit_account"))
        looked = await read_back(link, order("limit_account"))
    httpserver.start()
    assert (before.answer, looked.answer) == (Answer.LATER, Answer.LATER)


async def test_an_answer_that_breaks_off_leaves_nobody_sure(httpserver: HTTPServer) -> None:
    shows(httpserver)
    cut = Response(b"cut", headers={"Content-Encoding": "gzip"})
    httpserver.expect_request(f"{ACCOUNT}/action").respond_with_response(cut)
    async with linked(httpserver) as link:
        receipt = await perform(link, order("limit_account"))
    assert receipt.answer is Answer.UNSURE


@pytest.mark.parametrize(
    ("action", "answer"),
    [
        ("suspend_account", Answer.DONE),
        ("unsuspend_account", Answer.DONE),
        ("unlimit_account", Answer.DONE),
        ("unmark_sensitive", Answer.DONE),
        ("resolve_report", Answer.DONE),
        ("limit_account", Answer.REFUSED),
        ("mark_sensitive", Answer.REFUSED),
    ],
)
async def test_what_is_not_there_any_more_is_done_only_where_that_was_the_point(
    httpserver: HTTPServer, action: str, answer: Answer
) -> None:
    httpserver.expect_request(ACCOUNT).respond_with_json({}, status=404)
    httpserver.expect_request("/api/v1/admin/reports/5").respond_with_json({}, status=404)
    async with linked(httpserver) as link:
        assert (await perform(link, order(action))).answer is answer
        assert (await read_back(link, order(action))).answer is answer


@pytest.mark.parametrize(
    ("silenced", "status", "answer"),
    [
        (True, 200, Answer.DONE),
        (False, 200, Answer.NOT_DONE),
        (False, 403, Answer.REFUSED),
        (False, 500, Answer.LATER),
    ],
)
async def test_reading_back_says_how_it_stands(
    httpserver: HTTPServer, silenced: bool, status: int, answer: Answer
) -> None:
    shown = admin_account("11", silenced=silenced)
    httpserver.expect_request(ACCOUNT).respond_with_data(json.dumps(shown), status=status)
    async with linked(httpserver) as link:
        assert (await read_back(link, order("limit_account"))).answer is answer


async def test_without_the_right_to_look_it_is_tried(httpserver: HTTPServer) -> None:
    httpserver.expect_request(ACCOUNT).respond_with_json({}, status=403)
    httpserver.expect_request(f"{ACCOUNT}/action").respond_with_json({})
    async with linked(httpserver) as link:
        assert (await perform(link, order("limit_account"))).answer is Answer.DONE


async def test_what_only_a_person_can_do_comes_with_the_page_where(httpserver: HTTPServer) -> None:
    async with linked(httpserver) as link:
        receipt = await perform(link, order("remove_post"))
    assert receipt.answer is Answer.BY_HAND
    assert receipt.detail == {"link": "/admin/reports/5"}
    assert asked(httpserver) == []


@pytest.mark.parametrize(("status", "answer"), [(404, Answer.DONE), (200, Answer.NOT_DONE)])
async def test_what_a_person_did_is_looked_at(httpserver: HTTPServer, status: int, answer: Answer) -> None:
    httpserver.expect_request("/api/v1/statuses/115").respond_with_json({"id": "115"}, status=status)
    async with linked(httpserver) as link:
        assert (await read_back(link, order("remove_post"))).answer is answer


async def test_what_a_person_did_where_nothing_shows_it_is_unsure(httpserver: HTTPServer) -> None:
    async with linked(httpserver, "snac") as link:
        assert (await read_back(link, order("suspend_account"))).answer is Answer.UNSURE


@pytest.mark.parametrize("action", ["hold_post", "deny_url", "sing_a_song"])
async def test_what_a_server_cannot_is_refused_without_asking_it(httpserver: HTTPServer, action: str) -> None:
    async with linked(httpserver) as link:
        assert (await perform(link, order(action))).answer is Answer.REFUSED
    assert asked(httpserver) == []


async def test_an_order_without_its_subject_is_refused(httpserver: HTTPServer) -> None:
    async with linked(httpserver) as link:
        receipt = await perform(link, order("limit_account", Subject(post="115")))
    assert (receipt.answer, receipt.said) == (Answer.REFUSED, "the order does not say: account")


async def test_without_a_card_the_server_is_asked_what_it_is_first(httpserver: HTTPServer) -> None:
    async with linked(httpserver, None) as link:
        receipt = await perform(link, order("limit_account"))
    assert receipt.answer in {Answer.LATER, Answer.REFUSED}
    assert asked(httpserver) == ["GET /.well-known/nodeinfo"]
