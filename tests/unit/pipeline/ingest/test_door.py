"""The door."""

from dataclasses import replace

import pytest

from leeward.model.events import Dropped, Flagged, Posted, Removed, Reporter
from leeward.model.items import Author, MediaRef, Post, Visibility
from leeward.pipeline.ingest.door import Door


def _posted(visibility: Visibility, *media: MediaRef) -> Posted:
    return Posted(
        Post("1", "https://a.example/1", Author("7", "https://a.example/u"), visibility, media=media)
    )


MEDIA = MediaRef("2", "image", ())


@pytest.mark.parametrize(
    ("door", "visibility", "is_let_in"),
    [
        (Door(), Visibility.PUBLIC, True),
        (Door(), Visibility.UNLISTED, True),
        (Door(), Visibility.UNKNOWN, True),
        (Door(), Visibility.FOLLOWERS, True),
        (Door(followers_only=False), Visibility.FOLLOWERS, False),
        (Door(), Visibility.DIRECT, False),
        (Door(direct=True), Visibility.DIRECT, True),
    ],
)
def test_who_is_let_in(door: Door, visibility: Visibility, is_let_in: bool) -> None:
    assert isinstance(door.admit(_posted(visibility, MEDIA)), Posted) is is_let_in


def test_a_dropped_post_leaves_nothing_but_a_reason() -> None:
    assert Door().admit(_posted(Visibility.DIRECT, MEDIA)) == Dropped("direct message")
    assert Door().admit(_posted(Visibility.PUBLIC)) == Dropped("no media")


def test_what_is_no_post_goes_through() -> None:
    assert Door().admit(Removed("https://a.example/1")) == Removed("https://a.example/1")


def test_marks_of_accounts_that_were_made_together_are_sealed_or_left_outside() -> None:
    reporter = Reporter("local:1", batches=("address 192.0.2.0/24",))
    flag = Flagged("5", "11", (), "spam", True, reporter=reporter)
    sealed = Door(marks=b"a key").admit(flag)
    assert isinstance(sealed, Flagged)
    assert sealed.reporter is not None
    (mark,) = sealed.reporter.batches
    assert (len(mark), "192" in mark) == (32, False)
    assert Door(marks=b"another").admit(flag) != sealed
    assert Door().admit(flag) == replace(flag, reporter=Reporter("local:1"))
    plain = Flagged("5", "11", (), "spam", True)
    assert Door(marks=b"a key").admit(plain) is plain
