"""Only SHA-256 counts, whatever else a header offers."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import BadSignature
from leeward.net.signatures.digests import content_digest, decoded, digest, read_content_digest, read_digest

TEXT = "RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="
FOUND = hashlib.sha256(b"{}").digest()


@given(st.binary())
def test_what_is_written_can_be_read(body: bytes) -> None:
    expected = hashlib.sha256(body).digest()
    assert read_digest(digest(body)) == read_content_digest(content_digest(body)) == expected


@pytest.mark.parametrize(
    "value",
    [f"SHA-256={TEXT}", f"sha-256={TEXT}", f"MD5=x, SHA-256={TEXT}", f"SHA-256={TEXT},SHA-256={TEXT}"],
)
def test_other_digests_beside_it_do_not_matter(value: str) -> None:
    assert read_digest(value) == FOUND


@pytest.mark.parametrize("value", [f"sha-256=:{TEXT}:", f"sha-512=:AAAA:, sha-256=:{TEXT}:;a=1"])
def test_the_same_holds_for_the_structured_header(value: str) -> None:
    assert read_content_digest(value) == FOUND


def test_two_that_differ_prove_nothing() -> None:
    with pytest.raises(BadSignature):
        read_digest(f"SHA-256={TEXT},SHA-256={TEXT.replace('R', 'S')}")


@pytest.mark.parametrize(
    "value", ["sha-256=1", "sha-256", 'sha-256="x"', "sha-256=(1)", "sha-256=:AAAA:", "=", "€"]
)
def test_a_structured_header_without_the_bytes_proves_nothing(value: str) -> None:
    with pytest.raises(BadSignature):
        read_content_digest(value)


@pytest.mark.parametrize("text", ["A", "AA", "A===", "AA ==", "AA==\n", "é", "AA==AA=="])
def test_base64_is_read_strictly(text: str) -> None:
    with pytest.raises(BadSignature):
        decoded(text, "this")
