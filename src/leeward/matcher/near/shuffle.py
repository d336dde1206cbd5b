"""The fixed permutation of the 256 bits: real PDQ hashes are skewed and correlated, bands must not be."""

from functools import cache
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

BITS = 256

Words = NDArray[np.uint64]  # (n, 4): 256 bits a row, bit b of a row is bit b % 64 of word b // 64


@cache
def places() -> tuple[int, ...]:
    """Where each bit goes: part of the file format, never to change."""
    drawn = sorted(range(BITS), key=lambda bit: blake2b(bytes([bit]), person=b"leeward bands").digest())
    return tuple(drawn)


@cache
def table(*, back: bool = False) -> Words:
    """For each of 32 bytes and each of its 256 values, the four words it turns into. `back` undoes it."""
    target = np.argsort(places()) if back else np.array(places())
    single = np.zeros((BITS, 4), np.uint64)
    single[np.arange(BITS), target // 64] = np.uint64(1) << (target % 64).astype(np.uint64)
    values = np.arange(256, dtype=np.uint64)[:, None] >> np.arange(8, dtype=np.uint64) & np.uint64(1)
    made = np.ascontiguousarray(values @ single.reshape(32, 8, 4))
    made.flags.writeable = False
    return made


def permute(raw: NDArray[np.uint8], *, back: bool = False) -> Words:
    """Permute (n, 32) bytes; for a few rows, without compiled code."""
    moved = table(back=back)[np.arange(32), raw]
    return np.ascontiguousarray(np.bitwise_or.reduce(moved, axis=1))


def restore(words: Words) -> NDArray[np.uint8]:
    """The (n, 32) bytes that permuted rows came from."""
    raw = np.ascontiguousarray(words).astype("<u8").view(np.uint8).reshape(-1, 32)
    return permute(raw, back=True).astype("<u8").view(np.uint8).reshape(-1, 32)
