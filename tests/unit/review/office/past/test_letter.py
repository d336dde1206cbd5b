"""What an author is told never helps to find out what passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.policy.evaluate import evaluate
from leeward.policy.parse import parse
from leeward.policy.rules import Mode, State
from leeward.policy.values import Frame
from leeward.review.office.past.letter import Part, letter
from tests.unit.review.office.policies.files import rule, text

POLICY = parse(
    text(
        rule("listed", "match.exact"),
        rule("near", "match.perceptual_distance < 20"),
        rule("young", "author.age_days < 7"),
        rule("flagged", "flag.count > 0"),
        rule("unlooked", "media.unlooked > 0"),
        rule("many", "media.count > 3"),
        rule("noted", "match.verified", "shadow"),
    )
)
CALM: Frame = {
    "match.exact": False,
    "match.verified": False,
    "match.perceptual_distance": 200,
    "author.age_days": 900,
    "flag.count": 0,
    "media.unlooked": 0,
    "media.count": 1,
}
HOLD = ("hold",)


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"match.exact": True}, Part.BY_CHECK),
        ({"match.exact": True, "author.age_days": 1}, Part.BY_NEWNESS),
        ({"match.exact": True, "media.unlooked": 1}, Part.BY_UNREADABLE),
        ({"author.age_days": 1}, Part.BY_NEWNESS),
        ({"flag.count": 2, "author.age_days": 1}, Part.BY_COMPLAINTS),
        ({"media.unlooked": 1}, Part.BY_UNREADABLE),
        ({"media.count": 9}, Part.BY_CHECK),
        ({"match.verified": True, "author.age_days": 1}, Part.BY_NEWNESS),
    ],
    ids=str,
)
def test_the_reason_is_told_where_it_gives_nothing_away(facts: Frame, reason: Part) -> None:
    made = evaluate(POLICY, {**CALM, **facts})
    assert letter(HOLD, None, [made], ()) == (Part.HIDDEN, reason, Part.WAITS)


def test_a_private_rule_is_an_automatic_check() -> None:
    made = evaluate(POLICY, {**CALM, "author.age_days": 1})
    assert letter(HOLD, None, [made], {"young"}) == (Part.HIDDEN, Part.BY_CHECK, Part.WAITS)


@pytest.mark.parametrize(
    ("actions", "verdict", "told"),
    [
        (("queue:flags",), None, (Part.NOTHING, Part.WAITS)),
        (("queue:flags",), "released", (Part.NOTHING, Part.RELEASED)),
        (("mark-sensitive", "hold"), "confirmed", (Part.HIDDEN, Part.WARNED, Part.BY_CHECK, Part.REMOVED)),
        (("limit-account",), "restricted", (Part.LIMITED, Part.BY_CHECK, Part.RESTRICTED)),
    ],
    ids=str,
)
def test_what_was_done_and_what_came_of_it_are_told(
    actions: tuple[str, ...], verdict: str | None, told: tuple[Part, ...]
) -> None:
    assert letter(actions, verdict, [evaluate(POLICY, {**CALM, "match.exact": True})], ()) == told


@given(
    st.fixed_dictionaries(
        {
            "author.age_days": st.integers(0, 20),
            "flag.count": st.integers(0, 2),
            "media.unlooked": st.integers(0, 1),
            "media.count": st.integers(1, 9),
        }
    )
)
def test_the_text_of_a_post_that_waits_anyway_is_the_same_whether_a_list_answers_or_not(
    facts: dict[str, int],
) -> None:
    plain = evaluate(POLICY, {**CALM, **facts})
    waits = any(one.state is not State.NOT and one.mode is Mode.ENFORCE for one in plain.outcomes)
    expected = letter(HOLD, None, [plain], ()) if waits else (Part.HIDDEN, Part.BY_CHECK, Part.WAITS)
    for found in ({"match.exact": True}, {"match.perceptual_distance": 3}):
        listed = evaluate(POLICY, {**CALM, **facts, **found})
        assert letter(HOLD, None, [listed], ()) == expected


def test_a_rule_that_asks_a_list_too_is_no_rule_about_newcomers() -> None:
    policy = parse(text(rule("both", "author.age_days < 7 and match.exact")))
    made = evaluate(policy, {**CALM, "author.age_days": 1, "match.exact": True})
    assert letter(HOLD, None, [made], ()) == (Part.HIDDEN, Part.BY_CHECK, Part.WAITS)
