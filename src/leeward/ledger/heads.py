"""What is signed: that the ledger had so many entries with this root at that time."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from leeward.ledger.canonical import Json, canonical, read_canonical, read_stamp, stamp
from leeward.model.errors import LedgerError

_HEX = re.compile(r"([0-9a-f]{2})*")


@dataclass(frozen=True, slots=True)
class TreeHead:
    """size: entries. root: 32 bytes. at: kept to the millisecond. key: `key_id` of the signer."""

    size: int
    root: bytes
    at: datetime
    key: str


@dataclass(frozen=True, slots=True)
class SignedHead:
    """A head and its Ed25519 signature, 64 bytes, over `signed_bytes`. See `verify`."""

    head: TreeHead
    signature: bytes


def key_id(public: Ed25519PublicKey) -> str:
    """16 hexadecimal digits: the first of the SHA-256 of the raw public key."""
    return hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]


def sign(size: int, root: bytes, at: datetime, private: Ed25519PrivateKey) -> SignedHead:
    """A signed head. Raises: LedgerError: the time has no zone, or the size is beyond 2^53 - 1."""
    head = TreeHead(size, root, at, key_id(private.public_key()))
    return SignedHead(head, private.sign(signed_bytes(head)))


def verify(signed: SignedHead, public: Ed25519PublicKey) -> bool:
    """Whether the owner of this key signed this head. Says nothing of whether the root fits the entries."""
    if signed.head.key != key_id(public):
        return False
    try:
        public.verify(signed.signature, signed_bytes(signed.head))
    except InvalidSignature:
        return False
    return True


def signed_bytes(head: TreeHead) -> bytes:
    """What the signature is over: {"at", "key", "root", "size"} as canonical JSON, bytes as hexadecimal."""
    return canonical(_fields(head))


def encode(signed: SignedHead) -> bytes:
    """The bytes to keep and to publish: the signed bytes with one more field, "signature", in hexadecimal."""
    return canonical({**_fields(signed.head), "signature": signed.signature.hex()})


def decode(text: bytes) -> SignedHead:
    """What `encode` gave. Raises: LedgerError: it never came from there. The signature is not checked."""
    match read_canonical(text):
        case {
            "at": str(at),
            "key": str(key),
            "root": str(root),
            "signature": str(signature),
            "size": int(size),
            **rest,
        } if not rest and size >= 0 and not isinstance(size, bool):
            head = TreeHead(size, _bytes(root, 32), read_stamp(at), key)
            return SignedHead(head, _bytes(signature, 64))
    raise LedgerError("this is no signed head of a ledger", "run: leeward ledger verify")


def _fields(head: TreeHead) -> dict[str, Json]:
    return {"size": head.size, "root": head.root.hex(), "at": stamp(head.at), "key": head.key}


def _bytes(text: str, length: int) -> bytes:
    if len(text) != 2 * length or not _HEX.fullmatch(text):
        raise LedgerError(
            f"a signed head holds no {length} bytes where it should", "run: leeward ledger verify"
        )
    return bytes.fromhex(text)
