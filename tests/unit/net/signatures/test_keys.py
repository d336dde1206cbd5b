"""Keys go to PEM and back; weak and monstrous ones prove nothing."""

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from leeward.model.errors import BadSignature, ConfigError
from leeward.net.signatures.keys import new_key, private_key, private_pem, public_key, public_pem

RSA = new_key()
ED = ed25519.Ed25519PrivateKey.generate()


def test_a_new_key_is_what_every_server_accepts() -> None:
    assert RSA.key_size == 2048
    assert public_pem(RSA).startswith("-----BEGIN PUBLIC KEY-----\n")
    assert public_pem(new_key()) != public_pem(RSA)


@pytest.mark.parametrize("key", [RSA, ED], ids=["RSA", "Ed25519"])
def test_keys_go_to_pem_and_back(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> None:
    assert public_pem(private_key(private_pem(key))) == public_pem(key)
    assert public_key(public_pem(key)) == key.public_key()


def test_the_older_form_of_an_rsa_key_is_read_too() -> None:
    older = RSA.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.PKCS1)
    assert older.startswith(b"-----BEGIN RSA PUBLIC KEY-----")
    assert public_key(older.decode()) == RSA.public_key()


@pytest.mark.parametrize("bits", [1024, 1536])
def test_a_key_that_is_too_short_proves_nothing(bits: int) -> None:
    with pytest.raises(BadSignature):
        public_key(public_pem(rsa.generate_private_key(65_537, bits)))


def test_a_key_with_a_huge_exponent_is_not_computed_with() -> None:
    numbers = rsa.RSAPublicNumbers(2**40 + 1, RSA.public_key().public_numbers().n)
    pem = numbers.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    with pytest.raises(BadSignature):
        public_key(pem.decode())


@pytest.mark.parametrize(
    "pem", ["", "x", private_pem(RSA), "A" * 20_000], ids=["nothing", "text", "private", "long"]
)
def test_what_is_no_public_key_is_refused(pem: str) -> None:
    with pytest.raises(BadSignature):
        public_key(pem)


CURVE = ec.generate_private_key(ec.SECP256R1()).private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
)


@pytest.mark.parametrize(
    "pem", ["", "x", public_pem(RSA), CURVE.decode()], ids=["nothing", "text", "public", "curve"]
)
def test_what_is_no_key_of_ours_stops_the_start_with_a_hint(pem: str) -> None:
    with pytest.raises(ConfigError) as error:
        private_key(pem)
    assert error.value.hint
