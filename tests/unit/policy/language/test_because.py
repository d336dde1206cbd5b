"""Reasons are filled in with facts."""

import pytest

from leeward.model.errors import PolicyError
from leeward.policy.language.because import Shown, because_of
from leeward.policy.values import NONE, Value


def test_facts_stand_in_a_reason_and_unknown_ones_say_so() -> None:
    because = because_of(
        "{match.count} in {match.list}, {match.perceptual_distance} bits; {author.age_days} days"
    )
    known: dict[str, Value] = {"match.count": 2, "match.list": "stand-ins", "match.perceptual_distance": NONE}
    assert because.rendered(Shown(known)) == "2 in stand-ins, none bits; unknown days"


def test_a_value_cannot_bring_in_more_facts_or_lines() -> None:
    because = because_of("100 % by {server.software}")
    assert because.rendered(Shown({"server.software": "{match.list}\nx %s"})) == "100 % by {match.list}?x %s"


@pytest.mark.parametrize(
    ("template", "said", "at"),
    [
        ("in {match.lst}", "no fact match.lst", (1, 4)),
        ("a\nb {", "no partner", (2, 3)),
        ("a } b", "no partner", (1, 3)),
        ("{{match.list}}", "no partner", (1, 1)),
        ("{}", "no fact", (1, 1)),
        ("{match.list!r}", "no fact", (1, 1)),
    ],
)
def test_a_reason_that_cannot_be_filled_in_is_refused(template: str, said: str, at: tuple[int, int]) -> None:
    with pytest.raises(PolicyError, match=said) as caught:
        because_of(template)
    assert caught.value.at == at
