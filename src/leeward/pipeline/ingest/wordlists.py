"""Lists of words and links, read from the operator's files: whole, or not at all."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from leeward.matcher.files import read_regular
from leeward.model.banks import BadLine
from leeward.model.errors import ConfigError, DamagedBank
from leeward.plugins import loader
from leeward.plugins.scanners.protocol import MOST, Entry, EntryList, Mark

CANARIES = "leeward-canary"  # the list of ours; nobody else's is called so
MOST_BYTES = 256 << 20

_MEND = "mend the line; nothing of the list is repeated here"


def read_all(scanner: str, files: Sequence[Path], mark: Mark) -> list[EntryList]:
    """Every list of one scanner, named for its file. Raises: ConfigError: one cannot be used."""
    lists = [read(scanner, file, mark) for file in files]
    for one, file in zip(lists, files, strict=True):
        if one.name == CANARIES or sum(other.name == one.name for other in lists) > 1:
            raise ConfigError(
                f"{file}: another list of {scanner} is called {one.name!r}", "give the file another name"
            )
    return lists


def read(scanner: str, file: Path, mark: Mark) -> EntryList:
    """One list. mark: makes its version.

    Raises: ConfigError: it cannot be read, has a bad line, no entry or too many. Never repeats an entry.
    """
    found = list(islice(_read(scanner, file), MOST + 1))
    bad = [one for one in found if isinstance(one, BadLine)]
    if bad:
        more = f" (and {len(bad) - 1:,} more)" if len(bad) > 1 else ""
        raise ConfigError(f"{bad[0]}{more}", _MEND)
    entries = [one for one in found if isinstance(one, Entry)]
    if not entries:
        raise ConfigError(f"{file} has no entry", "take it out of the configuration, or write one")
    if len(entries) > MOST:
        raise ConfigError(f"{file} has more than {MOST:,} entries", "divide it into several lists")
    # the first line sets a list of one entry apart from that entry
    whole = "\n".join(["a list", *sorted({one.identity for one in entries})])
    return EntryList(file.stem, mark(whole), entries)


def canary_list(scanner: str) -> EntryList:
    """The list with our own invented entry."""
    line = loader.scanner(scanner).canary.line.encode()
    entries = [one for one in loader.scanner(scanner).read(CANARIES, line) if isinstance(one, Entry)]
    return EntryList(CANARIES, "", entries)


def bad_lines(scanner: str, file: Path) -> tuple[int, list[BadLine]]:
    """How many entries a list has, and its bad lines. Raises: ConfigError: it cannot be read."""
    found = list(_read(scanner, file))
    bad = [one for one in found if isinstance(one, BadLine)]
    return len(found) - len(bad), bad


def _read(scanner: str, file: Path) -> Iterator[Entry | BadLine]:
    hint = f"check the file, or take it out of words.{scanner}"
    try:
        if file.stat().st_size > MOST_BYTES:
            raise ConfigError(f"{file} is larger than {MOST_BYTES >> 20} MiB", "divide it into several lists")
        content = read_regular(file.resolve())
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}", hint) from error
    except DamagedBank as error:
        raise ConfigError(f"{file} is no file", hint) from error
    return loader.scanner(scanner).read(str(file), content)
