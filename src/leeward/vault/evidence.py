"""Media of cases, sealed in pieces: only the key opens them, in order and whole."""

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from leeward.model.errors import SealError
from leeward.vault.keys import Purpose, VaultKey
from leeward.vault.seals import LARGEST, open_seal, seal

PIECE = LARGEST  # bytes of a media in one piece

_READ_ONLY = fcntl.F_SEAL_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sealed media is. media: its number in the database. size: bytes. sha256: of the whole."""

    media: int
    size: int
    sha256: bytes

    @property
    def pieces(self) -> int:
        """How many; an empty media has one, which proves that it is empty."""
        return max(-(-self.size // PIECE), 1)

    def place(self, number: int) -> str:
        """The one place where a piece opens. The digest is not in it: messages name the place."""
        return f"media {self.media}, {self.size} bytes, piece {number} of {self.pieces}"


def sealed_pieces(
    fd: int, evidence: Evidence, key: VaultKey, random: Callable[[int], bytes]
) -> Iterator[bytes]:
    """Each piece in order. The descriptor stays the caller's, and its position where it is.

    Raises: SealError: it is not as large as it was said to be.
    """
    for number in range(evidence.pieces):
        plain = os.pread(fd, PIECE, number * PIECE)
        if len(plain) != min(PIECE, evidence.size - number * PIECE):
            raise SealError(f"{evidence.place(number)}: the media is shorter", "it is fetched again")
        yield seal(plain, Purpose.EVIDENCE, evidence.place(number), key, random)


class Opening:
    """Puts a media together again, in anonymous memory. Whoever makes one closes it."""

    def __init__(self, evidence: Evidence, key: VaultKey) -> None:
        self._evidence = evidence
        self._key = key
        self._fd = os.memfd_create("evidence", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        self._digest = hashlib.sha256()
        self._taken = 0

    def take(self, sealed: bytes) -> None:
        """Add the next piece. Raises: SealError: it is not the next one, was changed, or of another key."""
        plain = open_seal(sealed, Purpose.EVIDENCE, self._evidence.place(self._taken), self._key)
        self._taken += 1
        self._digest.update(plain)
        view = memoryview(plain)
        while view:
            view = view[os.write(self._fd, view) :]

    def whole(self) -> int:
        """A descriptor of all of it, read-only for ever; it is the caller's.

        Raises: SealError: pieces are missing, or it is not the media that was kept.
        """
        if self._taken != self._evidence.pieces or self._digest.digest() != self._evidence.sha256:
            what = f"media {self._evidence.media}: {self._taken} of {self._evidence.pieces} pieces"
            raise SealError(f"{what} do not make up what was kept", "restore the database from a backup")
        fcntl.fcntl(self._fd, fcntl.F_ADD_SEALS, _READ_ONLY)
        return os.dup(self._fd)

    def close(self) -> None:
        """Forget it."""
        os.close(self._fd)
