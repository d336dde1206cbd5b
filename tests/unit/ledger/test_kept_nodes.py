"""Kept nodes: each is there, once, and is what the entries hash to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.ledger.entries import leaf_hash
from leeward.ledger.kept_nodes import KeptNodes
from leeward.ledger.problems import Problems
from leeward.ledger.tree import Frontier, Node

NODES = Frontier().append(leaf_hash(b"%d" % number) for number in range(8))[1]  # 0-3 | 4-5 and 6-7 are inside


def _told(kept: list[Node]) -> tuple[str, ...]:
    problems = Problems()
    nodes = KeptNodes(kept, problems)
    nodes.compare(NODES[:3])
    nodes.compare(NODES[3:])
    nodes.finish()
    return problems.told()


def test_nodes_that_fit_need_no_words() -> None:
    assert _told(NODES) == ()


@pytest.mark.parametrize("number", range(len(NODES)))
def test_a_missing_node_is_named(number: int) -> None:
    level, index, _ = NODES[number]
    (told,) = _told(NODES[:number] + NODES[number + 1 :])
    assert told.startswith(f"node {index} of level {level}, over entries {index << level} to ")
    assert told.endswith("is missing")


@pytest.mark.parametrize("number", range(len(NODES)))
def test_a_changed_node_is_named(number: int) -> None:
    level, index, _ = NODES[number]
    (told,) = _told([*NODES[:number], (level, index, bytes(32)), *NODES[number + 1 :]])
    assert told.startswith(f"node {index} of level {level}, over entries")
    assert told.endswith("is not what they hash to")


def test_a_node_kept_twice_is_named() -> None:
    (told,) = _told([*NODES[:1], NODES[0], *NODES[1:]])
    assert "node 0 of level 1, over entries 0 to 1, was never made" in told


def test_nodes_over_no_entries_are_counted() -> None:
    assert _told([*NODES, (1, 4, bytes(32)), (1, 5, bytes(32))])[0].startswith("2 kept nodes belong to no")


@pytest.mark.parametrize("place", [(0, 1), (-1, 0), (64, 0), (32767, 2), (1, -1)])
def test_a_node_that_no_tree_has_is_named(place: tuple[int, int]) -> None:
    (told,) = _told([*NODES, (*place, bytes(32))])
    assert told == f"node {place[1]} of level {place[0]} cannot be in any tree"


@given(st.lists(st.tuples(st.integers(-2, 70), st.integers(-2, 9), st.just(bytes(32))), max_size=8))
def test_no_made_up_nodes_pass_and_none_raise(made_up: list[Node]) -> None:
    assert _told(made_up)
