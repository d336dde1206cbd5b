"""Trouble is told in our own words, which never repeat an address."""

import asyncio
import traceback
import zlib

import aiohttp
import pytest

from leeward.model.errors import NotFetched
from leeward.model.look import Look
from leeward.net.trouble import by_status, in_our_words

TROUBLES: list[tuple[Exception, Look, bool]] = [
    (TimeoutError("https://media.example/a"), Look.TIMED_OUT, True),
    (aiohttp.ServerTimeoutError("media.example"), Look.TIMED_OUT, True),
    (aiohttp.ServerDisconnectedError("media.example"), Look.UNREACHABLE, True),
    (aiohttp.ClientPayloadError("media.example"), Look.UNREACHABLE, True),
    (aiohttp.InvalidURL("https://media.example"), Look.UNSUPPORTED, False),
    (ConnectionResetError("media.example"), Look.UNREACHABLE, True),
    (OSError(24, "media.example"), Look.UNREACHABLE, True),
    (ValueError("media.example"), Look.UNSUPPORTED, False),
    (UnicodeError("media.example"), Look.UNSUPPORTED, False),
    (zlib.error("media.example"), Look.UNSUPPORTED, False),
]


@pytest.mark.parametrize(("trouble", "look", "is_passing"), TROUBLES, ids=[repr(t[0])[:30] for t in TROUBLES])
def test_no_trace_of_it_has_an_address(trouble: Exception, look: Look, is_passing: bool) -> None:
    with pytest.raises(NotFetched) as error, in_our_words():
        raise trouble
    assert (error.value.look, error.value.is_passing) == (look, is_passing)
    assert "media.example" not in "".join(traceback.format_exception_only(error.value))
    assert error.value.__suppress_context__


def test_what_stops_us_is_no_trouble() -> None:
    with pytest.raises(asyncio.CancelledError), in_our_words():
        raise asyncio.CancelledError


def test_a_refusal_that_names_a_time_keeps_it() -> None:
    error = by_status(429, {"Retry-After": "9"})
    assert error.status == 429
    assert (error.look, error.is_passing, error.retry_after_s) == (Look.UNREACHABLE, True, 9.0)
    assert by_status(410, {}).look is Look.VANISHED
