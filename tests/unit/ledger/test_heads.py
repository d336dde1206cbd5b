"""Heads: signed by whom they say, over what they say."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from leeward.ledger.heads import SignedHead, decode, encode, key_id, sign, signed_bytes, verify
from leeward.model.errors import LedgerError

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key()
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
ROOT = bytes(range(100, 132))
SIGNED = sign(8, ROOT, NOON, KEY)
ALIAS = replace(SIGNED.head, key=key_id(OTHER.public_key()))


def test_a_key_is_named_by_its_hash() -> None:
    assert key_id(PUBLIC) == hashlib.sha256(PUBLIC.public_bytes_raw()).hexdigest()[:16]
    assert len(key_id(PUBLIC)) == 16


def test_what_is_signed_is_written_in_one_way() -> None:
    """These bytes are signed out there: they may never change."""
    assert signed_bytes(SIGNED.head) == (
        b'{"at":"2026-11-22T12:00:00.000Z","key":"%s","root":"%s","size":8}'
        % (key_id(PUBLIC).encode(), ROOT.hex().encode())
    )


@given(st.integers(0, 2**53 - 1), st.binary(min_size=32, max_size=32), st.datetimes(timezones=st.just(UTC)))
def test_a_head_is_verified_also_after_being_kept(size: int, root: bytes, at: datetime) -> None:
    again = decode(encode(sign(size, root, at, KEY)))
    assert verify(again, PUBLIC)
    assert (again.head.size, again.head.root) == (size, root)
    assert encode(again) == encode(sign(size, root, at, KEY))


@pytest.mark.parametrize(
    "forged",
    [
        replace(SIGNED, head=replace(SIGNED.head, size=9)),
        replace(SIGNED, head=replace(SIGNED.head, root=bytes(32))),
        replace(SIGNED, head=replace(SIGNED.head, at=NOON + timedelta(milliseconds=1))),
        replace(SIGNED, head=replace(SIGNED.head, key=key_id(OTHER.public_key()))),
        replace(SIGNED, signature=bytes(64)),
        replace(SIGNED, signature=b""),
        replace(SIGNED, signature=SIGNED.signature[:-1] + bytes([SIGNED.signature[-1] ^ 1])),
        sign(8, ROOT, NOON, OTHER),
        SignedHead(ALIAS, KEY.sign(signed_bytes(ALIAS))),
        SignedHead(SIGNED.head, OTHER.sign(signed_bytes(SIGNED.head))),
    ],
    ids=[
        "size",
        "root",
        "time",
        "key",
        "no signature",
        "empty",
        "flipped",
        "other signer",
        "signed under another name",
        "other's name",
    ],
)
def test_a_forged_head_is_not_verified(forged: SignedHead) -> None:
    assert verify(SIGNED, PUBLIC)
    assert not verify(forged, PUBLIC)


def test_a_size_that_json_cannot_carry_is_not_signed() -> None:
    with pytest.raises(LedgerError):
        sign(2**53, ROOT, NOON, KEY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"size":8', b'"size":-8'),
        (b'"size":8', b'"size":8.5'),
        (b'"size":8', b'"size":true'),
        (b'"size":8', b'"size":"8"'),
        (b'"size":8', b'"size":8,"why":1'),
        (b'"size":8', b'"size": 8'),
        (b'"root":"', b'"root":"00'),
        (b'"root":"64', b'"root":"zz'),
        (b'"root":"64', b'"root":"  '),
        (b'"signature":"', b'"signature":"00'),
        (b'"at":"2026', b'"at":"26'),
        (b'"key"', b'"kez"'),
        (b"{", b"["),
    ],
)
def test_what_is_no_head_is_not_read(old: bytes, new: bytes) -> None:
    text = encode(SIGNED)
    assert old in text
    with pytest.raises(LedgerError):
        decode(text.replace(old, new, 1))
