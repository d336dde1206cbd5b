"""SHA-1 of the file's bytes: exact matches only."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from leeward.model.errors import BadSignal
from leeward.plugins.signals.protocol import Hasher

_FORM = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Sha1:
    """A digest that lists still carry; equal or not, nothing between."""

    name: str = "sha1"
    title: str = "SHA-1 of the file (exact)"
    bits: int = 160
    threshold: int = 0

    def normalise(self, text: str) -> str:
        """40 lower-case hexadecimal digits. Raises: BadSignal: anything else."""
        value = text.strip().lower()
        if _FORM.fullmatch(value) is None:
            raise BadSignal("not the 40 hexadecimal digits of an SHA-1")
        return value

    def examples(self) -> Sequence[str]:
        """Of no bytes, and of the word "leeward"."""
        return (
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
            "a7c1d148cc16143ffa4e98003a9676db42c14e28",
        )

    def start(self) -> Hasher:
        """A running SHA-1."""
        return hashlib.sha1(usedforsecurity=False)


SIGNAL = Sha1()
