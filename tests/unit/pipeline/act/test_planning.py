"""What is asked for becomes what the server can do; what it cannot is said before."""

from dataclasses import replace

import pytest

from leeward.model.items import Visibility
from leeward.model.servers import ServerCard
from leeward.pipeline.act.planning import (
    Done,
    Means,
    Plan,
    Situation,
    from_person,
    from_policy,
    undoing,
)
from tests.scenes import ACCOUNTS, ALL, card, post


def _situation(found: ServerCard, report: str | None = None) -> Situation:
    return Situation(found, "https://home.example", post(), report)


def _named(plan: Plan) -> list[tuple[str, str]]:
    return [(one.action, str(one.means)) for one in plan.orders]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (card(ALL), [("hold_post", "by itself"), ("deny_url", "by Leeward")]),
        (
            card(ACCOUNTS),
            [
                ("mark_sensitive", "by itself"),
                ("limit_account", "by itself"),
                ("deny_url", "by Leeward"),
            ],
        ),
        (
            card(("limit_account", "unlimit_account")),
            [("limit_account", "by itself"), ("deny_url", "by Leeward")],
        ),
        (card(("limit_account",)), [("hold_post", "by hand"), ("deny_url", "by Leeward")]),
        (card(("hold_post",)), [("hold_post", "by hand"), ("deny_url", "by Leeward")]),
        (card((), {"hold_post": "/mod"}), [("hold_post", "by hand"), ("deny_url", "by Leeward")]),
        (card(()), [("hold_post", "by hand"), ("deny_url", "by Leeward")]),
    ],
    ids=["hides posts", "hides accounts", "limits only", "for ever", "hides for ever", "by hand", "nothing"],
)
def test_a_hold_is_the_strongest_that_can_be_taken_back(
    found: ServerCard, expected: list[tuple[str, str]]
) -> None:
    assert _named(from_policy(_situation(found), ["hold"])) == expected


def test_what_a_server_cannot_is_said_in_the_plan() -> None:
    plan = from_policy(_situation(card(ACCOUNTS)), ["hold", "file-report", "preserve-request"])
    assert [one.partition(":")[0] for one in plan.impossible] == [
        "hide a post until a person decides",
        "tell the server's own moderators of a post",
        "preserve-request",
    ]


@pytest.mark.parametrize("wish", ["remove", "purge", "suspend", "report-ncmec", "burn"])
def test_a_policy_never_orders_what_cannot_be_taken_back(wish: str) -> None:
    plan = from_policy(_situation(card((*ALL, "remove_post", "suspend_account"))), [wish])
    assert plan.orders == ()
    assert len(plan.alarms) == 1
    assert plan.alarms[0].startswith(f"{wish}: not done")


@pytest.mark.parametrize("wish", ["mark-sensitive", "limit-account"])
def test_nor_what_this_one_server_cannot_take_back(wish: str) -> None:
    plan = from_policy(_situation(card(("mark_sensitive", "limit_account"))), [wish])
    assert plan.orders == ()
    assert plan.alarms[0].endswith("not done: this server cannot take it back")


def test_queues_and_labels_want_nothing_of_a_server_and_an_alarm_tells_people() -> None:
    plan = from_policy(_situation(card()), ["queue:child-safety", "label:x", "nothing", "alarm"])
    assert (plan.orders, len(plan.alarms)) == ((), 1)


def test_an_account_that_is_limited_already_is_left_so() -> None:
    limited = replace(post(), author=replace(post().author, is_limited=True))
    plan = from_policy(replace(_situation(card(ACCOUNTS)), post=limited), ["hold"])
    assert "limit_account" not in dict(_named(plan))


def test_a_subject_says_how_the_post_was_before() -> None:
    plan = from_policy(_situation(card()), ["hold"])
    subject = plan.orders[0].subject
    assert (subject.visibility, subject.is_sensitive, subject.post) == (Visibility.PUBLIC, False, "p1")


def test_by_hand_there_is_a_page_when_its_ids_are_known_and_always_steps() -> None:
    found = card((), {"remove_post": "/admin/reports/{report}"})
    for report, page in (("7", "https://home.example/admin/reports/7"), (None, None)):
        (order,) = from_person(_situation(found, report), ["remove_post"]).orders
        assert order.means is Means.HAND
        assert order.how is not None
        assert order.how.detail is not None
        assert order.how.detail["link"] == page
        assert order.how.detail["steps"]


def test_a_hold_by_hand_leads_to_the_account_where_posts_have_no_page() -> None:
    (order, *_) = from_policy(_situation(card((), {"limit_account": "/admin/{account}"})), ["hold"]).orders
    assert order.how is not None
    assert (order.how.detail or {})["link"] == "https://home.example/admin/a1"


def test_where_a_post_is_deleted_from_a_reports_page_a_report_is_filed_first() -> None:
    found = card(("file_report",), {"remove_post": "/admin/reports/{report}"})
    assert [one.action for one in from_person(_situation(found), ["remove_post"]).orders] == [
        "file_report",
        "remove_post",
    ]
    assert [one.action for one in from_person(_situation(found, "7"), ["remove_post"]).orders] == [
        "remove_post"
    ]


def test_the_way_back_is_the_last_first_and_what_has_none_is_said() -> None:
    at = _situation(card())
    first, second = from_policy(at, ["hold"]).orders
    done = [
        Done(1, first.action, first.target, first.subject),
        Done(2, second.action, second.target, second.subject),
        Done(3, "file_report", "p1", first.subject),
    ]
    plan = undoing(at, done)
    assert [(one.action, one.undoes) for one in plan.orders] == [("allow_url", 2), ("release_post", 1)]
    assert plan.impossible == ("file_report: this cannot be taken back",)


def test_where_no_single_post_can_be_hidden_a_mark_counts_for_its_account() -> None:
    for found, target in ((card(ACCOUNTS), "a1"), (card(ALL), "p1")):
        (order,) = from_policy(_situation(found), ["mark-sensitive"]).orders
        assert order.target == target


def test_what_matches_nothing_is_not_refused_for_what_stands_beside_it() -> None:
    """Or whoever posts a listed picture beside somebody's logo has the logo refused."""
    ours, theirs = "https://home.example/7.png", "https://victim.example/logo.png"
    about = post(urls=(ours, theirs))
    at = Situation(card(), "https://home.example", about, innocent=frozenset({theirs}))
    for plan in (from_policy(at, ["hold"]), from_person(at, ["deny_url"])):
        (urls,) = [one.subject.urls for one in plan.orders if one.action == "deny_url"]
        assert urls == (ours,)


def test_an_id_leads_to_no_other_page_than_its_own() -> None:
    odd = replace(post(), native_id="../../settings?x=1#")
    at = Situation(card((), {"remove_post": "/admin/{post}/delete"}), "https://home.example", odd)
    (order,) = from_person(at, ["remove_post"]).orders
    assert order.how is not None
    assert (order.how.detail or {})[
        "link"
    ] == "https://home.example/admin/..%2F..%2Fsettings%3Fx%3D1%23/delete"
