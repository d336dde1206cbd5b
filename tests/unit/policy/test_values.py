"""Values are known, none or unknown, and can be shown."""

import pytest

from leeward.policy.values import LONGEST, NONE, Kind, Value, kind_of, shown


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (True, Kind.BOOL, "true"),
        (False, Kind.BOOL, "false"),
        (0, Kind.WHOLE, "0"),
        (1.5, Kind.NUMBER, "1.5"),
        ("a\nb", Kind.TEXT, "a?b"),
        (frozenset({"b", "a"}), Kind.TEXTS, "a, b"),
        (frozenset(), Kind.TEXTS, "empty"),
        (NONE, None, "none"),
    ],
)
def test_a_value_has_a_kind_and_is_shown_on_one_line(value: Value, kind: Kind | None, text: str) -> None:
    assert kind_of(value) is kind
    assert shown(value) == text


def test_unknown_is_shown_as_such_and_not_as_none() -> None:
    assert shown(None) == "unknown"


def test_a_long_text_is_cut_where_it_is_shown() -> None:
    assert len(shown("a" * 10_000)) == LONGEST
    assert shown("a" * LONGEST) == "a" * LONGEST


def test_a_truth_is_no_number() -> None:
    assert [kind for kind in Kind if kind.is_number] == [Kind.WHOLE, Kind.NUMBER]
