"""How every room is: what `leeward doctor` tells."""

import os
import platform
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from leeward import __version__
from leeward.config import Config, default_file
from leeward.model.errors import LeewardError
from leeward.plugins import loader
from leeward.sandbox.doors import Capability


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

    doors: what this platform gives the sandbox. start_workers: starts one locked-in worker and warms every
    decoder; returns the doors it closed; raises SandboxError. check_bank: opens one list; returns its counts
    in words.
    """

    doors: Callable[[], Sequence[Capability]]
    start_workers: Callable[[], Sequence[str]]
    check_bank: Callable[[Path], str]


def checkup(config: Config, probes: Probes, file: Path | None = None) -> Iterator[Check]:
    """Every check, one after the other; none of them changes anything but empty folders.

    file: where the configuration was read from; None: where it is looked for.
    """
    yield Check("leeward", State.GOOD, f"{__version__} on Python {platform.python_version()}, {sys.platform}")
    yield _file(file or default_file())
    yield _folder("built banks", config.data_dir)
    yield _folder("journals", config.state_dir)
    yield Check("workers", State.GOOD, f"{config.workers or os.cpu_count() or 1} sandboxed processes")
    yield from _platform(probes)
    yield from _workers(probes)
    yield _plugins()
    yield from _banks(config, probes)
    yield _vault(config)


def _file(file: Path) -> Check:
    if file.exists():
        return Check("configuration", State.GOOD, str(file))
    return Check("configuration", State.GOOD, f"the defaults, for there is no {file}")


def _folder(topic: str, folder: Path) -> Check:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        return Check(
            topic,
            State.STOPS,
            f"{folder}: {error.strerror}",
            "name another folder: LEEWARD_DATA_DIR, LEEWARD_STATE_DIR, or the configuration",
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        return Check(topic, State.STOPS, f"{folder} cannot be written to", f"chown it to {os.geteuid()}")
    return Check(topic, State.GOOD, str(folder))


def _platform(probes: Probes) -> Iterator[Check]:
    for one in probes.doors():
        if one.is_there:
            continue
        said = f"{one.name}: not on this machine ({one.detail})"
        if one.is_needed:
            yield Check("sandbox", State.STOPS, said, "use Linux 5.4 or newer on x86_64 or aarch64")
        else:
            yield Check("sandbox", State.MISSING, said, "nothing to do: the other walls hold without it")


def _workers(probes: Probes) -> Iterator[Check]:
    try:
        shut = probes.start_workers()
    except LeewardError as error:
        yield Check("decoders", State.STOPS, error.message, error.hint)
        return
    yield Check("decoders", State.GOOD, "a locked-in worker decoded a sample of every format")
    yield Check("sandbox", State.GOOD, f"doors closed to a worker: {', '.join(shut)}")


def _plugins() -> Check:
    families = {"signals": "signals", "list formats": "exchanges", "sources": "connectors"}
    found = (f"{title}: {', '.join(loader.names(family))}" for title, family in families.items())
    return Check("plug-ins", State.GOOD, "; ".join(found))


def _banks(config: Config, probes: Probes) -> Iterator[Check]:
    if not config.banks:
        hint = "name your lists under `banks` in the configuration, or give each scan --bank FILE"
        yield Check("banks", State.MISSING, "none configured", hint)
    for file in config.banks:
        try:
            yield Check("bank", State.GOOD, f"{file}: {probes.check_bank(file)}")
        except LeewardError as error:
            yield Check("bank", State.STOPS, error.message, error.hint)


def _vault(config: Config) -> Check:
    vault = config.vault
    if not vault.is_kept:
        hint = "set vault.is_kept, or decide by the facts alone"
        return Check("vault", State.MISSING, "media of cases are not kept: nobody can look at them", hint)
    said = f"media of cases are kept sealed, at most {vault.media_bytes:,} bytes each"
    return Check("vault", State.GOOD, f"{said}, and erased {vault.days:g} days after the last case")
