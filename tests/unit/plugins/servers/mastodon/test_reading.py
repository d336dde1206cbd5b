"""Whatever is not what it should be counts as missing, and nothing raises."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.plugins.servers.mastodon import reading

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(value=JSON)
def test_any_json_is_read_or_missing(value: object) -> None:
    for read in (reading.text, reading.ident, reading.web):
        found = read(value)
        assert found is None or found.encode("utf-8")
    assert reading.number(value) is None or isinstance(value, int)
    assert reading.boolean(value) in (None, value)
    assert reading.moment(value) is None or isinstance(value, str)
    assert isinstance(reading.shape(value), dict)
    assert all(isinstance(one, dict) for one in reading.shapes(value))
    assert reading.word(value, "other").isascii()


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"1" * 5000, '"\ud800"'], ids=lambda body: str(body[:4])
)
def test_what_is_no_bearable_json_is_nothing(body: bytes | str) -> None:
    assert reading.text(reading.parsed(body)) is None


@pytest.mark.parametrize("value", ["a\x00b", "\ud800", "x" * 2049, ""])
def test_what_cannot_be_stored_is_no_text(value: str) -> None:
    assert reading.text(value) is None


@pytest.mark.parametrize(
    ("value", "time"),
    [
        ("2026-05-01T10:00:00.000Z", datetime(2026, 5, 1, 10, tzinfo=UTC)),
        ("2026-05-01T12:00:00+02:00", datetime(2026, 5, 1, 10, tzinfo=UTC)),
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        ("0001-01-01T00:00:00+14:00", None),
        ("yesterday", None),
        (17, None),
    ],
)
def test_times_become_utc(value: object, time: datetime | None) -> None:
    assert reading.moment(value) == time


def test_an_id_may_be_written_as_a_number_but_not_as_a_truth() -> None:
    assert reading.ident(115) == "115"
    assert reading.ident(True) is None
    assert reading.ident(1 << 64) is None


@pytest.mark.parametrize("value", ["javascript:alert(1)", "ftp://a.example/x", "/x", None])
def test_only_addresses_of_the_web_are_addresses(value: object) -> None:
    assert reading.web(value) is None
