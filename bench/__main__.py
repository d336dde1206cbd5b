"""`./do bench`: everything this project claims to be faster at, measured now, beside its peers.

./do bench              all of it (about a quarter of an hour, 12 GiB of memory)
./do bench --quick      smaller numbers of the same kind (about two minutes)
./do bench --only pdq   one group
./do bench --json FILE  the figures for machines
./do bench --picture FILE.svg
"""

import argparse
import importlib
import json
import os
import pkgutil
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from rich.console import Console
from rich.table import Table

import bench
from bench.chart import draw
from bench.rows import Row

PEERS = ("threatexchange", "pdqhash", "faiss-cpu", "numpy", "numba", "pillow", "simplejpeg", "av")


def main() -> int:
    """Measures, prints, and says with its exit status whether every target was met."""
    asked = _arguments()
    rows: list[Row] = []
    for name in asked.only or _groups():
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += importlib.import_module(f"bench.{name}").run(asked.quick)
    machine = _machine()
    _print(rows, machine)
    if asked.json:
        document = {"machine": machine, "quick": asked.quick, "rows": [asdict(row) for row in rows]}
        asked.json.write_text(json.dumps(document, indent=1) + "\n", "utf-8")
    if asked.picture:
        draw(rows, asked.picture)
    return 1 if any(row.met is False for row in rows) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./do bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="smaller numbers of the same kind")
    parser.add_argument("--only", action="append", choices=_groups(), help="one group; may be given again")
    parser.add_argument("--json", type=Path, help="also write the figures to this file")
    parser.add_argument("--picture", type=Path, help="also draw the ratios into this SVG file")
    return parser.parse_args()


def _groups() -> list[str]:
    """Every module here that measures something: one new group = one new file."""
    found = [module.name for module in pkgutil.iter_modules(bench.__path__)]
    return [name for name in found if hasattr(importlib.import_module(f"bench.{name}"), "run")]


def _machine() -> dict[str, str]:
    model = next(
        (line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")),
        platform.machine(),
    )
    versions = {name: version(name) for name in PEERS}
    return {"cpu": f"{model}, {os.cpu_count()} cores", "python": platform.python_version(), **versions}


def _cpuinfo() -> list[str]:
    file = Path("/proc/cpuinfo")
    return file.read_text("utf-8").splitlines() if file.exists() else []


def _print(rows: Sequence[Row], machine: dict[str, str]) -> None:
    table = Table(
        title="Leeward beside its peers, one run", caption=", ".join(f"{k} {v}" for k, v in machine.items())
    )
    for heading in ("", "what", "ours", "peer", "ratio", "target", "met", "note"):
        table.add_column(
            heading, justify="right" if heading in {"ours", "peer", "ratio", "target"} else "left"
        )
    group = ""
    for row in rows:
        if row.group != group:
            table.add_section()
        peer = f"{row.peer:,.4g} ({row.peer_name})" if row.peer is not None else ""
        met = {True: "yes", False: "NO", None: ""}[row.met]
        cells = (
            f"{row.ours:,.4g} {row.unit}",
            peer,
            _number(row.ratio, "×"),
            _number(row.target, ""),
            met,
            row.note,
        )
        table.add_row(row.group if row.group != group else "", row.what, *cells)
        group = row.group
    Console().print(table)


def _number(value: float | None, unit: str) -> str:
    return "" if value is None else f"{value:,.3g}{unit}"


if __name__ == "__main__":
    sys.exit(main())
