"""How routes are declared."""

from leeward.review.people.rights import Right
from leeward.web.desk.routes import RIGHT, deed, page

_LONG = {Right.POLICY, Right.PROMOTE}


async def _do() -> str:
    return ""


def test_a_page_and_a_deed_name_their_right_and_are_in_no_document() -> None:
    shown, done = page("/x", Right.CASES)(_do), deed(["/y", "/z"], Right.DECIDE)(_do)
    assert (shown.opt[RIGHT], done.opt[RIGHT]) == (Right.CASES, Right.DECIDE)
    assert (shown.http_methods, done.http_methods) == ({"GET"}, {"POST"})
    assert (shown.paths, done.paths) == ({"/x"}, {"/y", "/z"})
    assert not shown.include_in_schema
    assert not done.include_in_schema


def test_strangers_send_little_and_only_a_policy_is_long() -> None:
    most = {right: deed("/x", right)(_do).request_max_body_size for right in Right}
    assert all(isinstance(one, int) and one <= 256 << 10 for right, one in most.items() if right not in _LONG)
    assert most[Right.NOTHING] == 32 << 10
    assert most[Right.POLICY] == most[Right.PROMOTE] == 4 << 20
