"""Proofs: those of RFC 6962, and none that proves what is not so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.ledger.entries import leaf_hash
from leeward.ledger.proofs import (
    consistency_needs,
    consistency_path,
    inclusion_needs,
    inclusion_path,
    verify_consistency,
    verify_inclusion,
)
from leeward.model.errors import LedgerError
from tests.unit.ledger import naive
from tests.unit.ledger.reference import LEAVES, ROOTS, grown

A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"

SIZES = st.integers(1, 40)


def _texts(size: int) -> list[bytes]:
    return [b"%d" % number for number in range(size)]


def _hex(path: tuple[bytes, ...]) -> list[str]:
    return [part.hex() for part in path]


@pytest.mark.parametrize(
    ("index", "size", "path"),
    [
        (0, 1, []),
        (0, 8, [A, B, C]),
        (5, 8, [D, E, ROOTS[4].hex()]),
        (2, 3, [ROOTS[2].hex()]),
        (1, 5, [ROOTS[1].hex(), B, D]),
    ],
)
def test_the_reference_tree_has_the_published_inclusion_paths(index: int, size: int, path: list[str]) -> None:
    _, reader = grown(LEAVES[:size])
    found = inclusion_path(index, size, reader)
    assert _hex(found) == path
    assert verify_inclusion(leaf_hash(LEAVES[index]), (index, size), found, ROOTS[size])


@pytest.mark.parametrize(
    ("old", "size", "path"),
    [(1, 1, []), (1, 8, [A, B, C]), (6, 8, [F, E, ROOTS[4].hex()]), (2, 5, [B, D])],
)
def test_the_reference_tree_has_the_published_consistency_paths(old: int, size: int, path: list[str]) -> None:
    _, reader = grown(LEAVES[:size])
    found = consistency_path(old, size, reader)
    assert _hex(found) == path
    assert verify_consistency((old, ROOTS[old]), (size, ROOTS[size]), found)


@given(SIZES, st.data())
def test_every_leaf_is_proven_as_the_definition_says(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    texts = _texts(size)
    frontier, reader = grown(texts)
    path = inclusion_path(index, size, reader)
    assert list(path) == naive.path(index, texts)
    assert verify_inclusion(leaf_hash(texts[index]), (index, size), path, frontier.root())


@given(SIZES, st.data())
def test_every_older_tree_is_proven_as_the_definition_says(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size))
    texts = _texts(size)
    frontier, reader = grown(texts)
    path = consistency_path(old, size, reader)
    assert list(path) == naive.proof(old, texts)
    assert verify_consistency((old, naive.mth(texts[:old])), (size, frontier.root()), path)


@given(SIZES, st.data())
def test_an_older_tree_of_a_larger_one_is_proven_from_the_larger_ones_nodes(
    size: int, data: st.DataObject
) -> None:
    """The kept nodes are those of today; yesterday's proofs can still be made from them."""
    then = data.draw(st.integers(1, size))
    index = data.draw(st.integers(0, then - 1))
    _, reader = grown(_texts(size))
    assert list(inclusion_path(index, then, reader)) == naive.path(index, _texts(then))


