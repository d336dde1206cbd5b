"""How every room is: what `leeward doctor` tells."""

import os
import platform
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from leeward import __version__
from leeward.config import Config, default_file
from leeward.model.errors import LeewardError
from leeward.plugins import loader


class State(StrEnum):
    """What one check found."""

    GOOD = "good"
    MISSING = "missing"  # not configured or not there: Leeward runs without it
    STOPS = "stops the start"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checkup. hint: what to do next, "" where nothing is to be done."""

    topic: str
    state: State
    said: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Probes:
    """What only the composition root can ask the other rooms.

    doors: name of each thing a worker is kept from, and whether it really is. start_workers: starts one
    sandboxed worker and warms every decoder; raises SandboxError. check_bank: opens one list; returns its
    counts in words.
    """

    doors: Callable[[], dict[str, bool]]
    start_workers: Callable[[], None]
    check_bank: Callable[[Path], str]


def checkup(config: Config, probes: Probes) -> Iterator[Check]:
    """Every check, one after the other; none of them changes anything but empty folders."""
    yield Check("leeward", State.GOOD, f"{__version__} on Python {platform.python_version()}, {sys.platform}")
    yield _file()
    yield _folder("built banks", config.data_dir)
    yield _folder("journals", config.state_dir)
    yield Check("workers", State.GOOD, f"{config.workers or os.cpu_count() or 1} sandboxed processes")
    yield _decoders(probes)
    yield from _doors(probes)
    yield _plugins()
    yield from _banks(config, probes)


def _file() -> Check:
    file = default_file()
    if file.exists():
        return Check("configuration", State.GOOD, str(file))
    hint = "nothing to do: every key has a default (docs/reference/configuration.md)"
    return Check("configuration", State.MISSING, f"no {file}; the defaults are used", hint)


def _folder(topic: str, folder: Path) -> Check:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return Check(
            topic, State.STOPS, f"{folder}: {error.strerror}", "name another folder in the configuration"
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check(topic, State.STOPS, f"{folder} cannot be written to", f"chown it to {os.geteuid()}")
    return Check(topic, State.GOOD, str(folder))


def _decoders(probes: Probes) -> Check:
    try:
        probes.start_workers()
    except LeewardError as error:
        return Check("decoders", State.STOPS, error.message, error.hint)
    return Check("decoders", State.GOOD, "a sandboxed worker decoded a sample of every format")


def _doors(probes: Probes) -> Iterator[Check]:
    doors = probes.doors()
    open_doors = sorted(name for name, is_shut in doors.items() if not is_shut)
    shut = ", ".join(sorted(name for name, is_shut in doors.items() if is_shut))
    if shut:
        yield Check("sandbox", State.GOOD, f"shut: {shut}")
    if open_doors:
        hint = "scan hostile files on Linux (x86-64 or arm64) only"
        yield Check("sandbox", State.MISSING, f"cannot be shut here: {', '.join(open_doors)}", hint)


def _plugins() -> Check:
    families = ("signals", "exchanges", "connectors")
    return Check("plug-ins", State.GOOD, "; ".join(f"{f}: {', '.join(loader.names(f))}" for f in families))


def _banks(config: Config, probes: Probes) -> Iterator[Check]:
    if not config.banks:
        hint = "name your lists under `banks` in the configuration, or give each scan --bank FILE"
        yield Check("banks", State.MISSING, "none configured", hint)
    for file in config.banks:
        try:
            yield Check("bank", State.GOOD, f"{file}: {probes.check_bank(file)}")
        except LeewardError as error:
            yield Check("bank", State.STOPS, error.message, error.hint)
