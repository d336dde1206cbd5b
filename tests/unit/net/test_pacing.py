"""What a server asks us to wait is understood, whatever its clock says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.net.pacing import retry_after_s

NOW = {"Date": "Sun, 22 Nov 2026 08:00:00 GMT"}
CASES = [
    ({"Retry-After": "120"}, 120.0),
    ({"Retry-After": " 0 "}, 0.0),
    ({"Retry-After": "999999999"}, 86_400.0),
    ({"Retry-After": "-5"}, None),
    ({"Retry-After": "²"}, None),
    ({"Retry-After": "1.5"}, None),
    ({"Retry-After": "soon"}, None),
    ({"Retry-After": "Sun, 22 Nov 2026 08:01:30 GMT", **NOW}, 90.0),
    ({"Retry-After": "Sun, 22 Nov 2026 07:01:30 GMT", **NOW}, 0.0),
    ({"Retry-After": "Sun, 22 Nov 2026 08:01:30 GMT"}, None),  # whose clock?
    ({"X-RateLimit-Reset": "2026-11-22T08:05:00.123456Z", **NOW}, 301.0),
    ({"X-RateLimit-Reset": "2026-11-22T08:05:00", "X-RateLimit-Remaining": "0", **NOW}, 300.0),
    ({"X-RateLimit-Reset": "2026-11-22T08:05:00Z", "X-RateLimit-Remaining": "7", **NOW}, None),
    ({"X-RateLimit-Reset": "2026-13-22", **NOW}, None),
    ({"Retry-After": "5", "X-RateLimit-Reset": "2026-11-22T08:05:00Z", **NOW}, 5.0),
    ({}, None),
]


@pytest.mark.parametrize(("headers", "seconds"), CASES, ids=[str(n) for n in range(len(CASES))])
def test_the_wait_is_read_from_what_servers_say(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers) == seconds


@given(st.text(), st.text(), st.text())
def test_no_header_breaks_it_and_nobody_makes_us_wait_for_ever(after: str, reset: str, date: str) -> None:
    for day in (date, NOW["Date"]):
        seconds = retry_after_s({"Retry-After": after, "X-RateLimit-Reset": reset, "Date": day})
        assert seconds is None or 0 <= seconds <= 86_400
