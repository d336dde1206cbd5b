"""Small secrets and personal data, sealed: only the key opens them, and only in the place they are for.

A seal: version (1 byte), key id (8), nonce (12), what was sealed and 16 bytes that prove it (AES-256-GCM).
The first two, the purpose and the context are proven with it. Other versions may follow for larger things.
"""

from collections.abc import Callable
from typing import NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from leeward.model.errors import SealError
from leeward.vault.keys import KEY_ID_BYTES, Purpose, VaultKey

LARGEST = 1 << 20  # bytes: what is larger belongs in a file, sealed in pieces

_VERSION = 1
_NONCE = 12  # bytes; random: safe for 2^32 seals a purpose (NIST SP 800-38D, section 8.3)
_TAG = 16
_HEAD = 1 + KEY_ID_BYTES
_OVERHEAD = _HEAD + _NONCE + _TAG


def seal(
    plain: bytes, purpose: Purpose, context: str, key: VaultKey, random: Callable[[int], bytes]
) -> bytes:
    """The sealed bytes, 37 longer than the plain ones.

    context: the one place where it may be opened, such as "server 7 token". Not secret: messages name it.
    random: gives that many bytes fit for secrets, such as os.urandom.
    Raises: SealError: it is larger than `LARGEST`.
    """
    if len(plain) > LARGEST:
        raise SealError(f"{context}: {len(plain)} bytes are too much for one seal", f"seal at most {LARGEST}")
    nonce = random(_NONCE)
    if len(nonce) != _NONCE:
        raise SealError(f"{context}: the source of randomness gave {len(nonce)} bytes, not {_NONCE}")
    head = bytes([_VERSION]) + bytes.fromhex(key.key_id)
    return head + nonce + AESGCM(key.sub_key(purpose)).encrypt(nonce, plain, _bound(head, purpose, context))


def open_seal(sealed: bytes, purpose: Purpose, context: str, key: VaultKey) -> bytes:
    """What was sealed for this purpose and context.

    Raises: SealError: it was changed or cut, was sealed for another place, or with another key.
    """
    used = sealed_with(sealed, context)
    if used != key.key_id:
        raise SealError(
            f"{context}: this was sealed with key {used}, and the vault's key is {key.key_id}",
            f"start with the key {used}, or delete this and enter it anew",
        )
    head, nonce, rest = sealed[:_HEAD], sealed[_HEAD : _HEAD + _NONCE], sealed[_HEAD + _NONCE :]
    try:
        return AESGCM(key.sub_key(purpose)).decrypt(nonce, rest, _bound(head, purpose, context))
    except InvalidTag as error:
        raise SealError(
            f"{context}: this does not open: it was changed, or sealed for another place",
            "restore it from a backup, or delete it and enter it anew",
        ) from error


def sealed_with(sealed: bytes, context: str) -> str:
    """The `key_id` that a seal names; not proven before it is opened.

    Raises: SealError: this is no seal, or a later version's.
    """
    if len(sealed) < _OVERHEAD:
        _refuse(context, f"{len(sealed)} bytes are too few for a seal")
    if sealed[0] != _VERSION:
        _refuse(context, f"this is no seal, or of version {sealed[0]}, which this Leeward does not know")
    return sealed[1:_HEAD].hex()


def _refuse(context: str, why: str) -> NoReturn:
    raise SealError(f"{context}: {why}", "restore it from a backup, or use the Leeward that wrote it")


def _bound(head: bytes, purpose: Purpose, context: str) -> bytes:
    """What is proven with the sealed bytes. No purpose holds a zero byte: no two pairs look alike."""
    return b"%s%s\0%s" % (head, purpose.value.encode(), context.encode())
