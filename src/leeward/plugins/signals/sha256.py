"""SHA-256 of the file's bytes: exact matches only."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from leeward.model.errors import BadSignal
from leeward.plugins.signals.protocol import Hasher

_FORM = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Sha256:
    """A digest that lists still carry; equal or not, nothing between."""

    name: str = "sha256"
    title: str = "SHA-256 of the file (exact)"
    bits: int = 256
    threshold: int = 0

    def normalise(self, text: str) -> str:
        """64 lower-case hexadecimal digits. Raises: BadSignal: anything else."""
        value = text.strip().lower()
        if _FORM.fullmatch(value) is None:
            raise BadSignal("not the 64 hexadecimal digits of an SHA-256")
        return value

    def examples(self) -> Sequence[str]:
        """Of no bytes, and of the word "leeward"."""
        return (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "166ccf485dfe9317a07e9ab9719c13ceb58f12fbcb0ccc4b9a63856569a5dbe1",
        )

    def start(self) -> Hasher:
        """A running SHA-256."""
        return hashlib.sha256(usedforsecurity=False)


SIGNAL = Sha256()
