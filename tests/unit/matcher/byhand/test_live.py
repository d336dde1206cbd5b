"""Changes in memory, in the order they were made."""

import pytest

from leeward.matcher.byhand.changes import Change, Verb
from leeward.matcher.byhand.live import LiveKind
from leeward.matcher.sections import clip_digest

A, B = b"\0" * 32, b"\1" * 32


def _live(kind: str, *changes: tuple[Verb, bytes]) -> LiveKind:
    live = LiveKind(kind)
    for number, (verb, value) in enumerate(changes):
        live.apply(Change(verb, kind, value.hex(), f"entry-{number}"))
    return live


@pytest.mark.parametrize("kind", ["sha256", "pdq"])
def test_an_added_value_is_found_with_its_entry_until_it_is_removed(kind: str) -> None:
    live = _live(kind, (Verb.ADD, A), (Verb.ADD, B), (Verb.ADD, A))
    found = live.search([A], 0, 100)
    assert [(hit.entry, hit.entry_number, hit.value) for hit in found] == [
        ("entry-0", 100, A),
        ("entry-2", 102, A),
    ]
    live.apply(Change(Verb.REMOVE, kind, A.hex()))
    assert live.search([A], 0, 100) == []
    assert [hit.entry for hit in live.search([B], 0, 100)] == ["entry-1"]
    live.apply(Change(Verb.ADD, kind, A.hex(), "again"))
    assert [hit.entry for hit in live.search([A], 0, 100)] == ["again"]
    assert live.removed == {A}


def test_near_values_are_found_by_distance() -> None:
    live = _live("pdq", (Verb.ADD, A), (Verb.ADD, B))
    assert [(hit.query, hit.distance) for hit in live.search([B, A], 31, 0)] == [(0, 0), (1, 0)]
    assert [hit.distance for hit in live.search([b"\3" + A[1:]], 2, 0)] == [2]


def test_a_clip_is_found_by_each_frame_and_removed_as_a_whole() -> None:
    live = _live("vpdq", (Verb.ADD, A + B), (Verb.ADD, B))
    assert [(hit.entry_number, hit.value) for hit in live.search([B], 0, 0)] == [(0, B), (1, B)]
    assert live.frames(0) == 2
    live.apply(Change(Verb.REMOVE, "vpdq", (A + B).hex()))
    assert [hit.entry_number for hit in live.search([B], 0, 0)] == [1]
    assert live.removed == {clip_digest(A + B)}


def test_nothing_added_finds_nothing() -> None:
    assert _live("pdq", (Verb.REMOVE, A)).search([A], 31, 0) == []
    assert len(_live("pdq", (Verb.REMOVE, A))) == 0
