"""Says what is wrong with a kept ledger, in one pass over it and in constant memory."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from leeward.ledger.entries import leaf_hash
from leeward.ledger.kept_heads import KeptHeads
from leeward.ledger.kept_nodes import KeptNodes
from leeward.ledger.problems import Problems, entries
from leeward.ledger.tree import Frontier, Node

Recorded: TypeAlias = tuple[int, bytes, bytes | None]  # number from 0, leaf hash, bytes or None once erased

_BATCH = 1024  # entries


@dataclass(frozen=True, slots=True)
class Audit:
    """What came of it.

    size: entries there should be, up to the last that was found. checked: entries whose bytes were hashed.
    erased: entries of which only the leaf is left. signed: entries under the last head that is good; what
    comes after it is promised by nobody yet.
    """

    ok: bool
    size: int
    checked: int
    erased: int
    signed: int
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A ledger as it is stored, as streams that are read once.

    recorded: in the order of their numbers. nodes: levels from 1, sorted by `tree.completed_at`.
    heads: as `heads.encode` wrote them, smallest first. Heads that somebody else kept may be mixed in.
    """

    recorded: Iterable[Recorded]
    nodes: Iterable[Node]
    heads: Iterable[bytes]


def audit(
    kept: Kept, keys: Mapping[str, Ed25519PublicKey], progress: Callable[[int], None] | None = None
) -> Audit:
    """Check every leaf, number, node and head. Never raises for a bad ledger: what is bad is a sentence.

    keys: all that ever signed, by `heads.key_id`. progress: told how many entries were read so far.
    """
    problems = Problems()
    run = _Run(KeptNodes(kept.nodes, problems), KeptHeads(kept.heads, keys, problems), problems)
    rows = iter(kept.recorded)
    while batch := list(islice(rows, _BATCH)):
        run.take(batch)
        if progress:
            progress(run.checked + run.erased)
    return run.finish()


class _Run:
    """One audit under way."""

    def __init__(self, nodes: KeptNodes, heads: KeptHeads, problems: Problems) -> None:
        self._nodes = nodes
        self._heads = heads
        self._problems = problems
        self._frontier = Frontier()
        self._number = 0
        self._hole: int | None = None
        self.checked = 0
        self.erased = 0

    def take(self, batch: Iterable[Recorded]) -> None:
        self._grow(list(self._leaves(batch)))

    def _leaves(self, batch: Iterable[Recorded]) -> Iterator[bytes]:
        """The leaves that follow each other without a gap; says what is wrong with numbers and bytes."""
        for number, leaf, text in batch:
            self._look(number, leaf, text)
            if number < self._number:
                self._problems.say(f"entry {number} is there twice, or out of order")
                continue
            if number > self._number:
                verb = "is" if number - self._number == 1 else "are"
                self._problems.say(f"{entries(self._number, number)} {verb} missing")
                self._hole = self._number if self._hole is None else self._hole
            self._number = number + 1
            if self._hole is None:
                yield leaf

    def _look(self, number: int, leaf: bytes, text: bytes | None) -> None:
        if text is None:
            self.erased += 1
            return
        self.checked += 1
        if leaf_hash(text) != leaf:
            self._problems.say(f"entry {number} is not what its leaf says: one of the two was changed")

    def _grow(self, leaves: list[bytes]) -> None:
        """Stop at each size that was signed, and compare."""
        while (size := self._heads.next_size()) is not None and size <= self._frontier.size + len(leaves):
            taken = size - self._frontier.size
            self._append(leaves[:taken])
            leaves = leaves[taken:]
            self._heads.compare(self._frontier.root())
        self._append(leaves)

    def _append(self, leaves: list[bytes]) -> None:
        self._frontier, nodes = self._frontier.append(leaves)
        self._nodes.compare(nodes)

    def finish(self) -> Audit:
        self._grow([])
        self._heads.finish(self._number, self._hole)
        if self._hole is None:
            self._nodes.finish()
        told = self._problems.told()
        return Audit(not told, self._number, self.checked, self.erased, self._heads.signed, told)
