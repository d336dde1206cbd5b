"""Posts without their words."""

from datetime import UTC, datetime

from leeward.model.items import Author, Post, Visibility


def test_an_edit_is_another_revision() -> None:
    post = Post("1", "https://a.example/1", Author("7", "https://a.example/u"), Visibility.PUBLIC)
    edited = Post(
        "1", post.uri, post.author, Visibility.PUBLIC, edited_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    )
    assert post.revision == ""
    assert edited.revision == "2026-01-02T03:04:05+00:00"
