"""Posts without their words."""

from datetime import UTC, datetime

import pytest

from leeward.model.items import Author, Post, Visibility


def test_an_edit_is_another_revision() -> None:
    post = Post("1", "https://a.example/1", Author("7", "https://a.example/u"), Visibility.PUBLIC)
    edited = Post(
        "1", post.uri, post.author, Visibility.PUBLIC, edited_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    )
    assert post.revision == ""
    assert edited.revision == "2026-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    ("uri", "domain"),
    [
        ("https://Far.Example/users/ada", "far.example"),
        ("https://far.example:8443/u/7", "far.example:8443"),
        ("https://ada@far.example/u", "far.example"),
        ("https://[2001:db8::1]/u", "2001:db8::1"),
        ("https://far.example:99999/u", None),
        ("https://[broken/u", None),
        ("ada@far.example", None),
        ("", None),
    ],
)
def test_an_account_lives_where_its_address_says(uri: str, domain: str | None) -> None:
    assert Author("7", uri).domain == domain
