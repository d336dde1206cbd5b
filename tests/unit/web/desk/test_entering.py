"""Where people go once they are in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.web.desk.entering import next_page


@pytest.mark.parametrize("path", ["/desk", "/desk/held", "/desk/cases/12", "/desk/a.b_c~d-e"])
def test_a_page_of_the_desk_is_gone_to(path: str) -> None:
    assert next_page(path) == path


@pytest.mark.parametrize(
    "path",
    ["", "/", "/desks", "//evil.org", "/desk/../x", "/desk/..", "/desk//x", "/desk?x", "/desk#x", "/desk\n",
     "https://evil.example/desk", "/desk\\evil", "/desk/%2e%2e"],
)  # fmt: skip
def test_nothing_else_is(path: str) -> None:
    assert next_page(path) == "/desk"


@given(st.text())
def test_whatever_is_asked_for_one_stays_here(path: str) -> None:
    found = next_page(path)
    assert found.startswith("/desk")
    assert not {"\\", "?", "#", "%", "\n", "\r"} & set(found)
    assert "//" not in found
