"""What people write from habit is named, with what is written here instead."""

import pytest

from leeward.model.errors import PolicyError
from leeward.policy.language.mistakes import plainer
from leeward.policy.language.read import read


def _refused(text: str) -> PolicyError:
    with pytest.raises(PolicyError) as caught:
        read(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "said", "hint", "column"),
    [
        ("author.is_local = true", "= does not exist here", "compare with ==", 17),
        ("author.is_local === true", "=== does not exist here", "compare with ==", 17),
        ("author.is_local && match.exact", "&& does not exist here", "write and", 17),
        ("author.is_local || match.exact", "|| does not exist here", "write or", 17),
        ("author.is_local & match.exact", "& does not exist here", "write and", 17),
        ("!author.is_local", "! does not exist here", "write not", 1),
        ("author.age_days => 7", "=> does not exist here", "write >=", 17),
        ("author.age_days <> 7", "<> does not exist here", "write !=", 17),
        ("author.is_local AND match.exact", "AND is spelt differently here", "write and", 17),
        ("Not author.is_local", "Not is spelt differently here", "write not", 1),
        ("author.is_local; match.exact", "; does not exist here", "join conditions with and, or", 16),
        ("author.is_local // why", "// does not exist here", "a comment begins with #", 17),
        ('server.software contains "a"', "contains does not exist here", "matches(", 17),
        ("author.age_days between 1 and 7", "between does not exist here", "1 <= author.age_days <= 7", 17),
        ("author.age_days < 7 days", "7 days is no number", "the fact says what it counts", 19),
        ("author.followers < 1,000", "1,000 is no number", "nothing between", 20),
        ("author.followers < 1.000.000", "1.000.000 is no number", "nothing between", 20),
        ("author.age_days < 007", "007 begins with a 0", "without it", 19),
        ("server.software == \u201ca\u201d", "a typographic quote", 'write straight quotes: "…"', 20),
        ('server.software == "a', "a text that does not end on its line", "on one line", 20),
        ("(author.age_days < 7 or match.exact", "this ( is not closed", "count", 1),
        ("author.age_days < 7)", "this ) closes nothing", "count", 20),
        ("author.is_local == yes", "yes is spelt differently here", "write true", 20),
    ],
)
def test_a_habit_from_elsewhere_is_named_with_its_place(text: str, said: str, hint: str, column: int) -> None:
    error = _refused(text)
    assert error.message == said
    assert hint in error.hint
    assert error.at == (1, column)


def test_what_stands_in_texts_and_comments_is_no_mistake() -> None:
    error = _refused('server.software == "a && b; 1,000" # NOT != this\nand author.age_days')
    assert "where true or false is needed" in error.message


def test_the_first_mistake_is_told_with_its_line() -> None:
    error = _refused("match.exact\n  AND author.is_local\n  && post.is_reply")
    assert (error.message, error.at) == ("AND is spelt differently here", (2, 3))


def test_an_error_without_a_usual_mistake_stays_as_it_is() -> None:
    error = PolicyError("something", "else", (1, 1))
    assert plainer("match.exact match.verified", error) is error
