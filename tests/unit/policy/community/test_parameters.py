"""The numbers of community holds."""

from leeward.policy.community.events import Group
from leeward.policy.community.parameters import DEFAULTS


def test_no_crowd_and_no_single_voice_with_a_crowd_reaches_the_general_bar() -> None:
    bar = DEFAULTS.bar(Group.GENERAL)
    assert bar.crowd_most < bar.threshold
    assert DEFAULTS.voice_most + bar.crowd_most < bar.threshold


def test_a_crowd_adds_nothing_where_one_voice_may_hold() -> None:
    bar = DEFAULTS.bar(Group.CHILD_SAFETY)
    assert bar.threshold < DEFAULTS.voice_most
    assert bar.crowd_most == 0
    assert not bar.is_shielded