@given(SIZES, st.data())
def test_a_wrong_leaf_place_path_or_root_proves_nothing(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    frontier, reader = grown(_texts(size))
    path, root = inclusion_path(index, size, reader), frontier.root()
    leaf = reader(0, index)
    assert not verify_inclusion(bytes(32), (index, size), path, root)
    assert not verify_inclusion(leaf, (index, size), path, bytes(32))
    assert not verify_inclusion(leaf, (index, size), (*path, bytes(32)), root)
    assert not path or not verify_inclusion(leaf, (index, size), path[:-1], root)
    for elsewhere in {*range(-1, size + 2)} - {index}:
        assert not verify_inclusion(leaf, (elsewhere, size), path, root)
    for number in range(len(path)):
        assert not verify_inclusion(leaf, (index, size), _spoilt(path, number), root)


@given(st.integers(2, 40), st.data())
def test_a_wrong_root_or_path_proves_no_continuation(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    frontier, reader = grown(_texts(size))
    then, now = (old, naive.mth(_texts(old))), (size, frontier.root())
    path = consistency_path(old, size, reader)
    assert not verify_consistency((old, bytes(32)), now, path)
    assert not verify_consistency(then, (size, bytes(32)), path)
    assert not verify_consistency(then, now, (*path, bytes(32)))
    assert not verify_consistency(then, now, path[:-1])
    assert not verify_consistency(now, then, path)
    assert not verify_consistency(then, now, ())
    for number in range(len(path)):
        assert not verify_consistency(then, now, _spoilt(path, number))


def _spoilt(path: tuple[bytes, ...], number: int) -> tuple[bytes, ...]:
    return (*path[:number], bytes(32), *path[number + 1 :])


def test_a_true_path_proves_nothing_for_a_tree_of_another_height() -> None:
    frontier, reader = grown(_texts(8))
    root = frontier.root()
    path = inclusion_path(7, 8, reader)
    assert verify_inclusion(reader(0, 7), (7, 8), path, root)
    assert not verify_inclusion(reader(0, 7), (3, 4), path, root)
    assert not verify_inclusion(reader(0, 7), (15, 16), path, root)
    then, path = naive.mth(_texts(7)), consistency_path(7, 8, reader)
    assert verify_consistency((7, then), (8, root), path)
    assert not verify_consistency((3, then), (4, root), path)
    first, path = naive.mth(_texts(1)), consistency_path(1, 8, reader)
    assert verify_consistency((1, first), (8, root), path)
    assert not verify_consistency((1, first), (16, root), path)


def test_a_ledger_that_was_rewritten_has_no_proof_of_its_past() -> None:
    told = (6, naive.mth(_texts(6)))
    rewritten, reader = grown([b"0", b"1", b"other", *_texts(8)[3:]])
    path = consistency_path(6, 8, reader)
    assert not verify_consistency(told, (8, rewritten.root()), path)


def test_every_ledger_continues_the_empty_one() -> None:
    frontier, reader = grown(_texts(5))
    assert consistency_path(0, 5, reader) == consistency_path(5, 5, reader) == ()
    assert verify_consistency((0, ROOTS[0]), (5, frontier.root()), ())
    assert verify_consistency((5, frontier.root()), (5, frontier.root()), ())
    assert verify_consistency((0, ROOTS[0]), (0, ROOTS[0]), ())
    assert not verify_consistency((0, bytes(32)), (5, frontier.root()), ())
    assert not verify_consistency((0, bytes(32)), (0, ROOTS[0]), ())
    assert not verify_consistency((0, ROOTS[0]), (0, bytes(32)), ())
    assert not verify_consistency((0, ROOTS[0]), (-1, bytes(32)), ())
    assert not verify_consistency((5, frontier.root()), (5, bytes(32)), ())
    assert not verify_consistency((5, frontier.root()), (5, frontier.root()), (bytes(32),))


@given(SIZES, st.data())
def test_the_needed_nodes_are_the_nodes_that_are_read(size: int, data: st.DataObject) -> None:
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(0, size))
    read: list[tuple[int, int]] = []

    def reader(level: int, number: int) -> bytes:
        read.append((level, number))
        return bytes(32)

    inclusion_path(index, size, reader)
    assert inclusion_needs(index, size) == tuple(read)
    read.clear()
    consistency_path(old, size, reader)
    assert consistency_needs(old, size) == tuple(read)
    assert all((number + 1) << level <= size for level, number in read)


def test_a_proof_in_a_ledger_of_a_billion_reads_some_dozens_of_nodes() -> None:
    assert len(inclusion_needs(123_456_789, 10**9 - 1)) <= 60
    assert len(consistency_needs(123_456_789, 10**9 - 1)) <= 60


@pytest.mark.parametrize("index", [-1, 8, 9])
def test_an_entry_that_is_not_there_has_no_path(index: int) -> None:
    with pytest.raises(LedgerError, match=f"no entry {index}"):
        inclusion_needs(index, 8)


@pytest.mark.parametrize("old", [-1, 9])
def test_a_ledger_does_not_continue_a_longer_one(old: int) -> None:
    with pytest.raises(LedgerError, match="cannot continue"):
        consistency_needs(old, 8)
