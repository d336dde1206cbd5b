"""Each condition has one way to be written."""

import pytest
from hypothesis import given

from leeward.policy.language.read import read
from leeward.policy.language.tree import Literal, Node, literal_text, term_text, text_of
from tests.unit.policy.conditions import nodes


@given(nodes())
def test_what_is_written_is_read_back_as_the_same_condition(node: Node) -> None:
    assert read(text_of(node)) == node


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("( match.exact )", "match.exact"),
        ("match.exact   and\n  match.verified # why", "match.exact and match.verified"),
        (
            "(match.exact and match.verified) and post.is_reply",
            "match.exact and match.verified and post.is_reply",
        ),
        ("match.exact and (match.verified or true)", "match.exact and (match.verified or true)"),
        ("not (match.exact or false)", "not (match.exact or false)"),
        ("1<=match.count<=5", "1 <= match.count and match.count <= 5"),
        ("server.software in ['snac',\"akkoma\"]", 'server.software in ["snac", "akkoma"]'),
        ("'looked' not in media.look", '"looked" not in media.look'),
        ("match.count == -1_0", "match.count == -10"),
    ],
)
def test_layout_brackets_and_comments_are_no_part_of_a_condition(written: str, canonical: str) -> None:
    assert text_of(read(written)) == canonical


@pytest.mark.parametrize(
    ("value", "written"), [(True, "true"), (3, "3"), (2.5, "2.5"), ('a"b', "'a\"b'"), (r"\d", r'r"\d"')]
)
def test_a_literal_is_written_so_that_it_can_be_read(value: str, written: str) -> None:
    assert literal_text(value) == term_text(Literal(value)) == written
