"""What is served at a media's address today, past every cache: the same, something else, or nothing.

An answer 200 proves little: it may be a page that says "not found", or a placeholder. What counts is whether
the bytes are the same, or look the same. An answer 403 counts as gone where the address was open before: so
object stores answer for files made private, and nobody else is served either; the detail says so.
"""

import os
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from leeward.model.errors import NotFetched
from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.proofs import Seen
from leeward.net.client import Client
from leeward.net.forms import with_query
from leeward.net.wire import Fetched, FetchLimits

LIMIT = (
    31  # bits of 256 in which two PDQ hashes of the same picture differ. Source: ThreatExchange pdq_utils.py
)
_PERCEPTUAL = {"pdq", "vpdq"}
_HEX = 64  # digits of a PDQ hash
_PAST_CACHES = {"Cache-Control": "no-cache, no-store, max-age=0", "Pragma": "no-cache"}
_CLOSED = {403, 451}
_ORDER = (Seen.STILL_THERE, Seen.UNKNOWN, Seen.GONE)  # of two answers, the one that counts


class Storage(Protocol):
    """Where a server keeps files, if we may look into it."""

    async def bytes_gone(self, url: str) -> Seen:
        """Whether the bytes behind an address are gone, whoever may be served them."""
        ...


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one media from the first look. values: of its perceptual signals, hexadecimal."""

    sha256: bytes | None = None
    values: tuple[str, ...] = ()
    was_looked: bool = False


Sight = tuple[Seen, str]  # with a sentence without the address


@dataclass(frozen=True, slots=True)
class Eyes:
    """Looks again. look: the sandbox's; takes the descriptor over. entropy: that many random bytes."""

    client: Client
    limits: FetchLimits
    look: Callable[[int], Awaitable[Finding]]
    entropy: Callable[[int], bytes]
    storage: Storage | None = None

    async def served(self, url: str, known: Known) -> Sight:
        """What is served there: asked twice, the second time with a parameter that no cache has seen.

        Raises: SandboxError: nobody can look at anything any more.
        """
        first = await self._once(url, known)
        if first[0] is Seen.STILL_THERE:
            return first
        new = with_query(url, [("nocache", self.entropy(8).hex())])
        second = await self._once(new, known)
        return min((first, second), key=lambda sight: _ORDER.index(sight[0]))

    async def stored(self, url: str) -> Sight:
        """Whether the bytes are gone from where they are kept."""
        if self.storage is None:
            return Seen.UNKNOWN, "the server's storage cannot be read from here"
        return await self.storage.bytes_gone(url), "looked for in the server's storage"

    async def _once(self, url: str, known: Known) -> Sight:
        try:
            fetched = await self.client.fetch(url, self.limits, _PAST_CACHES)
        except NotFetched as error:
            return _missed(error, known)
        return await self._compared(fetched, known)

    async def _compared(self, fetched: Fetched, known: Known) -> Sight:
        if known.sha256 == bytes.fromhex(fetched.sha256) or not fetched.size:
            os.close(fetched.fd)
            if fetched.size:
                return Seen.STILL_THERE, "the same bytes are served"
            return Seen.GONE, "nothing is served there any more"
        return compared(await self.look(fetched.fd), known)


def compared(found: Finding, known: Known) -> Sight:
    """Whether what is served now, in other bytes, looks like what was there."""
    if not known.was_looked:
        return Seen.UNKNOWN, "something is served; it was never looked at, so nobody can tell what"
    if found.look is Look.UNSUPPORTED:
        return Seen.GONE, "something else is served there, not such a media"
    values = perceptual((one.kind, one.value) for one in found.signals)
    if not values or not known.values:
        return Seen.UNKNOWN, f"something is served that cannot be compared: {found.look}"
    if min(distance(one, other) for one in values for other in known.values) <= LIMIT:
        return Seen.STILL_THERE, "the same picture is served, in other bytes"
    if found.look is not Look.LOOKED:
        return Seen.UNKNOWN, f"something is served that cannot be compared as a whole: {found.look}"
    return Seen.GONE, "something else is served there"


def perceptual(signals: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """The values that can be compared, of (kind, value)."""
    return tuple(value for kind, value in signals if kind in _PERCEPTUAL and len(value) == _HEX)


def distance(one: str, other: str) -> int:
    """Bits in which two PDQ hashes differ, 0 to 256."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


def _missed(error: NotFetched, known: Known) -> Sight:
    if error.look is Look.VANISHED:
        return Seen.GONE, error.reason
    if error.status in _CLOSED and known.sha256:
        return Seen.GONE, f"not served to us any more ({error.status}): made private, or closed to everybody"
    return Seen.UNKNOWN, error.reason
