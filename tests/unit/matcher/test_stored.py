"""One kind in a built file."""

from pathlib import Path

import pytest

from leeward.matcher import stored
from leeward.matcher.container import Reader, Writer
from leeward.matcher.sections import Builder, clip_digest
from leeward.matcher.stored import StoredKind

A, B, C = b"\0" * 32, b"\1" * 32, b"\xff" * 32


def _stored(path: Path, kind: str, builder: Builder) -> StoredKind:
    shares: list[float] = []
    with Writer(path / "a.idx") as writer:
        layout = stored.write(writer, kind, builder.finish()[kind], shares.append)
        writer.finish({})
    assert shares[-1] == 1.0
    return StoredKind(Reader(path / "a.idx"), kind, layout)


@pytest.mark.parametrize("kind", ["pdq", "sha256"])
def test_hits_carry_entry_and_note_and_come_in_order(tmp_path: Path, kind: str) -> None:
    builder = Builder()
    for number, value in enumerate((C, A, B, A)):
        builder.add(kind, value, f"entry-{number}", "note" if number == 1 else None)
    hits = _stored(tmp_path, kind, builder).search([A, C], 0, set())
    assert [(hit.query, hit.value, hit.entry, hit.note) for hit in hits] == [
        (0, A, "entry-1", "note"),
        (0, A, "entry-3", None),
        (1, C, "entry-0", None),
    ]


def test_nearer_hits_come_first(tmp_path: Path) -> None:
    builder = Builder()
    for value in (b"\7" + A[1:], A, b"\1" + A[1:]):
        builder.add("pdq", value)
    assert [hit.distance for hit in _stored(tmp_path, "pdq", builder).search([A], 31, set())] == [0, 1, 3]


def test_removed_values_are_left_out(tmp_path: Path) -> None:
    builder = Builder()
    builder.add("pdq", A)
    builder.add("pdq", b"\1" + A[1:])
    hits = _stored(tmp_path, "pdq", builder).search([A], 31, {A})
    assert [hit.value for hit in hits] == [b"\1" + A[1:]]


def test_frames_lead_to_their_clip(tmp_path: Path) -> None:
    builder = Builder()
    builder.add_clip([A, B], "first")
    builder.add_clip([B, C, C], "second")
    kind = _stored(tmp_path, "vpdq", builder)
    hits = kind.search([B, C], 0, set())
    assert [(hit.query, hit.entry, hit.entry_number) for hit in hits] == [
        (0, "first", 0),
        (0, "second", 1),
        (1, "second", 1),
        (1, "second", 1),
    ]
    assert (kind.frames(0), kind.frames(1)) == (2, 3)
    assert {hit.entry for hit in kind.search([B], 0, {clip_digest(A + B)})} == {"second"}
