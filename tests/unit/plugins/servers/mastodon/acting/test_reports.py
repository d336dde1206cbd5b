"""Reports: settled once, filed once, and never forwarded."""

from hypothesis import given
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer

from leeward.plugins.servers.mastodon.acting.deeds import Now
from leeward.plugins.servers.mastodon.acting.reports import FILE, RESOLVE, tag
from tests.unit.plugins.servers.mastodon.acting.orders import order
from tests.unit.plugins.servers.mastodon.shown import asked, linked, report, sent

LIST = "/api/v1/admin/reports"


async def test_a_report_is_filed_with_a_tag_by_which_it_is_found_again(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/api/v1/reports").respond_with_json({})
    async with linked(httpserver) as link:
        await FILE.do(link, order("file_report"))
        filed = sent(httpserver, "/api/v1/reports")
        assert (filed["forward"], filed["status_ids[]"], filed["account_id"]) == ("false", "115", "11")
        assert "[leeward case-7]" in filed["comment"]
        ours = report("9", comment=filed["comment"], action_taken=True)
        httpserver.expect_request(LIST, query_string="target_account_id=11&limit=100").respond_with_json([])
        httpserver.expect_request(LIST).respond_with_json([report("8"), ours])
        assert await FILE.look(link, order("file_report")) is Now.SO
        assert await FILE.look(link, order("file_report", key="case-8")) is Now.NOT_SO


async def test_whether_it_was_filed_is_unseen_without_the_right_to_list(httpserver: HTTPServer) -> None:
    httpserver.expect_request(LIST).respond_with_json({}, status=403)
    async with linked(httpserver) as link:
        assert await FILE.look(link, order("file_report")) is Now.UNSEEN


async def test_a_report_is_settled(httpserver: HTTPServer) -> None:
    httpserver.expect_request(f"{LIST}/5").respond_with_json(report("5"))
    httpserver.expect_request(f"{LIST}/5/resolve").respond_with_json(report("5"))
    async with linked(httpserver) as link:
        assert await RESOLVE.look(link, order("resolve_report")) is Now.NOT_SO
        await RESOLVE.do(link, order("resolve_report"))
    assert asked(httpserver)[-1] == f"POST {LIST}/5/resolve"


@given(key=st.text(), other=st.text())
def test_a_tag_is_short_plain_and_its_orders_own(key: str, other: str) -> None:
    made = tag(order("file_report", key=key))
    assert made == tag(order("file_report", key=key))
    assert made.isascii()
    assert len(made) <= 74
    assert (made == tag(order("file_report", key=other))) == (key == other)
