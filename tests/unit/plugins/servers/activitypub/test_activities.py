"""Activities: who says that they did what, and to what."""

import pytest
from hypothesis import given

from leeward.model.events import Deed
from leeward.model.findings import Json
from leeward.plugins.servers.activitypub.activities import activity
from tests.unit.plugins.servers.activitypub.shown import (
    ALICE,
    NOTE,
    PUBLIC,
    SECRET,
    SERVER,
    hostile,
    note,
)


def _did(kind: Json, about: Json, **changed: Json) -> dict[str, Json]:
    return {"id": f"{NOTE}/activity", "type": kind, "actor": ALICE, "object": about, **changed}


def test_a_create_brings_its_post_along() -> None:
    read = activity(_did("Create", note()))
    assert read is not None
    assert (read.deed, read.actor, read.subjects) == (Deed.CREATE, ALICE, (NOTE,))
    assert read.post is not None
    assert read.post.uri == NOTE
    assert SECRET not in repr(read)


@pytest.mark.parametrize("about", [NOTE, {"id": NOTE, "type": "Tombstone"}, [NOTE]], ids=str)
def test_a_delete_names_what_is_gone_in_every_shape(about: Json) -> None:
    read = activity(_did("Delete", about))
    assert read is not None
    assert (read.deed, read.subjects, read.post) == (Deed.DELETE, (NOTE,), None)


@pytest.mark.parametrize("public", [PUBLIC, "as:Public", "Public"])
def test_a_follow_of_the_public_is_one_however_it_is_spelt(public: str) -> None:
    read = activity(_did("Follow", public))
    assert read is not None
    assert (read.deed, read.subjects) == (Deed.FOLLOW, (PUBLIC,))


def test_an_undo_brings_along_what_is_undone() -> None:
    read = activity(_did("Undo", _did("Follow", PUBLIC)))
    assert read is not None
    assert read.inner is not None
    assert (read.deed, read.inner.deed, read.inner.subjects) == (Deed.UNDO, Deed.FOLLOW, (PUBLIC,))


def test_an_announce_may_wrap_another_activity() -> None:
    """As Lemmy's communities do."""
    read = activity(_did("Announce", _did("Create", note(type="Page")), actor=f"{SERVER}/c/boats"))
    assert read is not None
    assert read.inner is not None
    assert read.inner.subjects == (NOTE,)


def test_wrapping_ends_somewhere() -> None:
    inside: Json = NOTE
    for _ in range(50):
        inside = _did("Announce", inside)
    read, depth = activity(inside), 0
    while read is not None:
        read, depth = read.inner, depth + 1
    assert depth == 4


def test_what_nobody_knows_is_other() -> None:
    read = activity(_did("Arrive", NOTE))
    assert read is not None
    assert read.deed is Deed.OTHER


@pytest.mark.parametrize("lacks", ["id", "type", "actor"])
def test_without_its_name_kind_or_actor_it_is_none(lacks: str) -> None:
    assert activity({**_did("Create", note()), lacks: None}) is None


@given(hostile())
def test_nothing_makes_it_fall_over_and_no_word_is_kept(value: Json) -> None:
    for kind in ("Create", "Flag", "Undo", "Announce", value):
        read = activity(_did(kind, value, content=value, summary=value))
        assert SECRET not in repr(read).replace(f"@m.example/{SECRET}", "")
