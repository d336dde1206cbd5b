"""Keys: one secret, many purposes, and nothing that gives it away."""

import base64
import re

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import VaultKeyError
from leeward.vault.keys import Purpose, VaultKey, key_from_text, key_to_text, ledger_signing_key

SECRETS = st.binary(min_size=32, max_size=32)
KEY = VaultKey(bytes(range(32)))


def test_each_purpose_has_a_key_of_its_own() -> None:
    keys = {KEY.sub_key(purpose) for purpose in Purpose}
    assert len(keys) == len(Purpose)
    assert {len(key) for key in keys} == {32}
    assert KEY.secret not in keys


def test_derived_keys_stay_what_they_are() -> None:
    """What was sealed and signed out there depends on them: they may never change."""
    assert [purpose.value for purpose in Purpose] == [
        *("token", "personal", "ledger-signing", "http-actor", "words"),
        *("forms", "evidence", "signing-in", "marks"),
    ]
    info = b"leeward vault 1: purpose token"
    assert KEY.sub_key(Purpose.TOKEN) == HKDF(SHA256(), 32, None, info).derive(KEY.secret)
    info = b"leeward vault 1: key id"
    assert KEY.key_id == HKDF(SHA256(), 8, None, info).derive(KEY.secret).hex()


@given(SECRETS, SECRETS)
def test_another_secret_has_another_name_and_other_keys(one: bytes, other: bytes) -> None:
    a, b = VaultKey(one), VaultKey(other)
    assert (a.key_id == b.key_id) == (one == other)
    assert (a.sub_key(Purpose.TOKEN) == b.sub_key(Purpose.TOKEN)) == (one == other)


def test_a_key_is_named_by_sixteen_digits() -> None:
    assert re.fullmatch(r"[0-9a-f]{16}", KEY.key_id)


def test_a_printed_key_shows_nothing() -> None:
    assert repr(KEY) == str(KEY) == "VaultKey()"


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(VaultKeyError, match=f"{length} bytes instead of 32"):
        VaultKey(bytes(length))


def test_every_machine_with_the_key_signs_alike() -> None:
    one, other = (ledger_signing_key(VaultKey(bytes(range(32)))) for _ in range(2))
    assert one.sign(b"head") == other.sign(b"head")
    assert one.private_bytes_raw() == KEY.sub_key(Purpose.LEDGER_SIGNING)
    one.public_key().verify(other.sign(b"head"), b"head")


@given(SECRETS)
def test_a_key_travels_as_text(secret: bytes) -> None:
    assert key_from_text(key_to_text(VaultKey(secret)), "LEEWARD_KEY") == VaultKey(secret)


@given(SECRETS)
def test_any_common_way_to_write_it_is_read(secret: bytes) -> None:
    plain, url = base64.b64encode(secret).decode(), base64.urlsafe_b64encode(secret).decode()
    for text in (plain, url, plain.rstrip("="), url.rstrip("="), f"  {plain}\n"):
        assert key_from_text(text, "LEEWARD_KEY").secret == secret


@pytest.mark.parametrize(
    "text",
    [
        "",
        "hunter2",
        "A" * 42,
        "A" * 44,
        "A" * 43 + "==",
        "A" * 20 + "\n" + "A" * 23 + "=",
        "é" * 43,
        "=" * 44,
        bytes(32).hex(),
    ],
)
def test_a_text_that_is_no_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(VaultKeyError, match=r"^LEEWARD_KEY: ") as told:
        key_from_text(text, "LEEWARD_KEY")
    assert not text or text not in told.value.message + told.value.hint
    assert "base64" in told.value.hint
