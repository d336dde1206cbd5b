"""One file's text to what is written in it, or to what is wrong with its TOML or its shape."""

import re
import tomllib
from typing import Any

from leeward.model.errors import PolicyError
from leeward.policy.source.positions import Place
from leeward.policy.source.problems import Problem
from leeward.policy.source.schema import WrittenPolicy, shaped

LONGEST = 1_000_000  # characters of a file
_TOML_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")


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
        raise _Unreadable(at, f"no TOML: {said}", _toml_hint(said)) from error
    except (ValueError, RecursionError) as error:
        raise _Unreadable((1, 1), "no TOML: a number or a list beyond all bounds", "shorten it") from error


def _toml_hint(said: str) -> str:
    if "Invalid value" in said:
        return 'texts stand in quotes: mode = "shadow"'
    return "look at that line, and at the end of the one before it"
