"""What is recorded: one event, as the bytes that are hashed into the tree."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from leeward.ledger.canonical import Json, canonical, read_canonical, read_stamp, stamp
from leeward.model.errors import LedgerError

SALT_BYTES = 16

_KIND = re.compile(r"[a-z][a-z0-9]*([._-][a-z0-9]+)*")
_SALT = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event.

    kind: small words joined by `.`, `_` or `-`: "case.decided". at: kept to the millisecond.
    salt: 16 random bytes, new for each entry: once the entry's bytes are erased, its leaf in the tree stays,
    and nobody can find out what it said by hashing guesses. So the salt must be erased with the rest.
    """

    kind: str
    at: datetime
    salt: bytes
    body: Json

    def __post_init__(self) -> None:
        """Raises: LedgerError: the kind is not such a word, or the salt is not 16 bytes."""
        if not _KIND.fullmatch(self.kind):
            raise LedgerError("a kind of entry is small words joined by dots", "name it like: case.decided")
        if len(self.salt) != SALT_BYTES:
            raise LedgerError(
                f"the salt of a {self.kind} entry has {len(self.salt)} bytes",
                f"pass {SALT_BYTES} random bytes",
            )


def encode(entry: Entry) -> bytes:
    """The bytes to keep and to hash. Raises: LedgerError: the body cannot be carried (see `canonical`)."""
    return canonical(
        {
            "kind": entry.kind,
            "at": stamp(entry.at),
            "salt": entry.salt.hex(),
            "body": entry.body,
        }
    )


def decode(text: bytes) -> Entry:
    """The entry of what `encode` gave; its time is in UTC. Raises: LedgerError: it never came from there."""
    match read_canonical(text):
        case {"kind": str(kind), "at": str(at), "salt": str(salt), "body": body, **rest} if not rest:
            if _SALT.fullmatch(salt):
                return Entry(kind, read_stamp(at), bytes.fromhex(salt), body)
    raise LedgerError("this is no entry of a ledger", "run: leeward ledger verify")


def leaf_hash(text: bytes) -> bytes:
    """32 bytes: the place of an entry's bytes in the tree. Source: RFC 6962, section 2.1."""
    return hashlib.sha256(b"\x00" + text).digest()
