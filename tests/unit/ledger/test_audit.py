"""The audit: every way to spoil a ledger is named, and nothing is named of a good one."""

import tracemalloc
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from leeward.ledger.audit import Audit, Kept, Recorded, audit
from leeward.ledger.entries import Entry, encode, leaf_hash
from leeward.ledger.heads import encode as encode_head
from leeward.ledger.heads import key_id, sign
from leeward.ledger.tree import Frontier, Node

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEYS = {key_id(KEY.public_key()): KEY.public_key()}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Ledger:
    """One kept in memory, signed every `every` entries."""

    rows: list[Recorded] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    heads: list[bytes] = field(default_factory=list)

    def audit(self) -> Audit:
        return audit(Kept(self.rows, self.nodes, self.heads), KEYS)

    def change(self, number: int, leaf: bytes | None, text: bytes | None) -> None:
        _, old, _ = self.rows[number]
        self.rows[number] = (number, old if leaf is None else leaf, text)


def _ledger(size: int, every: int = 10) -> Ledger:
    ledger, frontier = Ledger(), Frontier()
    for number in range(size):
        text = encode(Entry("case.decided", NOON, number.to_bytes(16), {"case": number}))
        ledger.rows.append((number, leaf_hash(text), text))
        frontier, nodes = frontier.append([leaf_hash(text)])
        ledger.nodes += nodes
        if frontier.size % every == 0:
            at = NOON + timedelta(seconds=number)
            ledger.heads.append(encode_head(sign(frontier.size, frontier.root(), at, KEY)))
    return ledger


@pytest.mark.parametrize(("size", "signed"), [(0, 0), (1, 0), (9, 0), (10, 10), (105, 100), (2500, 2500)])
def test_a_good_ledger_passes(size: int, signed: int) -> None:
    assert _ledger(size).audit() == Audit(True, size, size, 0, signed, ())


def test_erased_entries_are_counted_and_no_problem() -> None:
    ledger = _ledger(40)
    for number in (0, 7, 39):
        ledger.change(number, None, None)
    assert ledger.audit() == Audit(True, 40, 37, 3, 40, ())


def test_a_changed_text_is_named() -> None:
    ledger = _ledger(40)
    ledger.change(17, None, b"other")
    found = ledger.audit()
    assert found.problems == ("entry 17 is not what its leaf says: one of the two was changed",)
    assert (found.ok, found.signed) == (False, 40)


def test_a_text_changed_together_with_its_leaf_does_not_fit_what_was_signed() -> None:
    ledger = _ledger(40)
    ledger.change(17, leaf_hash(b"other"), b"other")
    found = ledger.audit()
    assert any("something in entries 10 to 19 is not what was signed" in told for told in found.problems)
    assert "node 8 of level 1, over entries 16 to 17, is not what they hash to" in found.problems
    assert (found.ok, found.signed) == (False, 10)


def test_an_erasure_that_hides_a_change_does_not_fit_what_was_signed() -> None:
    ledger = _ledger(40)
    ledger.change(17, bytes(32), None)
    assert not ledger.audit().ok


def test_a_ledger_rewritten_with_its_nodes_does_not_fit_what_was_signed() -> None:
    good, rewritten = _ledger(40), _ledger(40)
    rewritten.change(17, leaf_hash(b"other"), b"other")
    rewritten.nodes = Frontier().append(leaf for _, leaf, _ in rewritten.rows)[1]
    rewritten.heads = good.heads
    first, later = rewritten.audit().problems
    assert "something in entries 10 to 19 is not what was signed" in first
    assert later == "later heads that do not fit either: 2"


@pytest.mark.parametrize(
    ("gone", "named"),
    [(range(17, 18), "entry 17 is missing"), (range(5), "entries 0 to 4 are missing")],
    ids=["one", "first five"],
)
def test_missing_entries_are_named_and_what_cannot_be_compared_is_counted(gone: range, named: str) -> None:
    ledger = _ledger(40)
    ledger.rows = [row for row in ledger.rows if row[0] not in gone]
    found = ledger.audit()
    left = sum(size > gone.start for size in (10, 20, 30, 40))
    compared = f"heads that could not be compared, because entry {gone.start} is missing: {left}"
    assert found.problems == (named, compared)
    assert (found.size, found.checked) == (40, 40 - len(gone))


