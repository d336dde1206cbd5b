"""Installs the servers of the demo once, into a cache folder; parallel callers wait for the first.

Nothing is installed into the machine or into Leeward's own environment. A half-finished install is redone:
what is complete says so with a stamp, written last.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from demo.federation.debian import fetch_snac

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
INSTALL_TIMEOUT_S = 600.0


class Missing(RuntimeError):
    """A part cannot be had here; says why."""


@dataclass(frozen=True, slots=True)
class Part:
    """A server program that can be started, or the reason why not."""

    name: str
    program: Path | None
    missing: str = ""  # in words, empty if it is there

    def ready(self) -> Path:
        """The program. Raises: Missing: it is not there."""
        if self.program is None:
            raise Missing(f"{self.name} is missing: {self.missing}")
        return self.program


class Parts:
    """What the demo's federation is made of, each part installed when it is first asked for.

    For Python parts, the `program` is their own interpreter.
    """

    def __init__(self, cache: Path | None = None) -> None:
        self.cache = cache or default_cache()

    @cached_property
    def snac(self) -> Part:
        """A small real fediverse server."""
        return snac(self.cache)

    @cached_property
    def mastodon(self) -> Part:
        """The double of Mastodon."""
        return mastodon(self.cache)

    @cached_property
    def relay(self) -> Part:
        """The relay, and the maker of its certificates."""
        return relay(self.cache)

    def all(self) -> tuple[Part, ...]:
        """Every part. Half a minute the first time, then milliseconds."""
        return self.snac, self.mastodon, self.relay


def default_cache() -> Path:
    """`.cache/` of the checkout, or the user's own cache if the checkout is not theirs."""
    if os.access(CHECKOUT, os.W_OK):
        return CHECKOUT / ".cache" / "federation"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "leeward-demo"


def snac(cache: Path) -> Part:
    """snac from the machine's own Debian archive; nothing of it is set up or started."""
    recipe = (HERE / "debian.py").read_bytes()
    return once("snac", cache, recipe, lambda folder: folder / "snac", fetch_snac)


def mastodon(cache: Path) -> Part:
    """mastodon-mock in an environment of its own."""
    return _python_part("mastodon", cache)


def relay(cache: Path) -> Part:
    """activityrelay and trustme in an environment of their own."""
    return _python_part("relay", cache)


def _python_part(name: str, cache: Path) -> Part:
    lock = HERE / f"requirements-{name}.txt"

    def install(folder: Path) -> None:
        _run(sys.executable, "-m", "venv", "--without-pip", str(folder))
        _run(
            *(sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python"), "install"),
            *("--quiet", "--disable-pip-version-check", "--only-binary", ":all:"),
            *("--require-hashes", "--no-deps", "-r", str(lock)),
        )

    recipe = lock.read_bytes() + sys.version.encode()
    return once(
        f"{name}-{sys.version_info[0]}.{sys.version_info[1]}",
        cache,
        recipe,
        lambda folder: folder / "bin" / "python",
        install,
    )


def once(
    name: str, cache: Path, recipe: bytes, program: Callable[[Path], Path], install: Callable[[Path], None]
) -> Part:
    """A part that `install` puts into an empty folder, unless it did so before by the same recipe.

    Args:
        program: where in the folder the program is.
    """
    folder, stamp = cache / name, cache / f"{name}.stamp"
    wanted = hashlib.sha256(recipe + str(folder).encode()).hexdigest()
    try:
        with _alone(cache / f"{name}.lock"):
            if not (stamp.exists() and stamp.read_text("ascii") == wanted):
                stamp.unlink(missing_ok=True)
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                install(folder)
                stamp.write_text(wanted, "ascii")
    except subprocess.CalledProcessError as error:
        return Part(name, None, f"{error.cmd[0]} failed: {str(error.stderr)[-600:].strip()}")
    except (OSError, RuntimeError, subprocess.TimeoutExpired) as error:
        return Part(name, None, str(error))
    return Part(name, program(folder))


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """One process at a time; the system lets go of the lock of a process that dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _run(*command: str) -> None:
    subprocess.run(
        command,
        check=True,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=INSTALL_TIMEOUT_S,
    )


def main() -> int:
    """Prepares everything and says what there is; 0 if nothing is missing."""
    listed = Parts(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else None).all()
    for part in listed:
        print(f"{part.name}: {part.program or 'missing: ' + part.missing}")
    return 1 if any(part.program is None for part in listed) else 0


if __name__ == "__main__":
    sys.exit(main())
