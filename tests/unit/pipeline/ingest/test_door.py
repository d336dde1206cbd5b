"""The door."""

import pytest

from leeward.model.events import Dropped, Posted, Removed
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
