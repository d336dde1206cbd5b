"""Seals: opened by their key, in their place, unchanged; otherwise not at all."""

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import SealError
from leeward.vault.keys import Purpose, VaultKey
from leeward.vault.seals import LARGEST, open_seal, seal, sealed_with

KEY = VaultKey(bytes(range(32)))
OTHER = VaultKey(bytes(32))
PLACE = "server 7 token"
PLAIN = b"an invented token"
SEALED = seal(PLAIN, Purpose.TOKEN, PLACE, KEY, lambda length: bytes(range(length)))


@given(st.binary(max_size=200), st.sampled_from(Purpose), st.text(st.characters(exclude_categories=["Cs"])))
def test_what_was_sealed_comes_out(plain: bytes, purpose: Purpose, context: str) -> None:
    sealed = seal(plain, purpose, context, KEY, os.urandom)
    assert open_seal(sealed, purpose, context, KEY) == plain
    assert len(sealed) == len(plain) + 37


def test_a_seal_is_written_in_one_way() -> None:
    """Such bytes are in databases out there: they must open for ever."""
    kept = bytes.fromhex(
        "015063005f3e56a547000102030405060708090a0b8e13f87c9fbbe671464cb080084b91dc3eefab630afa75da2a7c22a3a2c3596b94"
    )
    assert kept == SEALED
    assert open_seal(kept, Purpose.TOKEN, PLACE, KEY) == PLAIN


def test_nothing_of_what_was_sealed_can_be_seen() -> None:
    assert PLAIN not in SEALED
    assert PLACE.encode() not in SEALED


def test_the_same_sealed_twice_looks_different() -> None:
    assert len({seal(PLAIN, Purpose.TOKEN, PLACE, KEY, os.urandom) for _ in range(20)}) == 20


@pytest.mark.parametrize("number", range(len(SEALED)))
def test_one_changed_bit_anywhere_is_noticed(number: int) -> None:
    changed = bytearray(SEALED)
    changed[number] ^= 1
    with pytest.raises(SealError, match=r"^server 7 token: ") as told:
        open_seal(bytes(changed), Purpose.TOKEN, PLACE, KEY)
    assert told.value.hint


@pytest.mark.parametrize("length", [*range(len(SEALED)), len(SEALED) + 1])
def test_a_seal_of_another_length_does_not_open(length: int) -> None:
    with pytest.raises(SealError):
        open_seal((SEALED + b"\0")[:length], Purpose.TOKEN, PLACE, KEY)


@pytest.mark.parametrize(
    ("purpose", "context"),
    [
        (Purpose.TOKEN, "server 8 token"),
        (Purpose.TOKEN, ""),
        (Purpose.TOKEN, PLACE + "\0"),
        (Purpose.PERSONAL, PLACE),
    ],
)
def test_a_seal_opens_in_its_own_place_only(purpose: Purpose, context: str) -> None:
    with pytest.raises(SealError, match="sealed for another place"):
        open_seal(SEALED, purpose, context, KEY)


def test_another_key_is_named_and_so_is_the_one_that_is_needed() -> None:
    with pytest.raises(SealError, match=f"sealed with key {KEY.key_id}.* is {OTHER.key_id}") as told:
        open_seal(SEALED, Purpose.TOKEN, PLACE, OTHER)
    assert KEY.key_id in told.value.hint


def test_a_seal_relabelled_for_another_key_does_not_open() -> None:
    relabelled = SEALED[:1] + bytes.fromhex(OTHER.key_id) + SEALED[9:]
    with pytest.raises(SealError, match="does not open"):
        open_seal(relabelled, Purpose.TOKEN, PLACE, OTHER)


def test_a_seal_names_its_key() -> None:
    assert sealed_with(SEALED, PLACE) == KEY.key_id


def test_a_later_version_is_told_from_damage() -> None:
    with pytest.raises(SealError, match="version 2, which this Leeward does not know"):
        sealed_with(b"\x02" + SEALED[1:], PLACE)


def test_the_largest_is_sealed_and_more_is_refused() -> None:
    sealed = seal(bytes(LARGEST), Purpose.PERSONAL, PLACE, KEY, os.urandom)
    assert open_seal(sealed, Purpose.PERSONAL, PLACE, KEY) == bytes(LARGEST)
    with pytest.raises(SealError, match="too much for one seal"):
        seal(bytes(LARGEST + 1), Purpose.PERSONAL, PLACE, KEY, os.urandom)


@pytest.mark.parametrize("length", [0, 8, 11, 13])
def test_a_source_of_randomness_that_gives_another_length_is_refused(length: int) -> None:
    with pytest.raises(SealError, match=f"gave {length} bytes"):
        seal(PLAIN, Purpose.TOKEN, PLACE, KEY, lambda _: bytes(length))


@given(st.binary(max_size=80))
def test_no_bytes_do_worse_than_being_refused(sealed: bytes) -> None:
    with pytest.raises(SealError):
        open_seal(sealed, Purpose.TOKEN, PLACE, KEY)


def test_the_words_never_repeat_what_was_sealed() -> None:
    with pytest.raises(SealError) as told:
        open_seal(SEALED[:-1], Purpose.TOKEN, PLACE, KEY)
    assert "invented" not in told.value.message + told.value.hint
    assert PLAIN.hex() not in told.value.message
