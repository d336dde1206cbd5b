"""Statuses become posts without their words."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.events import Dropped, Posted, Words
from leeward.model.items import Copy, MediaRef, Place, Post, Visibility
from leeward.plugins.servers.mastodon.posts import Teller, read_post, read_words, told
from tests.unit.plugins.servers.mastodon.shown import HERE, WORD, Shown, account, media, status
from tests.unit.plugins.servers.mastodon.test_reading import JSON

PLAIN = Teller()


def post(**changes: object) -> Post:
    found = read_post(status(**changes), PLAIN)
    assert found is not None
    return found


def test_a_post_says_what_whose_when_and_with_which_media() -> None:
    found = post()
    assert (found.native_id, found.uri) == ("115", f"{HERE}/users/alice/statuses/115")
    assert (found.author.native_id, found.author.uri) == ("11", f"{HERE}/users/alice")
    assert (found.author.is_local, found.author.posts, found.author.followers) == (True, 3, 1)
    assert found.author.is_limited is False
    assert found.posted_at == datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert (found.is_reply, found.is_sensitive, found.revision) == (False, False, "")
    (only,) = found.media
    assert [copy.place for copy in only.copies] == [Place.ORIGINAL, Place.PREVIEW]


def test_nothing_that_people_wrote_is_kept() -> None:
    assert WORD not in repr(told(status()))
    assert WORD not in repr(told(status(media_attachments=[media(type=f"<{WORD}>")])))


@pytest.mark.parametrize(
    ("word", "visibility"),
    [
        ("public", Visibility.PUBLIC),
        ("unlisted", Visibility.UNLISTED),
        ("private", Visibility.FOLLOWERS),
        ("mutuals_only", Visibility.FOLLOWERS),
        ("direct", Visibility.DIRECT),
        ("list", Visibility.DIRECT),
        ("new-fangled", Visibility.UNKNOWN),
        (None, Visibility.UNKNOWN),
    ],
)
def test_who_may_see_it_is_known_or_unknown_but_never_guessed(word: object, visibility: Visibility) -> None:
    assert post(visibility=word).visibility is visibility


def test_a_direct_message_is_told_for_the_door_to_drop() -> None:
    event = told(status(visibility="direct"))
    assert isinstance(event, Posted)
    assert WORD not in repr(event)


def test_a_boost_is_dropped() -> None:
    assert told(status(reblog=status("7"))) == Dropped("a boost")


@pytest.mark.parametrize("lost", ["id", "account"])
def test_a_status_that_says_not_what_or_whose_it_is_is_counted_only(lost: str) -> None:
    assert told(status(**{lost: None})) == Dropped("a status without id or URI")


def test_an_edit_is_another_revision() -> None:
    assert post(edited_at="2026-11-22T10:05:00Z").revision != post().revision


def test_the_remote_copy_is_told_where_it_is_another() -> None:
    far = "https://far.example/original.jpg"
    assert post(media_attachments=[media(remote_url=far)]).media[0].copies[-1] == Copy(Place.REMOTE, far)


def test_one_address_is_one_copy() -> None:
    same = "http://s.example/a.jpg"
    shown = media(url=same, preview_url=same, remote_url=same)
    assert post(media_attachments=[shown]).media[0].copies == (Copy(Place.ORIGINAL, same),)


def test_a_proxy_is_told_as_one() -> None:
    proxied = f"{HERE}/media_proxy/7/original"
    assert post(media_attachments=[media(url=proxied)]).media[0].copies[0].place is Place.PROXY


def test_a_media_without_address_is_told_all_the_same() -> None:
    shown = {"id": "7", "type": "unknown", "url": None}
    assert post(media_attachments=[shown]).media == (MediaRef("7", "unknown", ()),)


def test_more_media_than_any_server_allows_are_cut_and_the_rest_is_told_as_one_nobody_looked_at() -> None:
    found = post(media_attachments=[media(str(n)) for n in range(500)]).media
    assert (len(found), found[-1]) == (65, MediaRef("#more", "unknown", ()))
    assert all(one.copies for one in found[:-1])
    assert len(post(media_attachments=[media(str(n)) for n in range(64)]).media) == 64


@pytest.mark.parametrize(
    ("acct", "domain", "is_local"),
    [
        ("alice", "", True),
        ("alice@far.example", "", False),
        ("alice@s.example:9101", "s.example:9101", True),
        ("alice@far.example", "s.example", False),
        (None, "", None),
    ],
)
def test_locals_are_known_by_their_names(acct: object, domain: str, is_local: bool | None) -> None:
    found = read_post(status(account=account(acct="x") | {"acct": acct}), Teller(domain))
    assert found is not None
    assert found.author.is_local is is_local


def test_numbers_of_a_server_that_counts_nothing_are_unknown() -> None:
    found = read_post(status(account=account(statuses_count=0)), Teller(has_counts=False))
    assert found is not None
    assert (found.author.posts, found.author.followers) == (None, None)


def test_whether_it_is_a_reply_is_unknown_where_nobody_says() -> None:
    shown = status()
    del shown["in_reply_to_id"]
    found = read_post(shown, PLAIN)
    assert found is not None
    assert found.is_reply is None
    assert post(in_reply_to_id="9").is_reply is True


FIELDS = st.sampled_from([*status(), "media_attachments", "account"])


@given(changes=st.dictionaries(FIELDS, JSON, max_size=4))
def test_a_spoiled_status_never_raises(changes: Shown) -> None:
    assert isinstance(told(status() | changes), Posted | Dropped)


def test_its_words_are_told_for_scanners() -> None:
    told_status = status(
        content='<p>An old <a href="https://stones.example/1">bridge</a></p>',
        spoiler_text="stones",
        tags=[{"name": "bridges"}, {"name": 7}],
        poll={"options": [{"title": "arch"}, {"title": None}]},
        card={"url": "https://stones.example/2"},
        media_attachments=[media(description="an arch"), media(description=None)],
    )
    assert read_words(told_status) == Words(
        text="An old bridge\narch\n",
        warning="stones",
        hashtags=("bridges",),
        urls=("https://stones.example/1", "https://stones.example/2"),
        alternatives=("an arch",),
    )
    event = told(told_status)
    assert isinstance(event, Posted)
    assert event.words == read_words(told_status)


def test_a_status_that_does_not_tell_its_words_is_not_one_without_words() -> None:
    assert read_words({key: value for key, value in status().items() if key != "content"}) is None
    assert read_words({"content": ""}) == Words()


@given(JSON, JSON)
def test_whatever_stands_for_words_it_never_raises(one: object, other: object) -> None:
    read_words({"content": "x", "poll": one, "card": other, "tags": one, "media_attachments": other})
