"""One way to write a value: RFC 8785, and a clear no to what it cannot carry."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from leeward.ledger.canonical import Json, canonical, read_canonical, read_stamp, stamp
from leeward.model.errors import LedgerError

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner, max_size=4)
    ),
    max_leaves=12,
)


def test_the_example_of_the_standard_comes_out_as_printed_there() -> None:
    """RFC 8785, section 3.2.2 and 3.2.4."""
    value: Json = {
        "numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 0.000000000000000000000000001],
        "string": '€$\x0f\nA\'B"\\\\"/',
        "literals": [None, True, False],
    }
    assert canonical(value).decode() == (
        '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
    )


def test_keys_are_sorted_as_the_standard_says() -> None:
    """By UTF-16, in which a picture character comes before a Hebrew presentation form. RFC 8785, 3.2.3."""
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    text = canonical(dict.fromkeys(keys, 0))
    assert list(json.loads(text)) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


@given(VALUES)
def test_what_is_written_is_read_back_as_the_same_text(value: Json) -> None:
    text = canonical(value)
    again = read_canonical(text)
    assert again == value
    assert canonical(again) == text


def _nested(depth: int) -> Json:
    value: Json = []
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (float("nan"), "infinite or none"),
        (float("inf"), "infinite or none"),
        (-float("inf"), "infinite or none"),
        (2**53, "beyond 2"),
        (-(2**53), "beyond 2"),
        (10**5000, "beyond 2"),
        ("a\ud800", "surrogate"),
        ({"\udc00": 1}, "surrogate"),
        (b"bytes", "no text, number"),
        ({1: 1}, "no text, number"),
        ({1, 2}, "no text, number"),
        (datetime(2026, 1, 1, tzinfo=UTC), "no text, number"),
        (_nested(100_000), "nested too deeply"),
    ],
    ids=[
        "nan", "inf", "-inf", "2^53", "-2^53", "huge", "surrogate", "surrogate key", "bytes", "number key",
        "set", "time", "nested",
    ],
)  # fmt: skip
def test_what_json_cannot_carry_is_refused_and_not_repeated(value: Json, why: str) -> None:
    with pytest.raises(LedgerError, match=why) as told:
        canonical({"inside": ["of", value]})
    assert "inside" not in told.value.message
    assert told.value.hint


@pytest.mark.parametrize(
    "text",
    [
        b"", b"{", b"\xff", b"nan", b"NaN", b"[NaN]", b"[Infinity]", b"9" * 5000, b"9007199254740993",
        b"[" * 100_000, b'"\\ud800"', b'{"a":1,"a":2}', b'{"b":1,"a":2}', b"[1, 2]", b"1.0", b"-0", b"1e2",
        b'"\\u0041"', b" 1", b"1\n", b"\xef\xbb\xbf1",
    ],
)  # fmt: skip
def test_what_is_not_canonical_is_not_read(text: bytes) -> None:
    with pytest.raises(LedgerError):
        read_canonical(text)


@given(st.binary(max_size=20))
def test_no_bytes_do_worse_than_being_refused(text: bytes) -> None:
    try:
        value = read_canonical(text)
    except LedgerError:
        return
    assert canonical(value) == text


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (datetime(2026, 11, 22, 8, 30, tzinfo=UTC), "2026-11-22T08:30:00.000Z"),
        (datetime(2026, 11, 22, 8, 30, 1, 999_999, UTC), "2026-11-22T08:30:01.999Z"),
        (datetime(2026, 11, 22, 1, 0, tzinfo=timezone(timedelta(hours=2))), "2026-11-21T23:00:00.000Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_a_time_is_written_in_utc_and_milliseconds(at: datetime, text: str) -> None:
    assert stamp(at) == text


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_time_is_read_back_to_the_millisecond(at: datetime) -> None:
    again = read_stamp(stamp(at))
    assert timedelta(0) <= at - again < timedelta(milliseconds=1)
    assert stamp(again) == stamp(at)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(LedgerError, match="time zone"):
        stamp(datetime(2026, 1, 1))  # noqa: DTZ001


def test_a_time_before_all_times_is_refused() -> None:
    with pytest.raises(LedgerError, match="does not exist"):
        stamp(datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=2))))


@pytest.mark.parametrize(
    "text",
    [
        "", "yesterday", "2026-11-22", "2026-11-22T08:30:00Z", "2026-11-22T08:30:00.000+00:00",
        "2026-11-22 08:30:00.000Z", "2026-13-22T08:30:00.000Z", "2026-02-30T08:30:00.000Z",
        "0000-01-01T00:00:00.000Z", "٢٠٢٦-11-22T08:30:00.000Z", "2026-11-22T08:30:00.000Z\n",
    ],
)  # fmt: skip
def test_another_way_to_write_a_time_is_refused(text: str) -> None:
    with pytest.raises(LedgerError, match="not a time"):
        read_stamp(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=30,
    )
)
def test_the_quick_writer_and_the_library_agree(value: Json) -> None:
    assert canonical(value) == rfc8785.dumps(value)
