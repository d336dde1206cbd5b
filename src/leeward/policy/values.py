"""What a fact can be: a value, known to be none, or unknown."""

from collections.abc import Mapping
from enum import Enum, StrEnum
from typing import TypeAlias

LONGEST = 200  # characters of one text, when shown

WHOLE_LIMIT = 2**53 - 1  # beyond it other languages' JSON cannot tell neighbours apart


class Nothing(Enum):
    """Known to be none, such as the distance of a match that there is not."""

    NONE = "none"


NONE = Nothing.NONE

Value: TypeAlias = bool | int | float | str | frozenset[str] | Nothing

# None, or a fact that is not there: unknown
Frame: TypeAlias = Mapping[str, Value | None]
# checked; unknown facts are left out
Facts: TypeAlias = Mapping[str, Value]

# None: unknown, Kleene's third value
Truth: TypeAlias = bool | None


class Kind(StrEnum):
    """The type of a fact, in words."""

    BOOL = "true or false"
    WHOLE = "a whole number"
    NUMBER = "a number"
    TEXT = "a text"
    TEXTS = "a set of texts"

    @property
    def is_number(self) -> bool:
        """Whether it can be compared with any number."""
        return self in {Kind.WHOLE, Kind.NUMBER}


def kind_of(value: Value) -> Kind | None:
    """The kind of a value; None: known to be none, which is of every kind."""
    if isinstance(value, Nothing):
        return None
    if isinstance(value, bool):
        return Kind.BOOL
    kinds: dict[type, Kind] = {int: Kind.WHOLE, float: Kind.NUMBER, str: Kind.TEXT}
    return kinds.get(type(value), Kind.TEXTS)


def shown(value: Value | None) -> str:
    """A value for people, on one line and not too long. None: unknown."""
    if value is None:
        return "unknown"
    if isinstance(value, Nothing):
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, frozenset):
        return _cut(", ".join(sorted(value))) or "empty"
    return _cut(value) if isinstance(value, str) else str(value)


def _cut(text: str) -> str:
    plain = "".join(c if c.isprintable() else "?" for c in text[: LONGEST + 1])
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
