"""Conditions are typed when they are loaded, and errors say what was expected."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy.facts import REGISTRY
from leeward.policy.language.read import read
from leeward.policy.language.tree import text_of

WORDS = [
    *(
        "and",
        "or",
        "not",
        "in",
        "is",
        "true",
        "false",
        "True",
        "(",
        ")",
        "[",
        "]",
        ",",
        ".",
        "==",
        "<=",
        "<",
        "=",
    ),
    *(
        "1",
        "-",
        "2.5",
        "1e999",
        '"a"',
        'r"\\d"',
        '"\\d"',
        "'",
        "#",
        "\n",
        "lambda",
        ":",
        "matches",
        "only",
        "any_of",
    ),
    *(
        "if",
        "else",
        "for",
        "await",
        "f'{x}'",
        "{",
        "}",
        "*",
        "**",
        ":=",
        "1j",
        "...",
        "None",
        "b'a'",
        "0x",
        "1or",
    ),
    *REGISTRY,
]


@pytest.mark.parametrize(
    ("text", "said", "hint", "column"),
    [
        ("author.age_dys < 7", "no fact author.age_dys", "did you mean author.age_days", 1),
        ("true and nonsense", "no fact nonsense", "policy facts lists", 10),
        (
            'author.age_days < "7"',
            "a whole number and is compared with",
            "numbers stand without quotes: 7",
            19,
        ),
        ('match.list < "b"', "no order", "==", 14),
        ("match.exact == 1", "true or false and is compared", "", 16),
        ("match.exact < match.verified", "no order", "", 15),
        ("match.count", "a whole number, where true or false", "compare it", 1),
        ('"a"', "where true or false", "", 1),
        ("3 < 4", "no fact decides", "compare a fact", 5),
        ('post.visibility == "publik"', 'never "publik"', "did you mean public", 20),
        ('post.visibility in ["public", "privat"]', 'never "privat"', "did you mean private", 31),
        ('"looked" in match.list', "a set of texts, is expected", "", 13),
        ('media.look in ["looked"]', "cannot itself be in a list", "any_of", 15),
        ('media.look == "looked"', "a set of texts and is compared", "", 15),
        ("media.look == media.look", "is a set", "only", 15),
        ("1 in media.look", "a text in", "", 1),
        ('"lost" in media.look', 'never "lost"', "", 1),
        ('"a" in ["a"]', "a fact is expected before", "", 1),
        ("match.count in []", "a list of values", "", 16),
        ("match.count in [match.count]", "a fact or a plain value", "", 17),
        ('match.count in ["a"]', "is compared with", "", 17),
        ('matches(match.list, "(")', "no RE2 pattern", "look-ahead", 21),
        ("matches(match.list, 3)", "a pattern", "", 21),
        ('matches(match.count, "3")', "matches looks into a text", "", 9),
        ('matches("a", "a")', "a fact is expected", "", 9),
        ("matches(match.list)", "takes a fact and", "masto", 1),
        ("only(media.look)", "takes a fact and", "only", 1),
        ('only(match.list, ["a"])', "asks about a set", "", 6),
        ('only(media.look, "looked")', "a list of values", "", 18),
        ("match(match.list)", "no function match", "did you mean matches", 1),
        ("match.exact is true", "`is` does not exist", "==", 16),
        ("True", "spelt differently", "write true", 1),
        ("match.count > 1e999", "too large", "", 15),
        ("match.count > 9007199254740992", "too large", "", 15),
        ("match.count + 1 > 2", "a fact or a plain value", "", 1),
        ("-match.count > 2", "a fact or a plain value", "", 1),
        ("match.exact if true else false", "if does not exist here", "after it", 13),
        ("match.list[0] == 'a'", "a fact or a plain value", "", 1),
        ("f'{match.list}' == 'a'", "a fact or a plain value", "", 1),
        ("match.count == 1j", "a fact or a plain value", "", 16),
        ("matches(a='b')", "= does not exist here", "==", 10),
        ("f().x", "a fact is expected", "", 1),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused(text: str, said: str, hint: str, column: int) -> None:
    with pytest.raises(PolicyError) as caught:
        read(text)
    assert said in caught.value.message
    assert hint in caught.value.hint
    assert caught.value.at == (1, column)


def test_the_line_of_a_mistake_is_told() -> None:
    with pytest.raises(PolicyError) as caught:
        read("\n  match.exact\n  and match.exakt")
    assert caught.value.at == (3, 7)


def _reads_or_says_why(text: str) -> None:
    problem: PolicyError | None = None
    try:
        node = read(text)
    except PolicyError as error:
        problem = error
    if problem is None:
        assert read(text_of(node)) == node
        return
    assert problem.message
    assert problem.hint
    assert problem.at is not None
    lines = text.split("\n")
    assert 1 <= problem.at[0] <= len(lines)
    assert 1 <= problem.at[1] <= len(lines[problem.at[0] - 1]) + 1


@given(st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
@example("not " * 400)
@example("match.exact" + ".exact" * 300)
@example("[" * 300 + "1 in " * 100)
def test_words_of_the_language_in_any_order_are_read_or_explained(text: str) -> None:
    _reads_or_says_why(text)


@given(st.text(max_size=60))
@example("\ud800")
@example("\uff4datch.exact")
@example("match.exact\f")
@example("\\\nmatch.exact")
def test_any_text_is_read_or_explained(text: str) -> None:
    _reads_or_says_why(text)
