"""Near copies: cases that one decision fits, since each media of one is a media of the other. Pure.

Two media are alike that are the same file, match the same entry of a list, or differ in at most 31 of the 256
bits of their PDQ hashes.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from leeward.model.look import Look
from leeward.store.desk.ranks import MediaRow, PrintRow

FARTHEST = 31  # bits. Source: the usual limit of PDQ, facebook/ThreatExchange pdq_utils.py
_CLEAR = 50  # quality from which a hash says anything. Source: the same repository
_BLOCKS, _WIDTH = 16, 16  # of a hash: two that differ in 31 bits agree in one block, but for one bit
_SHA256, _ENTRY, _KEY_BYTES = 1 << 48, 2 << 48, 6


def prints(media: Sequence[MediaRow]) -> list[PrintRow]:
    """Of all media of one case; none, if any of it was not looked at: it may be anything."""
    if any(one.look != Look.LOOKED or one.sha256 is None for one in media):
        return []
    return [PrintRow(one.case, one.media, _pdq(one.signals), one.entries, one.sha256 or b"") for one in media]


def blocks(one: PrintRow) -> list[int]:
    """By which near copies of it are found."""
    exact = [_SHA256 | _key(one.sha256), *(_ENTRY | _key(entry) for entry in one.entries)]
    return [*exact, *(_block(place, value) for place, value in _parts(one.pdq))]


def blocks_near(one: PrintRow) -> list[int]:
    """Of which everything that is alike has at least one."""
    near = [_block(place, value ^ (1 << bit)) for place, value in _parts(one.pdq) for bit in range(_WIDTH)]
    return [*blocks(one), *near]


def are_copies(these: Sequence[PrintRow], those: Sequence[PrintRow]) -> bool:
    """Whether each media of one case is a media of the other."""
    return bool(these and those) and _are_in(these, those) and _are_in(those, these)


def are_alike(one: PrintRow, other: PrintRow) -> bool:
    """Whether two media are the same to people."""
    if one.sha256 == other.sha256 or not set(one.entries).isdisjoint(other.entries):
        return True
    if one.pdq is None or other.pdq is None:
        return False
    return (int.from_bytes(one.pdq) ^ int.from_bytes(other.pdq)).bit_count() <= FARTHEST


def _are_in(these: Iterable[PrintRow], those: Sequence[PrintRow]) -> bool:
    return all(any(are_alike(one, other) for other in those) for one in these)


def _pdq(signals: Sequence[Mapping[str, Any]]) -> bytes | None:
    for one in signals:
        if one.get("kind") == "pdq" and (one.get("quality") is None or one["quality"] >= _CLEAR):
            return bytes.fromhex(str(one["value"]))
    return None


def _parts(pdq: bytes | None) -> Iterator[tuple[int, int]]:
    size = _WIDTH // 8
    for place in range(_BLOCKS) if pdq else ():
        yield place, int.from_bytes((pdq or b"")[place * size : (place + 1) * size])


def _block(place: int, value: int) -> int:
    return place << _WIDTH | value


def _key(digest: bytes) -> int:
    return int.from_bytes(digest[:_KEY_BYTES])
