"""The vault's key, and one key of its own for each purpose, derived from it."""

import base64
import re
from dataclasses import dataclass, field
from enum import StrEnum

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from leeward.model.errors import VaultKeyError

KEY_BYTES = 32
KEY_ID_BYTES = 8

_LABEL = b"leeward vault 1: "
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{43}=?")
_STANDARD = str.maketrans("-_", "+/")  # from the alphabet for URLs


class Purpose(StrEnum):
    """What a derived key is for. A name may never change: what was sealed under it would not open."""

    TOKEN = "token"  # noqa: S105 what it is for, no token: tokens and secrets of the servers that we protect
    PERSONAL = "personal"  # personal data that must expire
    LEDGER_SIGNING = "ledger-signing"
    HTTP_ACTOR = "http-actor"  # the private key of our own actor
    WORDS = "words"  # digests of entries of term lists
    FORMS = "forms"  # proofs that a form came from the desk's own pages
    EVIDENCE = "evidence"  # media of cases
    SIGNING_IN = "signing-in"  # secrets by which people of the desk sign in
    MARKS = "marks"  # of what accounts share that were made together


@dataclass(frozen=True, slots=True)
class VaultKey:
    """The one secret of an installation, 32 bytes. Neither printed nor logged: use `key_id`."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Raises: VaultKeyError: it is not 32 bytes long."""
        if len(self.secret) != KEY_BYTES:
            raise VaultKeyError(
                f"the vault's key has {len(self.secret)} bytes instead of {KEY_BYTES}",
                "restore the key from your backup: another key opens nothing that was sealed",
            )

    @property
    def key_id(self) -> str:
        """16 hexadecimal digits that name the key and give nothing of it away."""
        return self._derive("key id", KEY_ID_BYTES).hex()

    def sub_key(self, purpose: Purpose) -> bytes:
        """32 bytes; whoever has one learns nothing of the others. Source: HKDF-SHA-256, RFC 5869."""
        return self._derive(f"purpose {purpose.value}", KEY_BYTES)

    def _derive(self, name: str, length: int) -> bytes:
        return HKDF(SHA256(), length, salt=None, info=_LABEL + name.encode()).derive(self.secret)


def ledger_signing_key(key: VaultKey) -> Ed25519PrivateKey:
    """Signs the ledger's heads; the same on every machine that has the vault's key."""
    return Ed25519PrivateKey.from_private_bytes(key.sub_key(Purpose.LEDGER_SIGNING))


def key_from_text(text: str, source: str) -> VaultKey:
    """The key that was written in Base64, as an environment variable or secret store carries it.

    source: what to call the place in a message, such as the variable's name.
    Raises: VaultKeyError: it is not 32 bytes in Base64.
    """
    hint = "make one with: head -c 32 /dev/urandom | base64"
    bare = text.strip()
    if not _BASE64.fullmatch(bare):
        raise VaultKeyError(f"{source}: this is not a key of {KEY_BYTES} bytes in Base64", hint)
    return VaultKey(base64.b64decode(bare.rstrip("=").translate(_STANDARD) + "="))


def key_to_text(key: VaultKey) -> str:
    """The key in Base64, to share it with another machine: only ever for the operator's own hands."""
    return base64.b64encode(key.secret).decode()
