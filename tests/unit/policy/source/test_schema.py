"""The shape of a file is checked, and what is wrong is said in words."""

from typing import Any

import pytest

from leeward.policy.source.schema import shaped

RULE = {"id": "a", "title": "A", "when": "true", "then": ["hold"], "because": "b"}


def test_a_file_of_the_right_shape_is_taken() -> None:
    written, problems = shaped({"policy": 1, "name": "x", "rule": [RULE]})
    assert not problems
    assert written is not None
    assert written.rule[0].mode == "shadow"


def test_one_action_may_stand_without_its_list() -> None:
    written, _ = shaped({"policy": 1, "name": "x", "rule": [{**RULE, "then": "hold"}]})
    assert written is not None
    assert written.rule[0].then == ["hold"]


@pytest.mark.parametrize(
    ("changed", "path", "said"),
    [
        ({"title": ""}, ("rule", 0, "title"), "title must not be empty"),
        ({"title": 3}, ("rule", 0, "title"), "title must be a text, in quotes"),
        ({"then": 3}, ("rule", 0, "then"), "then must be a list"),
        ({"limit": 3}, ("rule", 0, "limit"), "limit must be a table"),
        ({"limit": {"per": "day"}}, ("rule", 0, "limit", "most"), "the key most is missing"),
        ({"limit": {"per": "day", "most": 1, "mots": 1}}, ("rule", 0, "limit", "mots"), "no key mots"),
        ({"tilte": "A"}, ("rule", 0, "tilte"), "no key tilte"),
        ({"id": "-a"}, ("rule", 0, "id"), "id must be 1 to 40"),
        ({"queue": "a\n"}, ("rule", 0, "queue"), "queue must be 1 to 40"),
    ],
    ids=str,
)
def test_what_is_wrong_is_told_by_its_place(
    changed: dict[str, Any], path: tuple[str | int, ...], said: str
) -> None:
    written, problems = shaped({"policy": 1, "name": "x", "rule": [{**RULE, **changed}]})
    assert written is None
    assert [place for place, _ in problems] == [path]
    assert said in problems[0][1].message
    assert problems[0][1].hint


def test_of_endless_mistakes_the_first_are_put_into_words() -> None:
    """Each takes a while: of a megabyte of them a minute."""
    _, problems = shaped({f"k{number}": 1 for number in range(2_000)})
    assert len(problems) == 200
    assert problems[0][1].message == "the key policy is missing"
