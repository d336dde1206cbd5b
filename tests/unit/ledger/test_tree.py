"""The tree: as RFC 6962 says, however it is fed."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.ledger.entries import leaf_hash
from leeward.ledger.tree import EMPTY_ROOT, Frontier, completed_at, fold, node_hash, span
from leeward.model.errors import LedgerError
from tests.unit.ledger.naive import mth
from tests.unit.ledger.reference import LEAVES, ROOTS, grown

TEXTS = st.lists(st.binary(max_size=4), max_size=70)


@pytest.mark.parametrize("size", range(9))
def test_the_reference_tree_has_the_published_roots(size: int) -> None:
    assert grown(LEAVES[:size])[0].root() == ROOTS[size]


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == ROOTS[0]


@given(TEXTS)
def test_the_root_is_that_of_the_definition(texts: list[bytes]) -> None:
    assert grown(texts)[0].root() == mth(texts)


@given(TEXTS, st.lists(st.integers(0, 70), max_size=5))
def test_growing_in_parts_is_growing_at_once(texts: list[bytes], cuts: list[int]) -> None:
    leaves = [leaf_hash(text) for text in texts]
    frontier, nodes = Frontier(), []
    places = [0, *sorted(min(cut, len(leaves)) for cut in cuts), len(leaves)]
    for start, end in pairwise(places):
        frontier, more = frontier.append(leaves[start:end])
        nodes += more
    assert (frontier, nodes) == Frontier().append(leaves)


@given(TEXTS)
def test_each_complete_subtree_comes_once_and_in_order(texts: list[bytes]) -> None:
    _, nodes = Frontier().append(leaf_hash(text) for text in texts)
    ids = [(level, index) for level, index, _ in nodes]
    complete = {(lv, i) for lv in range(1, 8) for i in range(len(texts)) if (i + 1) << lv <= len(texts)}
    assert set(ids) == complete
    assert len(ids) == len(complete)
    assert ids == sorted(ids, key=lambda node: completed_at(*node))
    for level, index, top in nodes:
        assert top == mth(texts[index << level : (index + 1) << level])


@given(TEXTS)
def test_a_frontier_is_read_back_from_the_kept_nodes(texts: list[bytes]) -> None:
    frontier, reader = grown(texts)
    assert Frontier.read(len(texts), reader) == frontier


@pytest.mark.parametrize(("size", "peaks"), [(0, 1), (3, 1), (4, 2), (-1, 1)])
def test_a_frontier_that_cannot_be_is_refused(size: int, peaks: int) -> None:
    with pytest.raises(LedgerError, match=f"{size} leaves"):
        Frontier(size, (bytes(32),) * peaks)


@given(st.integers(0, 2**20))
def test_a_span_covers_its_leaves_once_and_largest_first(size: int) -> None:
    nodes = list(span(0, size))
    ranges = [(index << level, (index + 1) << level) for level, index in nodes]
    assert [start for start, _ in ranges] == [0, *(end for _, end in ranges)][: len(ranges)]
    assert sum(end - start for start, end in ranges) == size
    assert [level for level, _ in nodes] == sorted({level for level, _ in nodes}, reverse=True)


def test_a_span_in_the_middle_names_the_same_leaves() -> None:
    assert list(span(8, 11)) == [(1, 4), (0, 10)]


def test_folding_goes_from_the_right() -> None:
    a, b, c = (bytes([n]) * 32 for n in range(3))
    assert fold([a, b, c]) == node_hash(a, node_hash(b, c))
    assert fold([a]) == a


def test_a_node_is_not_a_leaf_of_the_same_bytes() -> None:
    assert node_hash(b"", b"") != leaf_hash(b"")


def test_two_hundred_thousand_leaves_take_less_than_a_second_of_work() -> None:
    leaves = [bytes(32)] * 200_000
    before = time.process_time()
    Frontier().append(leaves)
    assert time.process_time() - before < 1
