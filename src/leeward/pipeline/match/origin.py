"""What a built bank remembers of the list it came from, kept beside its index."""

import hashlib
import json
import os
import pwd
import shlex
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO, Self

from pydantic import TypeAdapter, ValidationError

from leeward import __version__
from leeward.matcher.files import read_regular
from leeward.model.banks import BadLine
from leeward.model.errors import BankError, DamagedBank
from leeward.plugins import loader

NAME = "origin.json"
PIECE = 1 << 22  # bytes


@dataclass(frozen=True, slots=True)
class Stamp:
    """What changes when a file is written or replaced. size: bytes."""

    size: int
    mtime_ns: int
    inode: int

    @classmethod
    def of(cls, stream: BinaryIO) -> Self:
        """Of an open file."""
        state = os.fstat(stream.fileno())
        return cls(state.st_size, state.st_mtime_ns, state.st_ino)


@dataclass(frozen=True, slots=True)
class Origin:
    """The list: where it was, its stamp, its SHA-256, its format, and what of it did not go in.

    maker: the version and the signals that read it: another would perhaps take in more.
    """

    path: str
    stamp: Stamp
    digest: str
    form: str
    bad: tuple[BadLine, ...]
    bad_lines: int
    unusable: Mapping[str, int]
    maker: str


_ORIGIN: TypeAdapter[Origin] = TypeAdapter(Origin)


def remember(folder: Path, origin: Origin) -> None:
    """Write it beside the index, at once or not at all. Raises: BankError: it cannot be written."""
    aside = folder / f"{NAME}.{os.getpid()}.new"
    try:
        file = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "w", encoding="utf-8") as stream:
            json.dump(asdict(origin), stream)
        aside.replace(folder / NAME)
    except OSError as error:
        raise BankError(f"{folder}: {error.strerror}", "make room, or check who may write there") from error


def recall(folder: Path) -> Origin | None:
    """None: there is nothing that this version can read."""
    try:
        return _ORIGIN.validate_json(read_regular(folder / NAME))
    except (OSError, DamagedBank, ValidationError):
        return None


def this_maker() -> str:
    """What this installation would write as `maker`."""
    return f"leeward {__version__}: {', '.join(loader.names('signals'))}"


def open_list(file: Path) -> BinaryIO:
    """The list, opened. Raises: BankError: it cannot be read, or is no file."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            raise BankError(f"{file} is no file", "a bank is a list, a .bank folder, or a built bank's name")
        return file.open("rb")
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BankError(
            f"{file} is neither a file nor the name of a built bank",
            "check the path; `leeward bank list` shows the names",
        ) from error
    except PermissionError as error:
        raise _forbidden(file) from error
    except (OSError, ValueError) as error:
        raise BankError(f"{file}: {getattr(error, 'strerror', error)}", "check the path") from error


def _forbidden(file: Path) -> BankError:
    """Which right is missing where, and who has it."""
    me = _account(os.geteuid())
    closed = (
        one for one in reversed(file.absolute().parents) if not os.access(one, os.X_OK, effective_ids=True)
    )
    place = next(closed, file)
    verb, right = ("read it", "r") if place == file else (f"enter {place}", "x")
    give = f"setfacl -m u:{me}:{right} {shlex.quote(str(place))}"
    try:
        owner = f"run as {_account(place.stat().st_uid)}, who owns it, or"
    except OSError:
        owner = "run as its owner, or"
    return BankError(f"{file}: {me} may not {verb}", f"{owner} give {me} the right: {give}")


def _account(number: int) -> str:
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def digest_of(stream: BinaryIO, size: int, progress: Callable[[float], None]) -> str:
    """SHA-256 of the stream, hexadecimal. It is rewound."""
    digest = hashlib.sha256()
    while piece := stream.read(PIECE):
        digest.update(piece)
        progress(min(1.0, stream.tell() / max(1, size)))
    stream.seek(0)
    return digest.hexdigest()
