"""Compares the nodes that were kept with what the entries hash to."""

from collections.abc import Iterable, Iterator

from leeward.ledger.problems import Problems, entries
from leeward.ledger.tree import Node, completed_at

_HIGHEST = 63  # levels; no ledger has more entries


class KeptNodes:
    """A stream of kept nodes, sorted by `completed_at`, each looked at once."""

    def __init__(self, nodes: Iterable[Node], problems: Problems) -> None:
        self._problems = problems
        self._nodes = self._possible(nodes)
        self._next = next(self._nodes, None)

    def compare(self, expected: Iterable[Node]) -> None:
        """Say what is missing, wrong or too much among the nodes up to the last expected one."""
        for node in expected:
            while self._next is not None and self._next[:2] != node[:2] and _is_before(self._next, node):
                self._say(self._next, "was never made from the entries, or is not kept in order")
                self._step()
            if self._next is None or self._next[:2] != node[:2]:
                self._say(node, "is missing")
                continue
            if self._next[2] != node[2]:
                self._say(node, "is not what they hash to")
            self._step()

    def finish(self) -> None:
        """Say how many nodes are left over, once all that were expected have been compared."""
        left = sum(1 for _ in self._nodes) + 1 if self._next is not None else 0
        if left:
            self._problems.say(
                f"{left} kept nodes belong to no entries: entries were cut off, or nodes made up"
            )

    def _possible(self, nodes: Iterable[Node]) -> Iterator[Node]:
        """Those that a tree can have; says which it cannot."""
        for level, index, top in nodes:
            if 0 < level <= _HIGHEST and index >= 0:
                yield level, index, top
            else:
                self._problems.say(f"node {index} of level {level} cannot be in any tree")

    def _step(self) -> None:
        self._next = next(self._nodes, None)

    def _say(self, node: Node, what: str) -> None:
        level, index, _ = node
        over = entries(index << level, (index + 1) << level)
        self._problems.say(f"node {index} of level {level}, over {over}, {what}")


def _is_before(one: Node, other: Node) -> bool:
    return completed_at(*one[:2]) < completed_at(*other[:2])
