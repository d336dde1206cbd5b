"""What people read of an order."""

import pytest

from leeward.model.errors import NotFetched, ServerError
from leeward.model.look import Look
from leeward.model.orders import Answer, Subject
from leeward.model.servers import Ability, Support
from leeward.net.wire import Answer as Answered
from leeward.plugins.servers.mastodon.acting.receipts import by_hand, did_not_answer, from_answer, lost, page
from tests.unit.plugins.servers.mastodon.acting.orders import order

LOST = NotFetched(Look.UNREACHABLE, "the connection broke", is_passing=True)
REFUSED = NotFetched(Look.UNSUPPORTED, "address not allowed")


def test_a_lost_answer_is_unsure_and_a_lost_question_is_not() -> None:
    assert lost(LOST).answer is Answer.UNSURE
    assert did_not_answer(LOST).answer is Answer.LATER
    assert did_not_answer(ServerError("the server answers 429", is_passing=True)).answer is Answer.LATER


def test_an_address_that_may_not_be_asked_will_not_be_asked_again() -> None:
    assert lost(REFUSED).answer is Answer.REFUSED
    assert did_not_answer(REFUSED).answer is Answer.REFUSED


def test_a_refusal_names_the_right_that_is_missing() -> None:
    receipt = from_answer(Answered(403, {}, b"", "https://m.example/x"), "Manage Users")
    assert "Manage Users" in receipt.said
    assert "m.example" not in repr(receipt)


@pytest.mark.parametrize(
    ("link", "subject", "shown"),
    [
        ("/admin/reports/{report}", Subject(report="5"), "/admin/reports/5"),
        ("/admin/reports/{report}", Subject(post="115"), None),
        ("/a/{account}/s/{post}", Subject(account="11", post="1/5"), "/a/11/s/1%2F5"),
        (None, Subject(report="5"), None),
    ],
)
def test_a_page_is_shown_where_its_ids_are_known(
    link: str | None, subject: Subject, shown: str | None
) -> None:
    ability = Ability("remove_post", Support.HAND, "by hand", link)
    assert page(ability, order("remove_post", subject)) == shown
    assert by_hand(ability, order("remove_post", subject)).answer is Answer.BY_HAND
