"""Any text gives a syntax tree or a sentence, never a traceback."""

import ast

import pytest

from leeward.model.errors import PolicyError
from leeward.policy.language.syntax import LONGEST, Source, syntax_of, text_in


@pytest.mark.parametrize(
    ("text", "said", "at"),
    [
        ("  ", "empty", (1, 1)),
        ("a" * (LONGEST + 1), "2001 characters", (1, 1)),
        ("a +", "invalid syntax", (1, 3)),
        ("a and\nb c", "side by side", (2, 3)),
        ("a) or (b", "no partner", (1, 1)),
        ("a,", "stray comma", (1, 1)),
        ("a = 3", "==", (1, 1)),
        ("ab\x00", r"U\+0000", (1, 3)),
        ("a\nb\u200b", r"U\+200B", (2, 2)),
        ("(" * 900, "nested", (1, 200)),
        ("a" + " or a" * 200, "202 parts", (1, 1)),
        ("-" * 1900 + "1", "nested|parts", (1, 1)),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, said: str, at: tuple[int, int]) -> None:
    with pytest.raises(PolicyError, match=said) as caught:
        syntax_of(text)
    assert caught.value.at == at
    assert caught.value.hint


@pytest.mark.parametrize("text", ['"\\d"', "'''a'''", 'u"a"', '"a" "b"', 'r"a" "\\b"'])
def test_a_text_has_one_spelling_without_surprises(text: str) -> None:
    with pytest.raises(PolicyError, match=r"backslash|unusual"):
        _text(text)


def _text(text: str) -> str:
    node, source = syntax_of(text)
    assert isinstance(node, ast.Constant)
    return text_in(node, source)


@pytest.mark.parametrize(
    ("text", "value"), [('"a"', "a"), ("'a\"'", 'a"'), (r'r"\d"', r"\d"), ("'橋'", "橋")]
)
def test_plain_and_raw_texts_are_taken_as_they_stand(text: str, value: str) -> None:
    assert _text(text) == value


def test_places_are_counted_in_characters_of_the_condition_itself() -> None:
    node, source = syntax_of('"橋橋" ==\n  b')
    assert isinstance(node, ast.Compare)
    assert source.at(node) == (1, 1)
    assert source.at(node.comparators[0]) == (2, 3)
    assert source.written(node.left) == '"橋橋"'
    assert not source.written(node)


def test_a_place_behind_the_end_is_the_end() -> None:
    assert Source("abc").place(9, 9) == (1, 3)
