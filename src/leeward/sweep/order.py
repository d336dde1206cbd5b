"""What a scan is asked to do."""

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leeward.model.errors import UsageError
from leeward.model.findings import Json


@dataclass(frozen=True, slots=True)
class ScanOrder:
    """The command line, as given. thresholds: `kind=bits` each. workers: None: as configured.
    command: its words, to be shown again."""

    paths: tuple[str, ...]
    banks: tuple[Path, ...] = ()
    as_json: bool = False
    output: Path | None = None
    resume: bool = False
    workers: int | None = None
    thresholds: tuple[str, ...] = ()
    dihedral: bool = False
    strict: bool = False
    config_file: Path | None = None
    command: tuple[str, ...] = ("leeward", "scan")


def with_thresholds(usual: Mapping[str, int], given: Sequence[str]) -> dict[str, int]:
    """The usual limits, with the given ones put over them.
    Raises: UsageError: one cannot be understood; whether it can be kept, the matcher says."""
    limits = dict(usual)
    for text in given:
        kind, _, bits = text.partition("=")
        if not (kind and bits.isascii() and bits.isdigit() and len(bits) <= 3):
            raise UsageError(f"--threshold {text!r} is not of the form pdq=31", "write a signal, = and bits")
        limits[kind] = int(bits)
    return limits


def name_of_scan(order: ScanOrder, ask: Json, bits: Mapping[str, int], banks: Sequence[str]) -> str:
    """Equal for two scans with the same results, told in the same way, however their places are spelled.
    ask: what every job asks for. banks: digests of the banks."""
    wheres = [where if "://" in where else os.path.abspath(where) for where in order.paths]
    output = os.path.abspath(order.output) if order.output else None
    parts = [wheres, ask, dict(bits), sorted(banks), order.as_json, output]
    return hashlib.blake2b(json.dumps(parts, sort_keys=True).encode(), digest_size=12).hexdigest()
