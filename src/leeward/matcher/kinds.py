"""How the values of each kind of signal are kept and compared.

The plug-in loader declares each signal as it loads it: a new one is a file of its own, and no line here.
"""

from leeward.model.errors import ConfigError

NEAR_BITS = 256  # what the index over distances is made for

WIDTHS: dict[str, int] = {"md5": 16, "sha1": 20, "sha256": 32, "pdq": 32, "vpdq": 32}  # bytes; of a frame
NEAR: set[str] = {"pdq", "vpdq"}  # compared by distance; every other kind for equality
CLIPS = frozenset({"vpdq"})  # an entry has many values, its frames


def declare(kind: str, bits: int, near: bool) -> None:
    """Say how a kind is compared; again is harmless.

    Raises: ConfigError: the index cannot compare such values.
    """
    if bits % 8 or not 8 <= bits <= 4096 or (near and bits != NEAR_BITS):
        raise ConfigError(
            f"the signal {kind} has values of {bits} bits, which cannot be compared",
            f"by distance: {NEAR_BITS} bits; for equality: whole bytes, 512 at most",
        )
    if WIDTHS.setdefault(kind, bits // 8) != bits // 8:
        raise ConfigError(f"two signals of different length are called {kind}", "rename one of the plug-ins")
    if near:
        NEAR.add(kind)
