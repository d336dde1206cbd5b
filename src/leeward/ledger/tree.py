"""A Merkle tree that only grows. Kept are the hashes of its complete subtrees, which never change again.

A node is (level, index): the subtree over the leaves from index * 2^level up to, not including,
(index + 1) * 2^level. Level 0 are the leaves themselves; they are kept with their entries.
Source: RFC 6962, section 2.1.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Self, TypeAlias

from leeward.model.errors import LedgerError

NodeId: TypeAlias = tuple[int, int]  # level, index
Node: TypeAlias = tuple[int, int, bytes]  # level, index, 32 bytes
Reader: TypeAlias = Callable[[int, int], bytes]  # the hash of a complete subtree, leaves included

EMPTY_ROOT = hashlib.sha256().digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """32 bytes: the hash over two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """All that is needed to go on growing. peaks: of the complete subtrees in the tree, largest first."""

    size: int = 0  # leaves
    peaks: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        """Raises: LedgerError: so many leaves do not make so many peaks."""
        if self.size < 0 or len(self.peaks) != self.size.bit_count():
            raise LedgerError(
                f"a tree of {self.size} leaves cannot have {len(self.peaks)} peaks",
                "run: leeward ledger verify",
            )

    @classmethod
    def read(cls, size: int, reader: Reader) -> Self:
        """The frontier of a kept tree; reads the nodes that `span` names."""
        return cls(size, tuple(reader(level, index) for level, index in span(0, size)))

    def append(self, leaves: Iterable[bytes]) -> tuple[Self, list[Node]]:
        """The frontier after these leaf hashes, and the nodes that became complete, in that order.

        The leaves (level 0) are not among the nodes: they are kept with their entries.
        """
        sha256 = hashlib.sha256
        peaks, nodes, size = list(self.peaks), list[Node](), self.size
        for leaf in leaves:
            level, index, top = 0, size, leaf
            while index & 1:
                level, index = level + 1, index >> 1
                top = sha256(b"\x01" + peaks.pop() + top).digest()
                nodes.append((level, index, top))
            peaks.append(top)
            size += 1
        return type(self)(size, tuple(peaks)), nodes

    def root(self) -> bytes:
        """32 bytes: the hash over the whole tree."""
        return fold(self.peaks) if self.peaks else EMPTY_ROOT


def fold(peaks: Iterable[bytes]) -> bytes:
    """The hash over neighbouring complete subtrees, given largest first; at least one."""
    first, *others = reversed(tuple(peaks))
    for peak in others:
        first = node_hash(peak, first)
    return first


def span(start: int, end: int) -> Iterator[NodeId]:
    """The complete subtrees that make up the leaves from start up to end, largest first.

    start must be a multiple of the largest power of two that fits in.
    """
    while start < end:
        level = (end - start).bit_length() - 1
        yield level, start >> level
        start += 1 << level


def completed_at(level: int, index: int) -> tuple[int, int]:
    """Sorts nodes by when they became complete: (leaves there were then, level)."""
    return (index + 1) << level, level
