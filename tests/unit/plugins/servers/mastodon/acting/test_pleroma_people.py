"""Accounts and reports of Akkoma."""

import json
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from leeward.model.orders import Answer
from leeward.plugins.servers.mastodon.acting import perform, read_back
from tests.unit.plugins.servers.mastodon.acting.orders import order
from tests.unit.plugins.servers.mastodon.shown import asked, linked, sent

ADMIN = "/api/v1/pleroma/admin/"
USER = f"{ADMIN}users/11"


def said(server: HTTPServer, path: str) -> Any:
    (*_, last) = [request for request, _ in server.log if request.path == path]
    return json.loads(last.data)


@pytest.mark.parametrize(
    ("action", "user", "call", "body"),
    [
        (
            "suspend_account",
            {"is_active": True},
            "PATCH users/deactivate",
            {"nicknames": ["eve@far.example"]},
        ),
        (
            "unsuspend_account",
            {"is_active": False},
            "PATCH users/activate",
            {"nicknames": ["eve@far.example"]},
        ),
        (
            "limit_account",
            {"tags": []},
            "PUT users/tag",
            {"nicknames": ["eve@far.example"], "tags": ["mrf_tag:sandbox"]},
        ),
        (
            "unlimit_account",
            {"tags": ["mrf_tag:sandbox"]},
            "DELETE users/tag",
            {"nicknames": ["eve@far.example"], "tags": ["mrf_tag:sandbox"]},
        ),
    ],
)
async def test_accounts_are_acted_on_by_their_nickname(
    httpserver: HTTPServer, action: str, user: dict[str, object], call: str, body: dict[str, object]
) -> None:
    method, _, path = call.partition(" ")
    httpserver.expect_request(USER).respond_with_json({"id": "11", "nickname": "eve@far.example", **user})
    httpserver.expect_request(ADMIN + path, method=method).respond_with_json({})
    async with linked(httpserver, "akkoma") as link:
        assert (await perform(link, order(action))).answer is Answer.DONE
        assert (await read_back(link, order(action))).answer is Answer.NOT_DONE  # the script shows no change
    assert said(httpserver, ADMIN + path) == body


async def test_an_account_that_is_so_already_is_left_alone(httpserver: HTTPServer) -> None:
    httpserver.expect_request(USER).respond_with_json({"nickname": "eve", "is_active": False})
    async with linked(httpserver, "akkoma") as link:
        assert (await perform(link, order("suspend_account"))).answer is Answer.DONE
    assert asked(httpserver) == [f"GET {USER}"]


async def test_a_report_is_settled_once(httpserver: HTTPServer) -> None:
    httpserver.expect_ordered_request(f"{ADMIN}reports/5").respond_with_json({"id": "5", "state": "open"})
    httpserver.expect_ordered_request(f"{ADMIN}reports", method="PATCH").respond_with_data("", status=204)
    httpserver.expect_ordered_request(f"{ADMIN}reports/5").respond_with_json({"id": "5", "state": "resolved"})
    async with linked(httpserver, "akkoma") as link:
        assert (await perform(link, order("resolve_report"))).answer is Answer.DONE
        assert (await perform(link, order("resolve_report"))).answer is Answer.DONE
    assert said(httpserver, f"{ADMIN}reports") == {"reports": [{"id": "5", "state": "resolved"}]}


async def test_a_report_is_filed_once(httpserver: HTTPServer) -> None:
    empty, filed = {"total": 0, "reports": []}, {"reports": [{"content": "words [leeward case-7]"}]}
    httpserver.expect_ordered_request(f"{ADMIN}reports").respond_with_json(empty)
    httpserver.expect_ordered_request("/api/v1/reports", method="POST").respond_with_json({})
    httpserver.expect_ordered_request(f"{ADMIN}reports").respond_with_json(filed)
    async with linked(httpserver, "akkoma") as link:
        assert (await perform(link, order("file_report"))).answer is Answer.DONE
        assert (await perform(link, order("file_report"))).answer is Answer.DONE
    assert sent(httpserver, "/api/v1/reports")["forward"] == "false"
