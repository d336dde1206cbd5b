"""Entries: the same bytes always, and the same entry back."""

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.ledger.canonical import Json
from leeward.ledger.entries import Entry, decode, encode, leaf_hash
from leeward.model.errors import LedgerError
from tests.unit.ledger.reference import LEAVES, ROOTS

NOON = datetime(2026, 11, 22, 12, 0, 0, 123_000, UTC)
SALT = bytes(range(16))
WRITTEN = (
    b'{"at":"2026-11-22T12:00:00.123Z","body":{"case":7,"rule":"hold"},"kind":"case.decided",'
    b'"salt":"000102030405060708090a0b0c0d0e0f"}'
)

KINDS = st.from_regex(r"[a-z][a-z0-9]{0,5}([._-][a-z0-9]{1,5}){0,2}", fullmatch=True)
BODIES = st.dictionaries(st.text("ab"), st.integers(0, 9) | st.text("é\x00\U0001f600") | st.none())
MOMENTS = st.datetimes(timezones=st.just(UTC)).map(
    lambda at: at.replace(microsecond=at.microsecond // 1000 * 1000)
)
ENTRIES = st.builds(Entry, KINDS, MOMENTS, st.binary(min_size=16, max_size=16), BODIES)


def test_an_entry_is_written_in_one_way() -> None:
    """These bytes are in ledgers out there: they may never change."""
    assert encode(Entry("case.decided", NOON, SALT, {"rule": "hold", "case": 7})) == WRITTEN


@given(ENTRIES)
def test_an_entry_is_read_back(entry: Entry) -> None:
    assert decode(encode(entry)) == entry


def test_what_happens_within_a_millisecond_is_cut_off() -> None:
    later = NOON + timedelta(microseconds=999)
    assert encode(Entry("a", later, SALT, None)) == encode(Entry("a", NOON, SALT, None))


def test_a_leaf_is_hashed_apart_from_nodes() -> None:
    assert leaf_hash(LEAVES[0]) == ROOTS[1]
    assert leaf_hash(WRITTEN) == hashlib.sha256(b"\x00" + WRITTEN).digest()


def test_two_entries_that_say_the_same_have_different_leaves() -> None:
    one, other = (encode(Entry("a", NOON, bytes([n]) * 16, "yes")) for n in (1, 2))
    assert leaf_hash(one) != leaf_hash(other)


@pytest.mark.parametrize("kind", ["", "Case", "case decided", ".a", "a.", "a..b", "1a", "é", "a\n"])
def test_a_kind_that_is_no_small_word_is_refused(kind: str) -> None:
    with pytest.raises(LedgerError, match="small words"):
        Entry(kind, NOON, SALT, None)


@pytest.mark.parametrize("length", [0, 15, 17, 32])
def test_a_salt_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(LedgerError, match=f"has {length} bytes"):
        Entry("a", NOON, bytes(length), None)


@pytest.mark.parametrize("body", [{"x": float("nan")}, [2**53], "\ud800"], ids=["nan", "2^53", "surrogate"])
def test_a_body_that_json_cannot_carry_is_refused(body: Json) -> None:
    with pytest.raises(LedgerError, match="cannot write"):
        encode(Entry("a", NOON, SALT, body))


@pytest.mark.parametrize(
    "text",
    [
        b"{}",
        b"[]",
        b"null",
        WRITTEN.replace(b"12:00", b"25:00"),
        WRITTEN.replace(b"case.decided", b"Case"),
        WRITTEN.replace(b"0e0f", b"0e0F"),
        WRITTEN.replace(b"0e0f", b"0e"),
        WRITTEN.replace(b'"kind"', b'"kine"'),
        WRITTEN.replace(b'"kind"', b'"extra":1,"kind"'),
        WRITTEN.replace(b'"kind"', b' "kind"'),
        WRITTEN.replace(b'"case.decided"', b"1"),
    ],
)
def test_what_is_no_entry_is_not_read(text: bytes) -> None:
    with pytest.raises(LedgerError):
        decode(text)
