"""Policies in several files: one that is in force, what it extends, and what only the operator may read."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass

from leeward.model.errors import PolicyError
from leeward.policy.frames import canonical, loaded

MAIN = "policy.toml"
MOST_FILES = 8
DEEPEST = 4  # files that extend one another, the first included
PRIVATE = "private/"  # the folder, beside the main file, of files that only the operator may read
_SUFFIX = ".toml"
_PIECE = "[a-z0-9][a-z0-9_-]{0,62}"
_EXTENDED = re.compile(rf"((?:{_PIECE}/){{0,3}}{_PIECE})@([1-9][0-9]{{0,8}})")


@dataclass(frozen=True, slots=True)
class Bundle:
    """A policy's files. main: the name of the one that is in force. files: their texts by name, with /
    between folders, from the folder of the main file on. All that is in PRIVATE belongs to it.
    """

    main: str
    files: Mapping[str, str]

    def to_text(self) -> str:
        """All in one text, the same for the same files: a policy of one file is that file."""
        if list(self.files) == [self.main]:
            return self.files[self.main]
        return canonical({"main": self.main, "files": dict(self.files)}).decode("utf-8")

    @property
    def private(self) -> tuple[str, ...]:
        """Names of the private files, by name."""
        return tuple(sorted(name for name in self.files if is_private(name) and name != self.main))


@dataclass(frozen=True, slots=True)
class Extended:
    """What a file extends: a file's name, and the version that it must have."""

    file: str
    version: int


def from_text(text: str, main: str = MAIN) -> Bundle:
    """The bundle that `to_text` wrote. main: the name of one file that has none; for messages only.

    Raises: PolicyError: it is damaged.
    """
    if not text.startswith("{"):  # no TOML file does
        return Bundle(main, {main: text})
    told = loaded(text)
    files = told.get("files") if isinstance(told, dict) else None
    name = told.get("main") if isinstance(told, dict) else None
    if not (isinstance(name, str) and isinstance(files, dict) and name in files):
        raise _damaged()
    texts = {file: content for file, content in files.items() if isinstance(content, str)}
    if len(texts) != len(files):
        raise _damaged()
    return Bundle(name, texts)


def _damaged() -> PolicyError:
    return PolicyError("a stored policy is none", "the record is damaged")


def is_private(name: str) -> bool:
    """Whether only the operator may read the file of this name."""
    return name.startswith(PRIVATE)


def extended(told: str) -> Extended:
    """What one text under `extends` names. Raises: PolicyError: it names nothing."""
    found = _EXTENDED.fullmatch(told)
    if found is None:
        hint = 'a file without .toml and its version, from the main file\'s folder: "base/hash-lists@1"'
        raise PolicyError(f"{told!r} is no file with a version", hint)
    if is_private(told):
        hint = f"every file in {PRIVATE} belongs to the policy by itself: leave this out"
        raise PolicyError(f"{told!r} is private", hint)
    return Extended(found[1] + _SUFFIX, int(found[2]))


def wanted(bundle: Bundle) -> tuple[Extended, ...]:
    """Files still to be read: what these files extend and is not among them. Ask again with them there, until
    nothing is wanted. Private files are not named: all in their folder belong to it.

    What cannot be understood is passed over: parsing the bundle says it.
    """
    missing: dict[str, Extended] = {}
    for one in (named for text in bundle.files.values() for named in _named(text)):
        if one.file not in bundle.files:
            missing.setdefault(one.file, one)
    return tuple(missing.values()) if len(bundle.files) + len(missing) <= MOST_FILES else ()


def _named(text: str) -> tuple[Extended, ...]:
    try:
        told = tomllib.loads(text).get("extends", ())
    except (ValueError, RecursionError):
        return ()
    listed = told if isinstance(told, list) else [told]
    found = (_EXTENDED.fullmatch(one) for one in listed if isinstance(one, str) and not is_private(one))
    return tuple(Extended(one[1] + _SUFFIX, int(one[2])) for one in found if one)
