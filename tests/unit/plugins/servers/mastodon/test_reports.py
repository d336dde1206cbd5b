"""Complaints, without who complained and what they wrote."""

from leeward.model.events import Dropped, Flagged, Joined, Posted
from leeward.plugins.servers.mastodon.posts import Teller
from leeward.plugins.servers.mastodon.reports import told_account, told_report
from tests.unit.plugins.servers.mastodon.shown import WORD, admin_account, report, status

PLAIN = Teller()


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
    assert "'12'" not in told  # who complained


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
