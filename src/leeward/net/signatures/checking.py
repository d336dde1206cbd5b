"""Whether a claim is true: in time, with this body, by this key."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from leeward.model.errors import BadSignature
from leeward.net.signatures.claims import Claim
from leeward.net.signatures.keys import PublicKey, public_key

# Source: mastodon/mastodon app/controllers/concerns/signature_verification.rb
_SKEW = timedelta(hours=1)
_LIFETIME = timedelta(minutes=5)
_LONGEST = timedelta(hours=12)

_RSA: dict[str, tuple[hashes.HashAlgorithm, ...]] = {
    "": (hashes.SHA256(),),
    "rsa-sha256": (hashes.SHA256(),),
    "rsa-v1_5-sha256": (hashes.SHA256(),),
    "rsa-sha512": (hashes.SHA512(),),
    "hs2019": (hashes.SHA256(), hashes.SHA512()),  # the key decides; servers use either hash
}
_ED25519 = {"", "ed25519", "hs2019"}
_OTHER = "the algorithm is not supported, or not the key's"


def check(claim: Claim, body: bytes, public_key_pem: str, now: datetime) -> None:
    """Nothing, if this key signed this request with this body in time. Says nothing about whose key it is.
    now: with a time zone.
    Raises: BadSignature: it did not; the reason says what is wrong."""
    _check_time(claim, now)
    _check_body(claim, body)
    key = public_key(public_key_pem)
    if not any(_is_signed(claim, text, key) for text in claim.texts):
        raise BadSignature("the signature does not fit the key")


def _check_time(claim: Claim, now: datetime) -> None:
    created = claim.created
    age = now - created
    if age < -_SKEW:
        raise BadSignature("it was signed in the future")
    lifetime = _LIFETIME if claim.expires is None else min(claim.expires - created, _LONGEST)
    if age > lifetime + _SKEW:
        raise BadSignature("it was signed too long ago")


def _check_body(claim: Claim, body: bytes) -> None:
    if claim.digest is None:
        if body:
            raise BadSignature("the body is not signed")
        return
    if not hmac.compare_digest(hashlib.sha256(body).digest(), claim.digest):
        raise BadSignature("the body is not the one that was signed")


def _is_signed(claim: Claim, text: bytes, key: PublicKey) -> bool:
    if isinstance(key, rsa.RSAPublicKey):
        padded = padding.PKCS1v15()
        tries = [partial(key.verify, claim.signature, text, padded, one) for one in _hashes(claim)]
    elif claim.algorithm in _ED25519:
        tries = [partial(key.verify, claim.signature, text)]
    else:
        raise BadSignature(_OTHER)
    return any(_passes(one) for one in tries)


def _hashes(claim: Claim) -> tuple[hashes.HashAlgorithm, ...]:
    if claim.algorithm not in _RSA:
        raise BadSignature(_OTHER)
    return _RSA[claim.algorithm]


def _passes(verify: Callable[[], None]) -> bool:
    try:
        verify()
    except InvalidSignature:
        return False
    return True
