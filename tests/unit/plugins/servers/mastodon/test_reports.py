"""Complaints, without who complained and what they wrote."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.events import Dropped, Flagged, Joined, Posted, Reporter
from leeward.plugins.servers.mastodon.posts import Teller
from leeward.plugins.servers.mastodon.reports import told_account, told_report
from tests.unit.plugins.servers.activitypub.shown import hostile
from tests.unit.plugins.servers.mastodon.shown import WORD, Shown, account, admin_account, report, status

PLAIN = Teller()


def flagged_by(by: Shown) -> Reporter | None:
    *_, flagged = told_report(report(account=by), PLAIN)
    assert isinstance(flagged, Flagged)
    return flagged.reporter


def test_a_report_brings_the_posts_it_cites_and_then_itself() -> None:
    posted, flagged = told_report(report(), PLAIN)
    assert isinstance(posted, Posted)
    assert isinstance(flagged, Flagged)
    assert (flagged.native_id, flagged.target, flagged.posts) == ("5", "11", ("115",))
    assert (flagged.category, flagged.is_open, flagged.reporter_is_local) == ("violation", True, True)


def test_nothing_of_its_words_reporter_mail_or_address_is_kept() -> None:
    told = repr(list(told_report(report(category=f"{WORD} {WORD}"), PLAIN)))
    assert WORD not in told
    assert "192.0.2.7" not in told
    assert "users/alice'" not in repr(flagged_by(admin_account("12")))


def test_a_settled_report_is_no_longer_open() -> None:
    *_, flagged = told_report(report(action_taken=True), PLAIN)
    assert isinstance(flagged, Flagged)
    assert not flagged.is_open


def test_each_change_of_a_report_is_news_also_when_it_is_open_again() -> None:
    days = ("2026-11-22T11:00:00.000Z", "2026-11-23T11:00:00.000Z")
    told = [[*told_report(report(updated_at=day), PLAIN)][-1] for day in days]
    assert len({one.told_at for one in told if isinstance(one, Flagged)}) == 2


def test_a_reporter_from_elsewhere_is_known_as_one() -> None:
    *_, flagged = told_report(report(account=admin_account("12", domain="far.example")), PLAIN)
    assert isinstance(flagged, Flagged)
    assert flagged.reporter_is_local is False


def test_a_report_about_nobody_is_counted_only() -> None:
    assert list(told_report(report(target_account=None), PLAIN)) == [
        Dropped("a report without id or account")
    ]


def test_a_report_cannot_cite_without_end() -> None:
    many = [status(str(n)) for n in range(500)]
    assert len(list(told_report(report(statuses=many), PLAIN))) == 101


def test_a_new_account_is_its_id_and_uri() -> None:
    assert told_account(admin_account("11")) == Joined("11", "https://m.example/users/alice")
    assert isinstance(told_account({"id": "11"}), Dropped)


def test_a_local_reporter_is_an_id_a_birthday_and_what_it_shares_with_others() -> None:
    made = admin_account(
        "12",
        approved=True,
        invited_by_account_id="5",
        ip="198.51.100.9",
        ips=[
            {"ip": "198.51.100.9", "used_at": "2026-06-01T00:00:00Z"},
            {"ip": "192.0.2.7", "used_at": "2026-04-30T09:12:44Z"},
        ],
    )
    found = flagged_by(made)
    assert found is not None
    assert (found.source, found.domain, found.is_approved) == ("local:12", "", True)
    assert found.born == datetime(2026, 4, 30, 9, 12, 44, 100_000, UTC)
    assert found.batches == ("invite 5 2026-18", "address 192.0.2.0/24")
    assert "192.0.2" not in repr(found)


@pytest.mark.parametrize(
    ("address", "block"),
    [
        ("2001:db8:1:2::7", ("address 2001:db8:1::/48",)),
        ("::ffff:192.0.2.7", ("address 192.0.2.0/24",)),
        ("nowhere", ()),
        (None, ()),
    ],
)
def test_of_an_address_only_its_block_is_told(address: str | None, block: tuple[str, ...]) -> None:
    found = flagged_by(admin_account("12", ip=address, ips=[]))
    assert found is not None
    assert found.batches == block


@pytest.mark.parametrize(
    ("shown", "source"),
    [
        (admin_account("9", domain="Far.example", username="Far.example"), "domain:far.example"),
        (admin_account("9", domain="far.example", account=account("9", bot=True)), "domain:far.example"),
        (admin_account("9", domain="127.0.0.1:9150", account={"bot": True}), "domain:127.0.0.1:9150"),
        (
            admin_account("9", domain="far.example", account=account("9", uri="https://far.example/u/kim")),
            "person:https://far.example/u/kim",
        ),
    ],
    ids=["by its name", "a bot", "with a port", "a person"],
)
def test_another_server_complains_as_a_whole_unless_a_person_does(shown: Shown, source: str) -> None:
    found = flagged_by(shown)
    assert found is not None
    assert found == Reporter(source, str(shown["domain"]).lower())


@pytest.mark.parametrize("shown", [{}, {"id": "9"}, admin_account("9", domain="no host at all")])
def test_a_reporter_that_cannot_be_told_is_nobody(shown: Shown) -> None:
    assert flagged_by(shown) is None


@pytest.mark.parametrize(
    ("measure", "is_open", "is_upheld"),
    [
        ({"suspended": True}, False, True),
        ({"silenced": True}, False, True),
        ({"disabled": True}, False, True),
        ({}, False, None),
        ({"suspended": True}, True, None),
    ],
)
def test_a_settled_report_was_right_if_a_measure_can_be_seen(
    measure: Shown, is_open: bool, is_upheld: bool | None
) -> None:
    about = admin_account("11", **measure)
    *_, flagged = told_report(report(action_taken=not is_open, target_account=about), PLAIN)
    assert isinstance(flagged, Flagged)
    assert flagged.is_upheld is is_upheld


def test_the_rules_that_it_names_and_when_it_was_made_are_told() -> None:
    made = report(rules=[{"id": "3", "text": WORD}, {"id": 4}, "x"], updated_at="2026-11-23T00:00:00Z")
    *_, flagged = told_report(made, PLAIN)
    assert isinstance(flagged, Flagged)
    assert (flagged.rules, flagged.made_at) == (("3", "4"), datetime(2026, 11, 22, 11, tzinfo=UTC))


def test_gotosocial_tells_the_same() -> None:
    """The shape is that of a report that a 0.20 server received from another server."""
    by: Shown = {
        "id": "01M80MET61H13JASQTD667PRP5",
        "username": "obs",
        "domain": "127.0.0.1:9150",
        "created_at": "2026-11-22T03:23:06.920Z",
        "ip": None,
        "ips": [],
        "invite_request": None,
        "approved": False,
        "account": {"acct": "obs@127.0.0.1:9150", "bot": True, "url": "http://127.0.0.1:9150/actor"},
    }
    made = report("01M80MF35ABG8H8P9F4DDHQWT5", account=by, rules=[], category="other")
    *_, flagged = told_report(made, PLAIN)
    assert isinstance(flagged, Flagged)
    assert flagged.reporter == Reporter("domain:127.0.0.1:9150", "127.0.0.1:9150")
    assert (flagged.category, flagged.reporter_is_local) == ("other", False)


@given(hostile(), st.sampled_from(["account", "target_account", "statuses", "rules", "created_at", "id"]))
def test_nothing_makes_it_fall_over(value: object, name: str) -> None:
    list(told_report(report(**{name: value}), PLAIN))
    list(told_report(report(account={**admin_account("12"), "ips": value, "ip": value}), PLAIN))
    list(told_report(report(account={**admin_account("12"), "domain": value, "account": value}), PLAIN))


@pytest.mark.parametrize(
    ("words", "counts"),
    [("Leeward asks for a look. [leeward case:7:file]", False), ("see [leeward]", True), ("a bridge", True)],
)
def test_a_report_of_our_own_is_nobodys_complaint(words: str, counts: bool) -> None:
    *_, flagged = told_report(report(comment=words), PLAIN)
    assert isinstance(flagged, Flagged)
    assert (flagged.reporter is not None) is counts
