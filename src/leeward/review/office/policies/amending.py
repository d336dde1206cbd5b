"""A policy's text with one rule put in force, and every other character as it was."""

import re
import tomllib
from typing import Any

from leeward.model.errors import OutputError
from leeward.policy.evaluate import ALL
from leeward.policy.rules import Mode
from leeward.policy.source.positions import Place, locate

_WORD, _NUMBER = re.compile(r"off|shadow|enforce"), re.compile(r"[+0-9A-Fa-f_xob]+")
_BOM = "\ufeff"


def in_force(text: str, rule: str, share: int | None = None) -> str | None:
    """The file with this rule in force.

    Args: share: for so many per cent of accounts, 1 to 100; None: as written.
    Returns: None: the rule does not stand in this file.
    Raises: OutputError: it stands there in a way that a program had better leave alone.
    """
    body = text.removeprefix(_BOM)
    rules = tomllib.loads(body).get("rule", [])
    number = next((i for i, one in enumerate(rules) if one.get("id") == rule), None)
    if number is None:
        return None
    wanted: dict[str, str | int] = {"mode": str(Mode.ENFORCE)}
    if share is not None and share != rules[number].get("share", ALL):
        wanted["share"] = share
    for key, value in wanted.items():
        if rules[number].get(key) != value:
            body = _put(body, number, key, value)
    _check(text.removeprefix(_BOM), body, number, wanted)
    return text[: len(text) - len(text.removeprefix(_BOM))] + body


def _put(text: str, number: int, key: str, value: str | int) -> str:
    """In its place; a new key right below the rule's id."""
    places = locate(text)
    there, below = places.get(("rule", number, key)), places.get(("rule", number, "id"))
    if there:
        offset = _offset(text, there)
        found = (_WORD if isinstance(value, str) else _NUMBER).match(text, offset)
        if found:
            return text[:offset] + str(value) + text[found.end() :]
    elif below:
        end = text.find("\n", _offset(text, below)) + 1 or len(text)
        told = f'"{value}"' if isinstance(value, str) else str(value)
        return f"{text[:end]}{'' if text[:end].endswith(chr(10)) else chr(10)}{key} = {told}\n{text[end:]}"
    raise _by_hand(number, key, value)


def _offset(text: str, place: Place) -> int:
    line, column = place
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1


def _check(before: str, after: str, number: int, wanted: dict[str, str | int]) -> None:
    """Nothing but what was wanted may have changed, whatever the file looks like."""
    expected: dict[str, Any] = tomllib.loads(before)
    expected["rule"][number].update(wanted)
    try:
        is_so = tomllib.loads(after) == expected
    except tomllib.TOMLDecodeError:
        is_so = False
    if not is_so:
        raise _by_hand(number, *next(iter(wanted.items())))


def _by_hand(number: int, key: str, value: str | int) -> OutputError:
    told = f'"{value}"' if isinstance(value, str) else str(value)
    return OutputError(
        f"rule {number + 1} of the file is written in a way that no program should change",
        f"write {key} = {told} there by hand, then: leeward policy use",
    )
