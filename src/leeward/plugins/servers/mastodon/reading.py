"""Other people's JSON, read once at the edge: whatever is not what it should be counts as missing."""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TypeAlias

Shape: TypeAlias = Mapping[str, object]

_LONGEST = 2048  # characters of an id or an address
_WORD = re.compile(r"[a-z][a-z0-9_.]{0,31}")
_SURROGATE_OR_NUL = re.compile("[\x00\ud800-\udfff]")  # neither can be stored as text
_NOTHING: Shape = {}


def parsed(body: bytes | str) -> object:
    """The JSON value; None for what is none, or nests without end."""
    try:
        value: object = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value


def shape(value: object) -> Shape:
    """The object, or an empty one."""
    return value if isinstance(value, Mapping) else _NOTHING


def shapes(value: object) -> list[Shape]:
    """The objects of a list."""
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def text(value: object) -> str | None:
    """An id or the like: not empty, of bearable length, storable."""
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        return None
    return None if _SURROGATE_OR_NUL.search(value) else value


def ident(value: object) -> str | None:
    """An id, which some servers write as a number."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 64:
        return str(value)
    return text(value)


def web(value: object) -> str | None:
    """An address of the web."""
    found = text(value)
    return found if found and found.startswith(("https://", "http://")) else None


def word(value: object, otherwise: str) -> str:
    """One of a server's own short words."""
    found = text(value)
    return found if found and _WORD.fullmatch(found) else otherwise


def number(value: object) -> int | None:
    """A count."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 53:
        return value
    return None


def boolean(value: object) -> bool | None:
    """Yes, no, or not said."""
    return value if isinstance(value, bool) else None


def moment(value: object) -> datetime | None:
    """A time, in UTC."""
    found = text(value)
    try:
        time = datetime.fromisoformat(found) if found else None
        return time.replace(tzinfo=UTC) if time and time.tzinfo is None else time and time.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
