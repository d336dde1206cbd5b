"""Posts and their authors, without a word of what they say."""

from datetime import UTC, datetime

import pytest
from hypothesis import given

from leeward.model.events import Words
from leeward.model.findings import Json
from leeward.model.items import Author, Visibility
from leeward.plugins.servers.activitypub.posts import is_tombstone, post, words
from tests.unit.plugins.servers.activitypub.shown import (
    ALICE,
    NOTE,
    PUBLIC,
    SECRET,
    SERVER,
    hostile,
    note,
)

BOB = f"{SERVER}/users/bob"
CHANNEL = f"{SERVER}/channels/boats"


def test_a_note_is_read_without_its_words() -> None:
    read = post(note())
    assert read is not None
    assert (read.native_id, read.uri, read.author) == (NOTE, NOTE, Author(ALICE, ALICE))
    assert (read.visibility, read.is_reply, read.is_sensitive) == (Visibility.PUBLIC, False, False)
    assert read.posted_at == datetime(2026, 11, 22, 2, 27, 34, tzinfo=UTC)
    assert (read.edited_at, read.revision, read.url) == (None, "", f"{SERVER}/@alice/1")
    assert SECRET not in repr(read)


def test_an_edit_is_another_revision() -> None:
    read = post(note(updated="2026-11-22T03:00:00Z"))
    assert read is not None
    assert read.revision == "2026-11-22T03:00:00+00:00"


FOLLOWERS = f"{ALICE}/followers"
NOBODY = "not there"


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        ([PUBLIC], [FOLLOWERS], Visibility.PUBLIC),
        (PUBLIC, NOBODY, Visibility.PUBLIC),
        ("as:Public", [], Visibility.PUBLIC),
        ({"id": PUBLIC}, [], Visibility.PUBLIC),
        ([FOLLOWERS], [PUBLIC], Visibility.UNLISTED),
        ([FOLLOWERS, BOB], [], Visibility.FOLLOWERS),
        ([BOB], [], Visibility.DIRECT),
        ([], [], Visibility.DIRECT),
        (NOBODY, NOBODY, Visibility.UNKNOWN),
        ([7, None, {}], [], Visibility.DIRECT),
    ],
)
def test_who_may_see_it_is_read_from_its_addresses(to: Json, cc: Json, visibility: Visibility) -> None:
    shown = {name: value for name, value in note(to=to, cc=cc).items() if value != NOBODY}
    read = post(shown)
    assert read is not None
    assert read.visibility is visibility


@pytest.mark.parametrize(
    ("named", "author"),
    [
        (ALICE, ALICE),
        ({"id": ALICE, "type": "Person"}, ALICE),
        ([{"id": CHANNEL, "type": "Group"}, {"id": ALICE, "type": "Person"}], ALICE),
        ([CHANNEL, ALICE], CHANNEL),
        (None, BOB),
        (7, BOB),
    ],
    ids=str,
)
def test_the_author_is_who_the_post_names_else_who_sent_it(named: Json, author: str) -> None:
    read = post(note(attributedTo=named), BOB)
    assert read is not None
    assert read.author.uri == author


@pytest.mark.parametrize(
    "kind", ["Note", "Article", "Page", "Question", "Video", "Image", ["Note", "as:Odd"]]
)
def test_every_kind_of_post_is_one(kind: Json) -> None:
    assert post(note(type=kind)) is not None


@pytest.mark.parametrize(
    "value",
    [
        None,
        7,
        "https://m.example/1",
        [],
        {},
        note(type="Person"),
        note(type=None),
        note(id=None),
        note(id=7),
        note(attributedTo=None),
        note(type="Tombstone"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_no_post_is_none(value: Json) -> None:
    assert post(value) is None


def test_a_tombstone_is_told_from_a_post() -> None:
    assert is_tombstone({"type": ["Tombstone"]})
    assert not is_tombstone(note())


@given(hostile())
def test_nothing_makes_it_fall_over_and_no_word_is_kept(value: Json) -> None:
    for shown in (value, note(content=value, summary=value, name=value, tag=value, source=value)):
        read = post(shown, ALICE)
        told = repr(read).replace(f"@m.example/{SECRET}", "")
        assert SECRET not in told
        assert SECRET not in repr(words(shown))


def test_its_words_are_told_for_scanners() -> None:
    told = words(
        note(
            type="Question",
            name="A vote",
            content='<p>An old <a href="https://stones.example/1">bridge</a></p>',
            summary="<p>stones</p>",
            tag=[{"type": "Hashtag", "name": "#bridges"}, {"type": "Mention", "name": "@bob"}, 7],
            oneOf=[{"type": "Note", "name": "arch"}],
            attachment=[
                {"type": "Image", "name": "an arch", "url": "https://m.example/1.png"},
                {"type": "Link", "href": "https://stones.example/2"},
            ],
        )
    )
    assert told == Words(
        text="A vote\narch\nAn old bridge",
        warning="stones",
        hashtags=("bridges",),
        urls=("https://stones.example/1", "https://stones.example/2"),
        alternatives=("an arch",),
    )


@pytest.mark.parametrize(
    "value", [None, "x", {"type": "Note"}, {"type": "Person", "name": "bob"}, {"content": "x"}]
)
def test_what_tells_no_words_is_not_without_words(value: Json) -> None:
    assert words(value) is None
