"""Kept heads: each is signed, fits, and none is shorter than the one before."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from leeward.ledger.heads import encode, key_id, sign
from leeward.ledger.kept_heads import KeptHeads
from leeward.ledger.problems import Problems
from tests.unit.ledger.reference import ROOTS

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NEXT_KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
KEYS = {key_id(key.public_key()): key.public_key() for key in (KEY, NEXT_KEY)}
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _head(size: int, hours: float = 0, root: bytes | None = None, key: Ed25519PrivateKey = KEY) -> bytes:
    at = NOON + timedelta(hours=hours)
    return encode(sign(size, ROOTS[size] if root is None else root, at, key))


def _told(heads: Sequence[bytes], entries: int = 8) -> tuple[tuple[str, ...], int]:
    """What is said of heads of the reference tree, and how far it is signed."""
    problems = Problems()
    kept = KeptHeads(heads, KEYS, problems)
    while (size := kept.next_size()) is not None and size <= entries:
        kept.compare(ROOTS[size])
    kept.finish(entries, None)
    return problems.told(), kept.signed


def test_heads_that_fit_need_no_words() -> None:
    assert _told([_head(size, size) for size in range(8)]) == ((), 7)


def test_no_heads_sign_nothing() -> None:
    assert _told([]) == ((), 0)
    KeptHeads([], KEYS, Problems()).compare(ROOTS[0])


def test_the_same_size_may_be_signed_again() -> None:
    assert _told([_head(5), _head(5, 1), _head(5, 2)]) == ((), 5)


def test_a_key_may_be_changed() -> None:
    assert _told([_head(3), _head(5, 1, key=NEXT_KEY)]) == ((), 5)


def test_a_head_that_does_not_fit_names_where_the_change_is() -> None:
    told, signed = _told(
        [_head(3), _head(6, root=bytes(32)), _head(7, root=bytes(32)), _head(8, root=bytes(32))]
    )
    first, more = told
    assert first == (
        "the head of 6 entries from 2026-11-22T12:00:00.000Z does not fit: "
        "something in entries 3 to 5 is not what was signed"
    )
    assert more == "later heads that do not fit either: 2"
    assert signed == 3


def test_two_heads_of_one_size_cannot_both_fit() -> None:
    (told,), signed = _told([_head(3), _head(3, root=bytes(32))])
    assert told.endswith("does not fit: an earlier head of as many does")
    assert signed == 3


def test_an_empty_ledger_has_one_root() -> None:
    (told,), _ = _told([_head(0, root=bytes(32))])
    assert told.endswith("an empty ledger has another root")


def test_a_head_with_a_bad_signature_is_named_and_proves_nothing() -> None:
    bad = _head(8).replace(b'"size":8', b'"size":7')
    assert _told([_head(3), bad, _head(8)]) == (
        ("the head of 7 entries from 2026-11-22T12:00:00.000Z: its signature is bad",),
        8,
    )


def test_a_head_of_a_stranger_is_named_and_proves_nothing() -> None:
    stranger = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    (told,), signed = _told([_head(3), _head(8, key=stranger)])
    assert told.startswith("the head of 8 entries")
    assert told.endswith("signed with a key that was not given")
    assert signed == 3


def test_a_ledger_that_shrank_is_named() -> None:
    (told,), signed = _told([_head(6), _head(4, 1), _head(8, 2)])
    assert told == (
        "the ledger shrank: the head of 4 entries from 2026-11-22T13:00:00.000Z "
        "comes after the head of 6 entries from 2026-11-22T12:00:00.000Z"
    )
    assert signed == 8


def test_a_forged_long_head_does_not_make_the_true_ones_look_shrunken() -> None:
    forged = _head(3).replace(b'"size":3', b'"size":999')
    told, signed = _told([forged, _head(4)])
    assert [sentence.split(":")[0] for sentence in told] == ["the head of 999 entries from 2026-11-22T12"]
    assert signed == 4


@pytest.mark.parametrize(("hours", "is_said"), [(-1, True), (-0.05, False), (0, False)])
def test_time_that_runs_backwards_is_named_unless_clocks_merely_differ(hours: float, is_said: bool) -> None:
    told, signed = _told([_head(4), _head(6, hours)])
    assert [sentence[:20] for sentence in told] == ["time ran backwards: "] * is_said
    assert signed == 6


def test_a_head_that_counts_more_entries_than_there_are_names_those_missing() -> None:
    (told,), signed = _told([_head(4), _head(5), _head(8)], entries=4)
    assert told.endswith("counts more: entries 4 to 7 missing at the end")
    assert told.startswith("the head of 8 entries")
    assert signed == 4


def test_an_unreadable_head_is_counted_from_one() -> None:
    told, signed = _told([_head(4), b"{}", _head(5)])
    assert told == ("head number 2 cannot be read: this is no signed head of a ledger",)
    assert signed == 5


def test_after_a_hole_heads_cannot_be_compared() -> None:
    problems = Problems()
    kept = KeptHeads([_head(4), _head(5), _head(8)], KEYS, problems)
    kept.compare(ROOTS[4])
    kept.finish(8, 4)
    assert problems.told() == ("heads that could not be compared, because entry 4 is missing: 2",)
