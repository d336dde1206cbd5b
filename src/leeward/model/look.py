"""Whether a media was looked at. Unknown is a value, and has a reason."""

from enum import StrEnum


class Look(StrEnum):
    """The outcome of trying to look at one media."""

    LOOKED = "looked"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    TIMED_OUT = "timed_out"
    VANISHED = "vanished"
    UNREACHABLE = "unreachable"
