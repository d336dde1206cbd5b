"""The menu."""

import pytest

from leeward.review.people.rights import Right
from leeward.web.desk.places import HOME, PLACES, Place
from leeward.web.router import handlers


@pytest.mark.parametrize(
    ("path", "expected"),
    [("/desk/policy", True), ("/desk/policy/edit", True), ("/desk/policies", False), ("/desk", False)],
)
def test_an_entry_is_marked_on_its_own_pages_only(path: str, expected: bool) -> None:
    assert Place("/desk/policy", "Policy", Right.POLICY).is_here(path) is expected


def test_home_is_marked_at_home_only() -> None:
    home = PLACES[0]
    assert home.is_here(HOME)
    assert not home.is_here("/desk/policy")


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.path)
def test_an_entry_leads_to_a_page_and_is_shown_to_whoever_may_open_it(place: Place) -> None:
    pages = [one for one in handlers() if place.path in one.paths and "GET" in one.http_methods]
    assert [one.opt["right"] for one in pages] == [place.right]


def test_no_entry_is_there_twice() -> None:
    assert len({place.path for place in PLACES}) == len(PLACES)
