"""Fact frames: all that was known about one post when it was decided; checked, and kept as JSON."""

import json
import math
from collections.abc import Mapping

from leeward.model.errors import PolicyError
from leeward.model.findings import Json
from leeward.policy import facts
from leeward.policy.values import NONE, WHOLE_LIMIT, Facts, Frame, Kind, Nothing, Value

_DECIMALS = 4  # of a number: then it is written alike by every program
_USUAL: Mapping[str, type] = {
    fact.name: {Kind.BOOL: bool, Kind.TEXT: str}.get(fact.kind, int)
    for fact in facts.known()
    if fact.kind is not Kind.TEXTS
}
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode
_NONE_TOLD: dict[str, Json] = {"none": True}


def canonical(told: Json) -> bytes:
    """The one way to write it (RFC 8785, for ASCII keys and the numbers that `checked` lets through)."""
    return _write(told).encode("utf-8")


def checked(frame: Frame) -> Facts:
    """The known facts of a frame, each of its registered type; unknown ones are left out.

    Text that is no Unicode is mended with question marks, numbers are rounded to 4 decimals.
    Raises: PolicyError: a fact is not registered, or is of another type.
    """
    found: dict[str, Value] = {}
    for name, value in frame.items():
        if value is None:
            continue
        if type(value) is _USUAL.get(name) and _is_usual(value):
            found[name] = value  # most of them are: the rest of this is slower
            continue
        fact = facts.REGISTRY.get(name)
        if fact is None:
            raise PolicyError(f"there is no fact {name}", facts.nearest(name, facts.REGISTRY))
        found[name] = fitting(fact, value)
    return found


def _is_usual(value: Value) -> bool:
    if value is True or value is False:
        return True
    return value.isascii() if type(value) is str else -WHOLE_LIMIT <= value <= WHOLE_LIMIT  # type: ignore[operator]


def fitting(fact: facts.Fact, value: Value) -> Value:
    """The value as this fact has it. Raises: PolicyError: it is of another type."""
    kind, fits = fact.kind, type(value)
    if fits is bool and kind is Kind.BOOL:
        return value
    if isinstance(value, int) and fits is int and kind.is_number and abs(value) <= WHOLE_LIMIT:
        return value
    if isinstance(value, str) and kind is Kind.TEXT:
        return _unicode(value)
    return _rarer(fact, value)


def _rarer(fact: facts.Fact, value: Value) -> Value:
    if value is NONE and fact.may_be_none:
        return value
    if isinstance(value, float) and fact.kind is Kind.NUMBER and math.isfinite(value):
        short = round(value, _DECIMALS)
        if abs(short) <= WHOLE_LIMIT:
            return int(short) if short.is_integer() else short
    if isinstance(value, frozenset) and fact.kind is Kind.TEXTS and all(type(v) is str for v in value):
        return frozenset(map(_unicode, value))
    # the value itself is not repeated: it may be about a person
    raise PolicyError(
        f"{fact.name} must be {fact.kind}, not {type(value).__name__}", "this is a bug: report it"
    )


def _unicode(text: str) -> str:
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def value_to_json(value: Value | None) -> Json:
    """null: unknown. A set becomes a sorted list."""
    if isinstance(value, Nothing):
        return dict(_NONE_TOLD)
    return list[Json](sorted(value)) if isinstance(value, frozenset) else value


def value_from_json(told: Json) -> Value | None:
    """What `value_to_json` wrote. Raises: PolicyError: it did not write this."""
    if isinstance(told, list):
        texts = [item for item in told if isinstance(item, str)]
        if len(texts) == len(told):
            return frozenset(texts)
    elif told == _NONE_TOLD:
        return NONE
    elif not isinstance(told, dict):
        return told
    raise PolicyError("a stored fact is neither a value nor none", "the record is damaged")


def to_json(frame: Frame) -> bytes:
    """The frame in its one written form; two that mean the same give the same bytes.

    Raises: PolicyError: see `checked`.
    """
    return canonical({name: value_to_json(value) for name, value in checked(frame).items()})


def from_json(written: bytes | str) -> Facts:
    """The frame that `to_json` wrote. Raises: PolicyError: it is no frame."""
    told = loaded(written)
    if not isinstance(told, dict):
        raise PolicyError("a stored frame is no JSON object", "the record is damaged")
    return checked({name: value_from_json(value) for name, value in told.items()})


def loaded(written: bytes | str) -> Json:
    """What this JSON says. Raises: PolicyError: it is none."""
    try:
        told: Json = json.loads(written, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise PolicyError("a stored record is no JSON", "the record is damaged") from error
    return told


def _no_number(written: str) -> Json:
    raise ValueError(f"{written} is no JSON")
