"""One file's text to what is written in it, or to what is wrong with its TOML or its shape."""

import re
import tomllib
from typing import Any

from leeward.model.errors import PolicyError
from leeward.policy.language.mistakes import TYPOGRAPHIC
from leeward.policy.source.positions import Place
from leeward.policy.source.problems import Problem
from leeward.policy.source.schema import WrittenPolicy, shaped

LONGEST = 1_000_000  # characters of a file
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

_LOOK = "look at that line, and at the end of the one before it"
_SPELT = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
_TOLD = (
    ("Unclosed array", "a list is not closed, or a comma is missing in it", 'such as ["hold", "queue"]'),
    ("Unclosed inline table", "a { is not closed, or a comma is missing", "such as { hold = 200 }"),
    (
        "Illegal character '\\n'",
        "a text ends on the line on which it begins",
        'over lines it stands in """…"""',
    ),
    ("Unterminated string", "a text is not closed", 'what begins with """ ends with """, too'),
    ("Expected newline", "more stands here than one statement", "quotes in a text: write \"a == 'b'\""),
    ("Expected '='", "key = value is expected here", "a key, then =, then its value"),
    ("Cannot overwrite", "this key has a value already", "each key stands once"),
    ("Cannot declare", "this table is there already", "rules, tests and guards stand in two: [[rule]]"),
)


def normal(text: str) -> str:
    """The text with the line ends of one system, and without a byte order mark."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


def written_of(text: str, file: str) -> tuple[WrittenPolicy | None, list[Problem]]:
    """What a file with such line ends says, or everything that is wrong with its shape."""
    try:
        content = _toml(text)
    except _Unreadable as found:
        return None, [Problem(file, (), found.error, found.place)]
    written, problems = shaped(content)
    return written, [Problem(file, path, error) for path, error in problems]


class _Unreadable(Exception):
    def __init__(self, place: Place, message: str, hint: str) -> None:
        super().__init__(message)
        self.place, self.error = place, PolicyError(message, hint)


def _toml(text: str) -> dict[str, Any]:
    if len(text) > LONGEST:
        raise _Unreadable((1, 1), f"longer than {LONGEST} characters", "split the policy")
    odd = next((i for i, c in enumerate(text) if "\ud800" <= c <= "\udfff"), None)
    if odd is not None:
        raise _Unreadable((text.count("\n", 0, odd) + 1, 1), "no Unicode", "save it as UTF-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _TOML_PLACE.search(str(error))
        end = (text.count("\n") + 1, len(text) - text.rfind("\n"))
        said = _TOML_PLACE.sub("", str(error))
        at = (int(place[1]), int(place[2])) if place and place[1] else end
        raise _Unreadable(at, *_said(text, at, said)) from error
    except (ValueError, RecursionError) as error:
        raise _Unreadable((1, 1), "no TOML: a number or a list beyond all bounds", "shorten it") from error


def _said(text: str, at: Place, said: str) -> tuple[str, str]:
    if "Invalid value" in said:
        return _no_value(text.split("\n")[at[0] - 1][at[1] - 1 :])
    told = next((told for fragment, *told in _TOLD if fragment in said), None)
    return (told[0], told[1]) if told else (f"no TOML: {said}", _LOOK)


def _no_value(rest: str) -> tuple[str, str]:
    word = rest.split(" ")[0].rstrip(",]}")
    if rest[:1] and rest[0] in TYPOGRAPHIC:
        return "a typographic quote", 'write straight quotes: "…"'
    if word.lower() in _SPELT:
        return f"{word} is spelt differently here", f"write {_SPELT[word.lower()]}"
    return "no value can be read here", 'a text stands in quotes ("shadow"); numbers, true and false in none'
