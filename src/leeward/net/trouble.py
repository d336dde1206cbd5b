"""What went wrong, in our own words: a library's words carry addresses of media."""

import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import aiohttp

from leeward.model.errors import NotFetched
from leeward.model.look import Look
from leeward.net.guard import REFUSED, RefusedAddress
from leeward.net.pacing import retry_after_s

_GONE = {404: "not found", 410: "gone"}
_LATER = {408, 421, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524, 525, 527, 530}


def by_status(status: int, headers: Mapping[str, str]) -> NotFetched:
    """What an answer means that is not the content asked for."""
    error = _meant(status, headers)
    error.status = status
    return error


def _meant(status: int, headers: Mapping[str, str]) -> NotFetched:
    if status in _GONE:
        return NotFetched(Look.VANISHED, f"the server says: {_GONE[status]} ({status})")
    return NotFetched(
        Look.UNREACHABLE,
        f"the server answers {status}",
        is_passing=status in _LATER,
        retry_after_s=retry_after_s(headers),
    )


@contextmanager
def in_our_words() -> Iterator[None]:
    """Every trouble of a connection as NotFetched. The cause is cut off: its text has addresses in it."""
    try:
        yield
    except TimeoutError:
        raise NotFetched(Look.TIMED_OUT, "took too long", is_passing=True) from None
    except (aiohttp.ClientError, OSError) as error:
        raise _connection(error) from None
    except (ValueError, zlib.error):
        raise NotFetched(Look.UNSUPPORTED, "it cannot be asked for") from None


def _connection(error: aiohttp.ClientError | OSError) -> NotFetched:
    match error:
        case aiohttp.ClientConnectorError(os_error=RefusedAddress()):
            return NotFetched(Look.UNSUPPORTED, REFUSED)
        case aiohttp.InvalidURL():
            return NotFetched(Look.UNSUPPORTED, "not an address that can be asked")
        case aiohttp.WSServerHandshakeError(status=status) if status >= 300:
            return by_status(status, error.headers or {})
        case aiohttp.ClientResponseError():
            reason = "the answer is not what the protocol says"
        case aiohttp.ClientConnectorDNSError():
            reason = "the server's name is not known"
        case aiohttp.ClientSSLError():
            reason = "no secure connection"
        case aiohttp.ClientConnectorError():
            reason = "no connection"
        case _:
            reason = "the connection broke"
    return NotFetched(Look.UNREACHABLE, reason, is_passing=True)
