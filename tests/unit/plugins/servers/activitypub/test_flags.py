"""Complaints as different servers send them."""

import pytest
from hypothesis import given

from leeward.model.findings import Json
from leeward.plugins.servers.activitypub.flags import flag
from tests.unit.plugins.servers.activitypub.shown import ALICE, NOTE, SECRET, SERVER, hostile, note

FLAG = "https://o.example/flags/1"
SECOND = f"{ALICE}/statuses/2"
MISSKEY = f"{SERVER}/users/9abc"


def _flag(about: Json, **words: Json) -> tuple[str, tuple[str, ...]]:
    read = flag({"id": FLAG, "type": "Flag", "object": about, **words}, FLAG)
    assert SECRET not in repr(read)
    return read.target, read.posts


@pytest.mark.parametrize(
    ("about", "words", "target", "posts"),
    [
        ([ALICE, NOTE, SECOND], {"content": SECRET}, ALICE, (NOTE, SECOND)),
        (ALICE, {"content": SECRET}, ALICE, ()),
        (
            MISSKEY,
            {"content": f"Note: {SERVER}/notes/9xyz\n-----\n{SECRET} https://evil.example/notes/1"},
            MISSKEY,
            (f"{SERVER}/notes/9xyz",),
        ),
        (f"{SERVER}/post/17", {"summary": SECRET}, "", (f"{SERVER}/post/17",)),
        ([{"type": "Person", "id": ALICE}, note()], {"content": SECRET}, ALICE, (NOTE,)),
        ([NOTE, ALICE], {}, ALICE, (NOTE,)),
        ([], {}, "", ()),
        (None, {"content": [SECRET]}, "", ()),
    ],
    ids=["mastodon", "account only", "misskey", "lemmy", "akkoma", "post first", "empty", "nothing"],
)
def test_every_dialect_is_read_without_its_words(
    about: Json, words: dict[str, Json], target: str, posts: tuple[str, ...]
) -> None:
    assert _flag(about, **words) == (target, posts)


@pytest.mark.parametrize(
    "post",
    [
        f"{SERVER}/@alice/113",
        f"{SERVER}/@alice/statuses/01HX",
        f"{SERVER}/objects/0c1f",
        f"{SERVER}/notice/Aa",
        f"{SERVER}/comment/5",
        f"{SERVER}/videos/watch/0c1f",
        f"{SERVER}/p/alice/17",
        f"{SERVER}/m/boats/p/17",
    ],
)
def test_a_post_that_stands_alone_is_not_taken_for_an_account(post: str) -> None:
    assert _flag(post) == ("", (post,))


def test_who_complains_is_not_kept() -> None:
    read = flag({"id": FLAG, "type": "Flag", "actor": "https://o.example/users/zoe", "object": ALICE}, FLAG)
    assert "zoe" not in repr(read)
    assert (read.native_id, read.is_open, read.reporter_is_local) == (FLAG, True, False)


def test_there_is_an_end_to_what_one_flag_cites() -> None:
    about: Json = [ALICE, *(f"{ALICE}/statuses/{number}" for number in range(900))]
    assert len(_flag(about)[1]) == 100


@given(hostile())
def test_nothing_makes_it_fall_over(value: Json) -> None:
    flag({"object": value, "content": value, "summary": value, "published": value}, FLAG)
