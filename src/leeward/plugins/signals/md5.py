"""MD5 of the file's bytes: exact matches only."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from leeward.model.errors import BadSignal
from leeward.plugins.signals.protocol import Hasher

_FORM = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Md5:
    """A digest that lists still carry; equal or not, nothing between."""

    name: str = "md5"
    title: str = "MD5 of the file (exact)"
    bits: int = 128
    threshold: int = 0

    def normalise(self, text: str) -> str:
        """32 lower-case hexadecimal digits. Raises: BadSignal: anything else."""
        value = text.strip().lower()
        if _FORM.fullmatch(value) is None:
            raise BadSignal("not the 32 hexadecimal digits of an MD5")
        return value

    def examples(self) -> Sequence[str]:
        """Of no bytes, and of the word "leeward"."""
        return (
            "d41d8cd98f00b204e9800998ecf8427e",
            "54fe6babb243fcb353c4bd5ef81c607d",
        )

    def start(self) -> Hasher:
        """A running MD5."""
        return hashlib.md5(usedforsecurity=False)


SIGNAL = Md5()
