"""How long a server asks us to wait. Its own `Date` is the clock, so a wrong one is harmless."""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_MOST_S = 86_400.0  # whoever asks for more is asked again tomorrow
_SECONDS = re.compile(r"[0-9]{1,12}")


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, 0 to a day, from Retry-After or X-RateLimit-Reset; None if it does not say.

    X-RateLimit-Reset counts only where nothing remains. headers: keys in any case.
    Source: RFC 9110 10.2.3; Mastodon's X-RateLimit-Reset is ISO 8601.
    """
    asked = headers.get("Retry-After", "").strip()
    if _SECONDS.fullmatch(asked):
        return min(float(asked), _MOST_S)
    if (seconds := _until(_http_date(asked), headers)) is not None:
        return seconds
    if headers.get("X-RateLimit-Remaining", "0").strip() != "0":
        return None
    return _until(_iso(headers.get("X-RateLimit-Reset", "")), headers)


def _until(then: datetime | None, headers: Mapping[str, str]) -> float | None:
    now = _http_date(headers.get("Date", ""))
    if then is None or now is None:
        return None
    return math.ceil(min(max((then - now).total_seconds(), 0.0), _MOST_S))


def _http_date(text: str) -> datetime | None:
    try:
        return _aware(parsedate_to_datetime(text))
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _iso(text: str) -> datetime | None:
    try:
        return _aware(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        return None


def _aware(time: datetime) -> datetime:
    return time.replace(tzinfo=UTC) if time.tzinfo is None else time
