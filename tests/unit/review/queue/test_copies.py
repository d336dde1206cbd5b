"""Near copies are found, always, and only what each media of the other has."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leeward.model.look import Look
from leeward.review.queue.copies import FARTHEST, are_alike, are_copies, blocks, blocks_near, prints
from leeward.store.desk.ranks import MediaRow, PrintRow

HASHES = st.binary(min_size=32, max_size=32)


def _print(pdq: bytes | None = None, sha256: bytes = b"a" * 32, *entries: bytes) -> PrintRow:
    return PrintRow(1, 1, pdq, entries, sha256)


def _off(pdq: bytes, bits: set[int]) -> bytes:
    number = int.from_bytes(pdq)
    for bit in bits:
        number ^= 1 << bit
    return number.to_bytes(32)


@given(HASHES, st.sets(st.integers(0, 255), max_size=FARTHEST))
def test_every_hash_within_the_limit_shares_a_block(pdq: bytes, bits: set[int]) -> None:
    one, other = _print(pdq, b"a" * 32), _print(_off(pdq, bits), b"b" * 32)
    assert are_alike(one, other)
    assert not set(blocks_near(one)).isdisjoint(blocks(other))


@given(HASHES, st.sets(st.integers(0, 255), min_size=FARTHEST + 1, max_size=60))
def test_what_is_farther_off_is_another_picture(pdq: bytes, bits: set[int]) -> None:
    assert not are_alike(_print(pdq, b"a" * 32), _print(_off(pdq, bits), b"b" * 32))


@given(HASHES, HASHES)
def test_likeness_goes_both_ways(one: bytes, other: bytes) -> None:
    first, second = _print(one, b"a" * 32), _print(other, b"b" * 32)
    assert are_alike(first, second) is are_alike(second, first)


def test_the_same_file_and_the_same_entry_are_alike_without_a_hash() -> None:
    assert are_alike(_print(), _print())
    assert are_alike(_print(None, b"a" * 32, b"entry"), _print(None, b"b" * 32, b"entry", b"other"))
    assert not are_alike(_print(None, b"a" * 32, b"entry"), _print(None, b"b" * 32, b"other"))
    assert not set(blocks_near(_print(None, b"a" * 32, b"entry"))).isdisjoint(
        blocks(_print(None, b"b" * 32, b"entry"))
    )


def test_a_post_with_one_more_picture_is_no_copy() -> None:
    bridge, other = _print(None, b"a" * 32), _print(None, b"b" * 32)
    assert are_copies([bridge], [bridge])
    assert are_copies([bridge, other], [other, bridge])
    assert not are_copies([bridge], [bridge, other])
    assert not are_copies([bridge, other], [bridge])
    assert not are_copies([], [])


def _media(look: Look = Look.LOOKED, quality: int | None = 100) -> MediaRow:
    hashed = {"kind": "pdq", "value": "0f" * 32, "quality": quality}
    signals: list[dict[str, Any]] = [{"kind": "sha256", "value": "00"}, hashed]
    return MediaRow(1, 2, str(look), b"a" * 32, signals, ())


def test_prints_are_of_posts_of_which_everything_was_looked_at() -> None:
    assert prints([_media()]) == [PrintRow(1, 2, bytes.fromhex("0f" * 32), (), b"a" * 32)]
    assert prints([_media(), _media(Look.UNREADABLE)]) == []
    assert prints([]) == []


def test_a_hash_of_low_quality_tells_nothing() -> None:
    assert prints([_media(quality=49)])[0].pdq is None
    assert prints([_media(quality=None)])[0].pdq is not None
