"""Actions come from a closed list, and have one order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import PolicyError
from leeward.policy.actions import Rank, known, ordered, parsed

SPELLINGS = [kind.spelling.replace("NAME", "some-name") for kind in known()]


@pytest.mark.parametrize("text", SPELLINGS)
def test_an_action_is_written_as_it_is_read(text: str) -> None:
    assert str(parsed(text, "review")) == text


def test_a_queue_without_a_name_is_the_queue_of_its_rule() -> None:
    assert str(parsed("queue", "review")) == "queue:review"


@pytest.mark.parametrize(
    ("text", "said", "hint"),
    [
        ("hodl", "no action 'hodl'", "did you mean hold?"),
        ("hold:all", "no action", "hold takes no name"),
        ("label", "no action", "did you mean label:NAME?"),
        ("queue:", "the name after it", "child-safety"),
        ("queue:Two Words", "the name after it", "child-safety"),
        ("report-", "the name after it", ""),
        ("queue:a\n", "the name after it", ""),
        ("", "no action", "there are"),
    ],
)
def test_what_is_no_action_is_refused_with_the_nearest_one(text: str, said: str, hint: str) -> None:
    with pytest.raises(PolicyError, match=said) as caught:
        parsed(text, "review")
    assert hint in caught.value.hint


@given(st.permutations(SPELLINGS))
def test_actions_are_merged_in_one_order_whoever_asked_first(texts: list[str]) -> None:
    merged = ordered(parsed(text, "review") for text in [*texts, *texts])
    assert [str(action) for action in merged] == [
        "preserve-request",
        "hold",
        "limit-account",
        "mark-sensitive",
        "alarm",
        "file-report",
        "queue:some-name",
        "label:some-name",
        "purge",
        "remove",
        "report-some-name",
        "suspend",
    ]


def test_what_cannot_be_undone_is_for_people_and_comes_last() -> None:
    final = {kind.name for kind in known() if kind.is_irreversible}
    assert final == {"remove", "purge", "suspend", "report"}
    assert all((kind.rank is Rank.PERSON) == kind.is_irreversible for kind in known())
