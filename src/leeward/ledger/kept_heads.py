"""Compares the heads that were signed with the root that the entries have."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from leeward.ledger.canonical import stamp
from leeward.ledger.heads import TreeHead, decode, verify
from leeward.ledger.problems import Problems, entries
from leeward.model.errors import LedgerError

_CLOCKS_DIFFER = timedelta(minutes=5)  # between the machines of one installation


class KeptHeads:
    """A stream of encoded signed heads, smallest first, each looked at once. An unsigned one proves nothing.

    signed: the size of the largest head so far whose root fits.
    """

    def __init__(
        self, heads: Iterable[bytes], keys: Mapping[str, Ed25519PublicKey], problems: Problems
    ) -> None:
        self.signed = 0
        self._keys = keys
        self._problems = problems
        self._unfit = 0
        self._heads = self._in_order(heads)
        self._next = next(self._heads, None)

    def next_size(self) -> int | None:
        """At how many entries the next head wants the root; None: there is none left."""
        return self._next.size if self._next else None

    def compare(self, root: bytes) -> None:
        """Say whether the next head has this root, and step on."""
        if self._next is None:
            return
        if self._next.root == root:
            self.signed = self._next.size
        else:
            self._unfit += 1
            if self._unfit == 1:
                self._say_unfit(self._next)
        self._next = next(self._heads, None)

    def _say_unfit(self, head: TreeHead) -> None:
        if head.size == 0:
            why = "an empty ledger has another root"
        elif head.size == self.signed:
            why = "an earlier head of as many does"
        else:
            why = f"something in {entries(self.signed, head.size)} is not what was signed"
        self._problems.say(f"{_name(head)} does not fit: {why}")

    def finish(self, size: int, hole: int | None) -> None:
        """Say what is left over. hole: the first missing entry, after which no root can be known."""
        left, last = 0, self._next
        while self._next is not None:
            left, last = left + 1, self._next
            self._next = next(self._heads, None)
        if last and last.size > size:
            self._problems.say(f"{_name(last)} counts more: {entries(size, last.size)} missing at the end")
        if left and hole is not None:
            self._problems.say(f"heads that could not be compared, because entry {hole} is missing: {left}")
        if self._unfit > 1:
            self._problems.say(f"later heads that do not fit either: {self._unfit - 1}")

    def _in_order(self, heads: Iterable[bytes]) -> Iterator[TreeHead]:
        """The signed heads that never shrink; says what is wrong with the others."""
        last: TreeHead | None = None
        for place, text in enumerate(heads, 1):
            head = self._signed(place, text)
            if head is None:
                continue
            if last and head.size < last.size:
                self._problems.say(f"the ledger shrank: {_name(head)} comes after {_name(last)}")
                continue
            if last and head.at < last.at - _CLOCKS_DIFFER:
                self._problems.say(f"time ran backwards: {_name(head)} comes after {_name(last)}")
            last = head
            yield head

    def _signed(self, place: int, text: bytes) -> TreeHead | None:
        try:
            signed = decode(text)
        except LedgerError as error:
            self._problems.say(f"head number {place} cannot be read: {error.message}")
            return None
        public = self._keys.get(signed.head.key)
        if public is None:
            self._problems.say(f"{_name(signed.head)}: it is signed with a key that was not given")
        elif not verify(signed, public):
            self._problems.say(f"{_name(signed.head)}: its signature is bad")
        else:
            return signed.head
        return None


def _name(head: TreeHead) -> str:
    return f"the head of {head.size} entries from {stamp(head.at)}"