def test_a_text_after_a_hole_is_still_checked() -> None:
    ledger = _ledger(40, every=100)
    ledger.change(30, None, b"other")
    del ledger.rows[17]
    del ledger.rows[20]
    assert [told[:9] for told in ledger.audit().problems] == ["entry 17 ", "entry 21 ", "entry 30 "]


def test_of_several_holes_the_first_is_why_heads_cannot_be_compared() -> None:
    ledger = _ledger(40)
    del ledger.rows[30], ledger.rows[17]
    assert ledger.audit().problems == (
        "entry 17 is missing",
        "entry 30 is missing",
        "heads that could not be compared, because entry 17 is missing: 3",
    )


def test_a_size_that_was_signed_twice_is_compared_twice() -> None:
    ledger = _ledger(45)
    ledger.heads = [head for head in ledger.heads for _ in range(2)]
    assert ledger.audit() == Audit(True, 45, 45, 0, 40, ())


def test_entries_cut_off_at_the_end_are_named() -> None:
    ledger = _ledger(40)
    del ledger.rows[35:]
    found = ledger.audit()
    assert any(told.endswith("counts more: entries 35 to 39 missing at the end") for told in found.problems)
    assert any("kept nodes belong to no entries" in told for told in found.problems)


def test_an_entry_that_is_there_twice_is_named() -> None:
    ledger = _ledger(40)
    ledger.rows.insert(18, ledger.rows[17])
    assert ledger.audit().problems == ("entry 17 is there twice, or out of order",)


def test_entries_in_another_order_are_named() -> None:
    ledger = _ledger(40)
    ledger.rows[3], ledger.rows[4] = ledger.rows[4], ledger.rows[3]
    assert ledger.audit().problems[0] == "entry 3 is missing"
    assert "entry 3 is there twice, or out of order" in ledger.audit().problems


def test_two_entries_that_changed_places_do_not_fit() -> None:
    ledger = _ledger(40)
    (_, one, text), (_, other, more) = ledger.rows[3], ledger.rows[4]
    ledger.rows[3:5] = [(3, other, more), (4, one, text)]
    assert any("something in entries 0 to 9" in told for told in ledger.audit().problems)


def test_several_heads_within_one_batch_and_one_over_many_are_compared() -> None:
    assert _ledger(3000, every=7).audit().signed == 2996
    assert _ledger(3000, every=2999).audit().signed == 2999


def test_the_words_never_repeat_what_an_entry_says() -> None:
    ledger = _ledger(40)
    ledger.change(17, None, b"something private")
    assert "private" not in " ".join(ledger.audit().problems)


@given(st.integers(0, 59), st.sampled_from(["text", "leaf", "both", "gone", "twice"]))
def test_whatever_is_spoilt_under_a_head_is_noticed(number: int, how: str) -> None:
    ledger = _ledger(60)
    match how:
        case "text":
            ledger.change(number, None, b"x")
        case "leaf":
            ledger.change(number, bytes(32), None)
        case "both":
            ledger.change(number, leaf_hash(b"x"), b"x")
        case "gone":
            del ledger.rows[number]
        case _:
            ledger.rows.insert(number, ledger.rows[number])
    found = ledger.audit()
    assert not found.ok
    assert found.problems


def test_progress_is_told_as_it_goes() -> None:
    ledger, told = _ledger(2500), list[int]()
    audit(Kept(ledger.rows, ledger.nodes, ledger.heads), KEYS, told.append)
    assert told == [1024, 2048, 2500]


def test_memory_does_not_grow_with_the_ledger() -> None:
    """Two sizes, five times apart, made while they are read: the peak stays the same."""
    assert _peak(50_000) < _peak(10_000) + 50_000  # bytes


def _peak(size: int) -> int:
    tracemalloc.start()
    found = audit(Kept(_rows(size), _nodes(size), []), {})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (found.ok, found.size) == (True, size)
    return peak


def _rows(size: int) -> Iterator[Recorded]:
    for number in range(size):
        text = b"%d" % number
        yield number, leaf_hash(text), text


def _nodes(size: int) -> Iterator[Node]:
    frontier = Frontier()
    for _, leaf, _ in _rows(size):
        frontier, nodes = frontier.append([leaf])
        yield from nodes
