"""What complaints weigh together."""

from leeward.policy.community.events import Group
from leeward.policy.community.weight import Voice, Weight, WhyNot


def weight(*voices: Voice, **other: object) -> Weight:
    told: dict[str, object] = {
        "group": Group.GENERAL,
        "score": sum(voice.weight for voice in voices),
        "threshold": 1.0,
        "voices": voices,
        "unproven": 0,
        "crowd": 0.0,
        "repeated": 0,
        "is_raised": False,
        "why_not": (),
        "lapses_after_h": 24.0,
    }
    return Weight(**{**told, **other})  # type: ignore[arg-type]


def test_it_holds_unless_something_speaks_against_it() -> None:
    assert weight().holds
    assert not weight(why_not=(WhyNot.PAUSED,)).holds


def test_the_sources_that_carry_it_are_those_of_voices_that_add_something() -> None:
    loud = Voice("domain:b.example", ("person:y", "domain:b.example"), 9, 10, 0.6)
    mute = Voice("local:1", ("local:1",), 9, 10, 0.0, is_silent=True)
    assert weight(loud, mute).counted == ("domain:b.example", "person:y")
