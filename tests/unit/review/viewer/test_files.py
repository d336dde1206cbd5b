"""What is known of a media without looking at it."""

import pytest

from leeward.review.viewer.files import Likeness, told
from leeward.store.desk.viewing.views import FileRow


def _row(**changes: object) -> FileRow:
    known: dict[str, object] = {
        "media": 7, "position": 0, "kind": "image", "media_type": None, "size": None, "look": "looked",
        "look_reason": None, "keep": None, "keep_reason": None, "case": 3, "item": 5, "queue": "held",
        "is_decided": False, "is_exact": False, "is_listed": False, "distance": None,
    }  # fmt: skip
    return FileRow(**(known | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "likeness"),
    [
        ({"is_listed": True, "distance": 3}, Likeness.EXACT),
        ({"distance": 3}, Likeness.NEAR),
        ({"distance": 0, "look": "unreadable"}, Likeness.NEAR),
        ({}, Likeness.NONE),
        ({"look": "unreadable"}, Likeness.UNKNOWN),
        ({"look": None}, Likeness.UNKNOWN),
    ],
)
def test_what_nobody_could_look_at_is_never_like_nothing(
    changes: dict[str, object], likeness: Likeness
) -> None:
    assert told(_row(**changes)).likeness is likeness


@pytest.mark.parametrize(
    ("changes", "needs"),
    [({}, False), ({"is_exact": True}, True), ({"is_decided": True}, True), ({"distance": 3}, False)],
)
def test_what_can_be_decided_without_looking_needs_a_reason(changes: dict[str, object], needs: bool) -> None:
    assert told(_row(**changes)).needs_reason is needs


def test_a_check_does_not_give_away_that_it_was_decided() -> None:
    assert not told(_row(is_decided=True), is_check=True).needs_reason


def test_only_what_is_kept_can_be_shown() -> None:
    assert told(_row(keep="kept")).is_shown
    assert not any(told(_row(keep=one)).is_shown for one in (None, "wanted", "gone", "expired", "changed"))
