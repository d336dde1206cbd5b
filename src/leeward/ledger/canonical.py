"""One way to write a value down, so that equal values have equal hashes."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeAlias

import rfc8785

from leeward.model.errors import LedgerError

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

_EXACT = 2**53 - 1  # the largest whole number that every reader of JSON reads alike
_write = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_STAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")


def canonical(value: Json) -> bytes:
    """The one UTF-8 text of a value. Lists, tuples and dicts only: no other sequence or mapping.

    Raises: LedgerError: it holds what JSON cannot carry everywhere alike; the message never repeats it.
    Source: RFC 8785.
    """
    try:
        if _is_plain(value):  # nearly always: the interpreter's own writer is five times as fast
            return _write(value).encode("utf-8")
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        raise LedgerError(
            f"the ledger cannot write this down: {_why(error)}", "write it as a text, or leave it out"
        ) from error


def _is_plain(value: object) -> bool:
    """Whether both writers agree: no floats, which they print differently, no large numbers, and keys in
    ASCII, which both sort alike."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is dict:
        for key, one in value.items():  # type: ignore[attr-defined]
            if type(key) is not str or not key.isascii() or not _is_plain(one):
                return False
        return True
    if kind is list or kind is tuple:
        return all(map(_is_plain, value))  # type: ignore[call-overload]
    return kind is int and -_EXACT <= value <= _EXACT  # type: ignore[operator]


def _why(error: Exception) -> str:
    match error:
        case RecursionError():
            return "it is nested too deeply"
        case rfc8785.FloatDomainError():
            return "it holds a number that is infinite or none"
        case UnicodeEncodeError() | rfc8785.CanonicalizationError(__cause__=UnicodeEncodeError()):
            return "it holds half a character (a lone surrogate)"
        case rfc8785.CanonicalizationError() if not isinstance(error, rfc8785.IntegerDomainError):
            return "it holds something that is no text, number, list, or object with texts as keys"
        case _:  # a number so long that it cannot even be printed is a plain ValueError
            return "it holds a whole number beyond 2^53 - 1"


def read_canonical(text: bytes) -> Json:
    """The value of a canonical text. Raises: LedgerError: it is not JSON, or not canonical."""
    try:
        value: Json = json.loads(text, parse_int=_number)
    except (ValueError, RecursionError) as error:
        raise LedgerError("this is not JSON", "run: leeward ledger verify") from error
    if canonical(value) != text:
        raise LedgerError("this is not written in the ledger's one way", "run: leeward ledger verify")
    return value


def _number(digits: str) -> int | float:
    """Floats from 2^53 to 10^21 are written without a point: they come back as floats."""
    whole = int(digits)
    return whole if abs(whole) <= _EXACT else float(whole)


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC, cut to milliseconds. Raises: LedgerError: it has no time zone, or no UTC."""
    if at.tzinfo is None:
        raise LedgerError("the ledger needs to know the time zone of a time", "pass a time in UTC")
    try:
        utc = at.astimezone(UTC)
    except OverflowError as error:
        raise LedgerError("this time does not exist in UTC", "pass a time in UTC") from error
    return utc.replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def read_stamp(text: str) -> datetime:
    """What `stamp` wrote, in UTC. Raises: LedgerError: it is anything else."""
    try:
        if _STAMP.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError as error:
        raise LedgerError("this is not a time", "run: leeward ledger verify") from error
    raise LedgerError("this is not a time as the ledger writes it", "run: leeward ledger verify")
