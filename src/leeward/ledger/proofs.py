"""Short proofs: that an entry is in the tree, and that the tree of today begins with the tree of then.

Making one reads at most some 60 nodes of the kept tree; the `needs` functions name them beforehand,
so that a store can fetch them at once. Checking one takes no tree.
Source: RFC 6962, sections 2.1.1 and 2.1.2; checking: RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from collections.abc import Sequence

from leeward.ledger.tree import EMPTY_ROOT, NodeId, Reader, fold, node_hash, span
from leeward.model.errors import LedgerError


def inclusion_path(index: int, size: int, reader: Reader) -> tuple[bytes, ...]:
    """Proves that the leaf at index is in the tree of the first size leaves.

    Raises: LedgerError: there is no such leaf.
    """
    return tuple(_hash_of(part, reader) for part in _beside_leaf(index, size))


def inclusion_needs(index: int, size: int) -> tuple[NodeId, ...]:
    """The nodes that `inclusion_path` reads. Raises: as it does."""
    return tuple(node for part in _beside_leaf(index, size) for node in span(*part))


def consistency_path(old: int, size: int, reader: Reader) -> tuple[bytes, ...]:
    """Proves that the tree of size leaves begins with the old leaves. Empty where old is 0 or size.

    Raises: LedgerError: old is larger than size.
    """
    return tuple(_hash_of(part, reader) for part in _beside_old(old, size))


def consistency_needs(old: int, size: int) -> tuple[NodeId, ...]:
    """The nodes that `consistency_path` reads. Raises: as it does."""
    return tuple(node for part in _beside_old(old, size) for node in span(*part))


def _hash_of(part: tuple[int, int], reader: Reader) -> bytes:
    return fold(reader(level, index) for level, index in span(*part))


def _beside_leaf(index: int, size: int) -> list[tuple[int, int]]:
    """The leaves (from, up to) under each hash of the path, in its order."""
    if not 0 <= index < size:
        raise LedgerError(f"a ledger of {size} entries has no entry {index}", "entries are counted from 0")
    low, high, beside = 0, size, list[tuple[int, int]]()
    while high - low > 1:
        middle = _middle(low, high)
        if index < middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    return beside[::-1]


def _beside_old(old: int, size: int) -> list[tuple[int, int]]:
    """The leaves (from, up to) under each hash of the path, in its order."""
    if not 0 <= old <= size:
        raise LedgerError(f"a ledger of {size} entries cannot continue one of {old}", "it was cut off")
    if not old:
        return []
    low, high, beside = 0, size, list[tuple[int, int]]()
    while high != old:
        middle = _middle(low, high)
        if old <= middle:
            beside.append((middle, high))
            high = middle
        else:
            beside.append((low, middle))
            low = middle
    if low:  # else it is the whole old tree, which the verifier knows
        beside.append((low, old))
    return beside[::-1]


def _middle(low: int, high: int) -> int:
    """Where a tree is parted: the largest power of two smaller than it is to the left."""
    return low + (1 << (high - low - 1).bit_length() - 1)


def verify_inclusion(leaf: bytes, place: tuple[int, int], path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path proves the leaf hash at place (index, size) under this root."""
    index, last = place[0], place[1] - 1
    if not 0 <= index <= last:
        return False
    top = leaf
    for beside in path:
        if last == 0:
            return False
        if index & 1 or index == last:
            top = node_hash(beside, top)
            index, last = _up_to_right_child(index, last)
        else:
            top = node_hash(top, beside)
        index, last = index >> 1, last >> 1
    return last == 0 and top == root


def verify_consistency(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Whether the path proves that the new (size, root) begins with all of the old (size, root)."""
    (old_size, old_root), (size, root) = old, new
    if old_size == size:
        return not path and old_root == root and (size > 0 or (size, root) == (0, EMPTY_ROOT))
    if old_size == 0:
        return not path and size > 0 and old_root == EMPTY_ROOT
    if not 0 < old_size < size or not path:
        return False
    index, last = _up_while_right(old_size - 1, size - 1)
    first, *others = path if old_size & (old_size - 1) else (old_root, *path)
    return _climb(index, last, first, others) == (old_root, root)


def _climb(index: int, last: int, first: bytes, others: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """The old and the new root that a path leads to; None: it is too long or too short."""
    then = now = first
    for beside in others:
        if last == 0:
            return None
        if index & 1 or index == last:
            then, now = node_hash(beside, then), node_hash(beside, now)
            index, last = _up_to_right_child(index, last)
        else:
            now = node_hash(now, beside)
        index, last = index >> 1, last >> 1
    return (then, now) if last == 0 else None


def _up_while_right(index: int, last: int) -> tuple[int, int]:
    while index & 1:
        index, last = index >> 1, last >> 1
    return index, last


def _up_to_right_child(index: int, last: int) -> tuple[int, int]:
    while index and not index & 1:
        index, last = index >> 1, last >> 1
    return index, last
