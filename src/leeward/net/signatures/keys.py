"""Keys of other servers and our own, as PEM."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from leeward.model.errors import BadSignature, ConfigError

PublicKey = rsa.RSAPublicKey | ed25519.Ed25519PublicKey
PrivateKey = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey

_MOST_PEM = 16_384  # characters
_LEAST_BITS = 2048
_MOST_BITS = 8192  # more is slow to verify
_EXPONENT = 65_537
_MOST_EXPONENT_BITS = 32


def new_key() -> rsa.RSAPrivateKey:
    """A new RSA key of 2048 bits: the only kind that every server accepts."""
    return rsa.generate_private_key(_EXPONENT, _LEAST_BITS)


def private_pem(key: PrivateKey) -> str:
    """The key as PKCS #8 PEM, not encrypted: only for a sealed store."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode("ascii")


def public_pem(key: PrivateKey) -> str:
    """The public half as an actor's publicKeyPem."""
    return (
        key.public_key()
        .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        .decode("ascii")
    )


def private_key(pem: str) -> PrivateKey:
    """Our own key back from its PEM.
    Raises: ConfigError: it is no RSA or Ed25519 key."""
    try:
        key = serialization.load_pem_private_key(pem.encode(), None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ConfigError("our signing key cannot be read", "restore it from a backup") from error
    if not isinstance(key, PrivateKey):
        raise ConfigError("our signing key is of a kind that no server accepts", "use RSA or Ed25519")
    return key


def public_key(pem: str) -> PublicKey:
    """Another server's key from its PEM.
    Raises: BadSignature: it cannot be read, or is of a kind or size that proves nothing."""
    if len(pem) > _MOST_PEM:
        raise BadSignature("the key is too long")
    try:
        key = serialization.load_pem_public_key(pem.encode("utf-8", "replace"))
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise BadSignature("the key cannot be read") from error
    if isinstance(key, ed25519.Ed25519PublicKey):
        return key
    if not isinstance(key, rsa.RSAPublicKey):
        raise BadSignature("the key is of a kind that is not supported")
    if not _LEAST_BITS <= key.key_size <= _MOST_BITS or _exponent_bits(key) > _MOST_EXPONENT_BITS:
        raise BadSignature("the key has a size that is not accepted")
    return key


def _exponent_bits(key: rsa.RSAPublicKey) -> int:
    return key.public_numbers().e.bit_length()
