"""Policy files, written so that a kill leaves each one old or new, and nobody's edits are lost."""

import contextlib
import filecmp
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from leeward.model.errors import OutputError

_MODE = 0o640  # of a file that was not there before


@dataclass(frozen=True, slots=True)
class Drafts:
    """New contents beside the files that they are to replace. gone: files that are to go."""

    drafts: Mapping[Path, Path]
    gone: tuple[Path, ...] = ()

    def differing(self) -> tuple[Path, ...]:
        """Files that are not there yet, or not so. Raises: OutputError: one cannot be read."""
        try:
            return tuple(
                target
                for target, drafted in self.drafts.items()
                if not target.exists() or not filecmp.cmp(target, drafted, shallow=False)
            )
        except OSError as error:
            raise _unwritable(error) from error

    def place(self) -> None:
        """Replace the files. Raises: OutputError."""
        try:
            for target, drafted in self.drafts.items():
                drafted.replace(target)
            for file in self.gone:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(error) from error

    def close(self) -> None:
        """Leave everything as it is."""
        for drafted in self.drafts.values():
            with contextlib.suppress(OSError):
                drafted.unlink(missing_ok=True)


def draft(folder: Path, files: Mapping[str, str], gone: Iterable[str] = ()) -> Drafts:
    """Write new contents beside the files, and replace none yet.

    Args: files: by path inside the folder. gone: further files that are to go.
    Raises: OutputError: there is no room or no right; nothing is left behind.
    """
    made: dict[Path, Path] = {}
    try:
        for name, text in files.items():
            target = (folder / name).resolve()
            made[target] = target.with_name(f".{target.name}.new")
            _write(target, made[target], text)
    except OSError as error:
        Drafts(made).close()
        raise _unwritable(error) from error
    return Drafts(made, tuple(folder / name for name in gone))


def _write(target: Path, drafted: Path, text: str) -> None:
    """As the old file is, if there is one: the service must still be able to read it."""
    target.parent.mkdir(mode=0o750, exist_ok=True)
    drafted.unlink(missing_ok=True)
    descriptor = os.open(drafted, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(text.encode())
        stream.flush()
        with contextlib.suppress(FileNotFoundError):
            old = target.stat()
            os.fchmod(descriptor, old.st_mode & 0o7777)
            with contextlib.suppress(PermissionError):
                os.fchown(descriptor, old.st_uid, old.st_gid)
        os.fsync(descriptor)


def _unwritable(error: OSError) -> OutputError:
    what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror)
    return OutputError(f"the policy's file cannot be written: {what}", "as a user who may, say it again")
