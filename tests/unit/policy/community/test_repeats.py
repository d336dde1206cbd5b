"""One source's complaints of one account."""

from leeward.policy.community.events import Group
from leeward.policy.community.repeats import Repeats
from tests.unit.policy.community.stories import complaint, day, local


def _is_one(repeats: Repeats, at: float, item: str, who: str = "1", author: str = "a") -> bool:
    return repeats.is_one(complaint(day(at), item, local(who), author), day(at))


def test_within_a_week_only_the_first_complaint_of_an_account_counts() -> None:
    repeats = Repeats(7)
    assert [_is_one(repeats, at, f"{at}") for at in (0, 1, 6.9, 7, 8, 14)] == [
        False,
        True,
        True,
        False,
        True,
        False,
    ]


def test_posts_that_one_flag_cites_count_together() -> None:
    repeats = Repeats(7)
    assert not any(_is_one(repeats, 0, item) for item in "abc")


def test_other_sources_accounts_and_groups_are_counted_apart() -> None:
    repeats = Repeats(7)
    assert not _is_one(repeats, 0, "x")
    assert not _is_one(repeats, 1, "x", who="2")
    assert not _is_one(repeats, 1, "y", author="b")
    told = complaint(day(1), "x", local("1"), "a", Group.CHILD_SAFETY)
    assert not repeats.is_one(told, day(1))
