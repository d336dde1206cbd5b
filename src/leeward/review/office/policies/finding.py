"""Where the files of a policy are: in one folder and its private one, and among those that Leeward brings."""

import re
from dataclasses import dataclass, replace
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import islice
from pathlib import Path

from leeward.model.errors import ConfigError
from leeward.policy.source.bundle import MOST_FILES, PRIVATE, Bundle, Extended, wanted
from leeward.policy.source.reading import LONGEST

_MOST_BYTES = 4 * LONGEST  # of a file: UTF-8 has no longer character
_PACKS = resources.files("leeward.policy").joinpath("packs")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\.toml")
_HINT = "name another file; or start one from: leeward policy show --text"


@dataclass(frozen=True, slots=True)
class Found:
    """The files of a policy. folder: of the main one, as people name it. shipped: names of those that Leeward
    brings.
    """

    bundle: Bundle
    folder: Path
    shipped: frozenset[str]


def files_of(file: Path) -> Found:
    """The files of a policy, read and not understood yet. Raises: ConfigError: one cannot be read."""
    try:
        main = file.expanduser().resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise _unreadable(file, error) from error
    bundle = Bundle(main.name, {main.name: _text(main, file)})
    bundle = replace(bundle, files={**bundle.files, **_private(main.parent)})
    brought: set[str] = set()
    while missing := wanted(bundle):
        more = {one.file: _extended(main.parent, one, brought) for one in missing}
        there = {name: text for name, text in more.items() if text is not None}
        bundle = replace(bundle, files={**bundle.files, **there})
        if len(there) < len(missing):
            break  # parsing says what there is not
    named = file.expanduser()
    is_there = named.name == main.name and named.parent.resolve() == main.parent
    return Found(bundle, named.parent if is_there else main.parent, frozenset(brought))


def shipped(asked: Extended, packs: Traversable = _PACKS) -> str | None:
    """One of the files that Leeward brings, in this version: each that ever was stays. Of one that never
    was, the newest instead: parsing says what is wrong. None: there is no such file.
    """
    there = _versions(asked.file, packs)
    return there[asked.version if asked.version in there else max(there)] if there else None


def is_shipped(name: str, text: str, packs: Traversable = _PACKS) -> bool:
    """Whether this is, to the letter, what some version of a file that Leeward brings says."""
    return text in _versions(name, packs).values()


def _versions(name: str, packs: Traversable) -> dict[int, str]:
    *folders, last = name.removesuffix(".toml").split("/")
    folder = packs.joinpath(*folders)
    named = re.compile(rf"{re.escape(last)}@([1-9][0-9]*)\.toml")
    there = folder.iterdir() if folder.is_dir() else ()
    found = ((named.fullmatch(one.name), one) for one in there)
    return {int(fits[1]): one.read_text("utf-8") for fits, one in found if fits}


def _private(folder: Path) -> dict[str, str]:
    """All of the private folder, if there is one. What cannot be read there is not passed over."""
    place = folder / PRIVATE
    try:
        if not place.is_dir():
            return {}
        files = sorted(islice((one for one in place.iterdir() if _is_of_policy(one)), MOST_FILES + 1))
    except OSError as error:
        raise _unreadable(place, error) from error
    return {PRIVATE + one.name: _inside(folder, PRIVATE + one.name) for one in files}


def _is_of_policy(file: Path) -> bool:
    if file.suffix != ".toml" or file.name.startswith("."):
        return False
    if not _NAME.fullmatch(file.name):
        raise ConfigError(f"{file.parent} has a file of a strange name", "a-z, 0-9, - and _, then .toml")
    return True


def _extended(folder: Path, asked: Extended, brought: set[str]) -> str | None:
    name = asked.file
    if (folder / name).is_symlink() or (folder / name).exists():
        return _inside(folder, name)
    text = shipped(asked)
    if text is not None:
        brought.add(name)
    return text


def _inside(folder: Path, name: str) -> str:
    """A file that really lies in the folder."""
    try:
        found = (folder / name).resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise _unreadable(folder / name, error) from error
    if not found.is_relative_to(folder):
        raise ConfigError(f"{folder / name} leads out of its folder", "put the file itself there")
    return _text(found, folder / name)


def _text(file: Path, named: Path) -> str:
    try:
        if not file.is_file():
            raise ConfigError(f"{named} is no file", _HINT)
        with file.open("rb") as stream:
            told = stream.read(_MOST_BYTES + 1)
        if len(told) > _MOST_BYTES:
            raise ConfigError(f"{named} is longer than {LONGEST} characters", "split the policy")
        return told.decode("utf-8")
    except OSError as error:
        raise _unreadable(named, error) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{named} is no UTF-8", "save it as UTF-8") from error


def _unreadable(file: Path, error: Exception) -> ConfigError:
    said = error.strerror if isinstance(error, OSError) and error.strerror else "it leads nowhere"
    return ConfigError(f"the policy {file} cannot be read: {said}", _HINT)
