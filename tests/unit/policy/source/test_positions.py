"""Everything in a file has a line and a column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.source.positions import inside, locate, nearest

TEXT = '''# [[rule]]
policy = 1

[[rule]]
id = "a"
when = """
[[rule]]
id = 3
"""
then = [
  "x", # ]
  "[",
]

[[rule]]
  id   = 'b'
limit.per = "day"
limit."most" = { a = [1, 2] }
[rule.human]
x = """a""\\"""" # "
y = 1
[last]
z = 3'''


def test_values_tables_and_the_content_of_texts_are_found() -> None:
    assert dict(locate(TEXT)) == {
        ("policy",): (2, 10),
        ("rule", 0): (4, 1),
        ("rule", 0, "id"): (5, 7),
        ("rule", 0, "when"): (7, 1),
        ("rule", 0, "then"): (10, 8),
        ("rule", 1): (15, 1),
        ("rule", 1, "id"): (16, 11),
        ("rule", 1, "limit", "per"): (17, 14),
        ("rule", 1, "limit", "most"): (18, 16),
        ("rule", 1, "human"): (19, 1),
        ("rule", 1, "human", "x"): (20, 8),
        ("rule", 1, "human", "y"): (21, 5),
        ("last",): (22, 1),
        ("last", "z"): (23, 5),
    }


@pytest.mark.parametrize(
    ("path", "place"),
    [
        (("rule", 0, "then", 1), (10, 8)),
        (("rule", 0, "title"), (4, 1)),
        (("rule", 7, "id"), (4, 1)),
        (("rule", 1, "limit"), (17, 14)),
        (("guard", 0), (1, 1)),
        ((), (1, 1)),
    ],
)
def test_what_has_no_place_stands_where_its_parts_do_or_where_it_is_one(
    path: tuple[str | int, ...], place: tuple[int, int]
) -> None:
    assert nearest(locate(TEXT), path) == place


def test_a_place_inside_a_text_is_counted_from_its_beginning() -> None:
    assert inside((5, 9), (1, 3)) == (5, 11)
    assert inside((5, 9), (3, 2)) == (7, 2)


@given(st.text(alphabet="[]{}=\"'#\n\\ ab.", max_size=60))
def test_places_are_found_in_any_text_without_an_end_to_wait_for(text: str) -> None:
    lines = text.split("\n")
    assert all(1 <= line <= len(lines) for line, _ in locate(text).values())


def test_a_long_line_costs_no_more_than_its_length() -> None:
    text = "a = 1" + " " * 500_000 + "\nb = [" + "1, " * 200_000 + "]"
    assert locate(text)["b",] == (2, 5)
