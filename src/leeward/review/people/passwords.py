"""Passwords: long ones, kept as hashes that cost time and memory to try."""

import asyncio
import unicodedata
from dataclasses import dataclass, field
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from leeward.model.errors import UsageError

SHORTEST, LONGEST = (
    12,
    1024,
)  # characters. Source: NIST SP 800-63B-4, section 3.1.1.2: length, and no other rule
_AT_ONCE = 2  # each takes 64 MiB

_HASHER = PasswordHasher()  # RFC 9106, second recommended option


@dataclass(frozen=True, slots=True)
class Passwords:
    """Hashes and compares, a few at once, and never in the way of other requests."""

    places: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))

    async def hashed(self, password: str) -> bytes:
        """What to keep of it. Raises: UsageError: it is too short or too long."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise UsageError(
                f"a password has at least {SHORTEST} characters, and at most {LONGEST}",
                "several words are easier to remember than odd characters",
            )
        async with self.places:
            return (await asyncio.to_thread(_HASHER.hash, _normal(password))).encode()

    async def fits(self, kept: bytes | None, password: str) -> bool:
        """Whether it is this one. None or nothing takes as long as any other, and never fits."""
        async with self.places:
            is_it = await asyncio.to_thread(_fits, (kept or _decoy()).decode(), password[:LONGEST])
        return is_it and bool(kept)


def _fits(kept: str, password: str) -> bool:
    try:
        return _HASHER.verify(kept, _normal(password))
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """The same characters, whatever keyboard they came from. Source: NIST SP 800-63B-4, section 3.1.1.2."""
    return unicodedata.normalize("NFKC", password)


@cache
def _decoy() -> bytes:
    return _HASHER.hash("nobody has this password").encode()
