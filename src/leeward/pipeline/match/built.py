"""Built banks in the data folder: finds them by name, and forgets them."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from leeward.matcher.bank import FILE
from leeward.model.errors import BankError

SUFFIX = ".bank"
DIGITS = 12  # of the path's digest in a folder's name


def folders(data_dir: Path) -> Sequence[Path]:
    """Every folder of a bank that was built, or begun."""
    return sorted((data_dir / "banks").glob(f"*{SUFFIX}"))


def named(bank: str, data_dir: Path) -> Path | None:
    """The folder of the one bank of this name; None: there is none.

    Args: bank: the bank's name, or that of its folder with or without ".bank".
    Raises: BankError: more than one bank is called so.
    """
    found = [one for one in folders(data_dir) if bank in _names(one)]
    if len(found) > 1:
        hint = "name its folder instead: leeward bank list --json"
        raise BankError(f"{len(found)} banks are called {bank!r}", hint)
    return found[0] if found else None


def forget(folder: Path, data_dir: Path) -> None:
    """Remove a bank's folder. Its list stays; who has the bank open keeps it until it is closed.

    Raises: BankError: the folder is no bank's in the data folder, or it cannot be removed.
    """
    home = (data_dir / "banks").resolve()
    if folder.is_symlink() or folder.resolve().parent != home or folder.suffix != SUFFIX:
        raise BankError(f"{folder} is no built bank in {home}", "what lies elsewhere is yours to delete")
    try:
        (folder / FILE).unlink(missing_ok=True)  # first: half a folder must not pass for a bank
        shutil.rmtree(folder)
    except OSError as error:
        raise BankError(f"{folder}: {error.strerror}", "check who may write there, then try again") from error


def _names(folder: Path) -> tuple[str, str, str]:
    stem = folder.name.removesuffix(SUFFIX)
    return folder.name, stem, stem[: -len("-") - DIGITS]
