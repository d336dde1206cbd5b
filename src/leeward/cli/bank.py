"""Build, check and change banks: what hash lists become."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from leeward.config import load
from leeward.matcher.bank import FILE
from leeward.model.errors import BankError, LeewardError, StaleBank, UsageError
from leeward.pipeline.match import edits
from leeward.pipeline.match.banks import (
    SUFFIX,
    BankSettings,
    OpenedBank,
    folder_of,
    list_changed,
    open_bank,
    open_built,
)
from leeward.pipeline.match.origin import recall

_SHOWN = 5  # bad lines shown to people; --json has the first 20

_config = click.option(
    "--config", metavar="FILE", type=click.Path(path_type=Path), help="Use this configuration."
)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a bank, for machines.")
_entry = click.option("--entry", metavar="NAME", help="What the list calls it.")
_note = click.option("--note", metavar="TEXT", help="Anything worth knowing about it.")
_bank = click.argument("bank", metavar="BANK")
_specs = click.argument("specs", metavar="[SIGNAL=VALUE]...", nargs=-1)


@click.group()
def command() -> None:
    """Build, check and change banks: what hash lists become.

    BANK is a list, a .bank folder, or a name that `leeward bank list` shows. No command prints a value.
    """


@command.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--name", metavar="NAME", help="Call the bank so, instead of like its file.")
@click.option("--strict", is_flag=True, help="Stop on the first bad line.")
@_json
@_config
def build(files: Sequence[Path], name: str | None, strict: bool, as_json: bool, config: Path | None) -> None:
    """Build the index of each list, if it is not built already, and check it."""
    if name and (len(files) > 1 or Path(name).name != name):
        raise UsageError("--name is for one file, and has no slashes", "build the lists one after the other")
    for file in files:
        with _progress() as progress:
            settings = BankSettings(load(config).data_dir, strict, progress=progress, name=name)
            opened = open_bank(file, settings)
        _tell(opened, "built" if opened.built else "is built already", as_json)


@command.command()
@_bank
@_json
@_config
def check(bank: str, as_json: bool, config: Path | None) -> None:
    """Read all of a built bank and compare its checksums; tell whether its list has changed since."""
    with _progress() as progress:
        settings = BankSettings(load(config).data_dir, progress=progress)
        opened = open_built(_folder(bank, settings), settings)
    _tell(opened, "is sound", as_json)
    if opened.said:
        raise StaleBank(
            f"{opened.name}: {opened.said}", f"build it again: leeward bank build {opened.source}"
        )


@command.command()
@_bank
@_specs
@_entry
@_note
@_config
def add(bank: str, specs: Sequence[str], entry: str | None, note: str | None, config: Path | None) -> None:
    """Add entries to a built bank; running scans find them at once.

    Without SIGNAL=VALUE, or with -, lines `signal,value[,entry][,note]` are read from standard input: so
    the values stay out of the shell's history. What is added stays when the list is read again.
    """
    folder = _folder(bank, BankSettings(load(config).data_dir))
    changes = _edits(specs, entry, note)
    edits.add(folder, changes)
    click.echo(f"{len(changes)} added")


@command.command()
@_bank
@_specs
@_config
def remove(bank: str, specs: Sequence[str], config: Path | None) -> None:
    """Never find these values again, even if the list still has them.

    As for `add`. Says nothing about whether they were there.
    """
    folder = _folder(bank, BankSettings(load(config).data_dir))
    changes = _edits(specs, None, None)
    edits.remove(folder, changes)
    click.echo(f"{len(changes)} removed")


@command.command(name="list")
@_json
@_config
def list_(as_json: bool, config: Path | None) -> None:
    """List the built banks: entries, list, and whether they are up to date."""
    rows = [_row(folder) for folder in _folders(load(config).data_dir)]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
        return
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("bank", "entries", "built", "state", "list"):
        table.add_column(column, justify="right" if column == "entries" else "left", overflow="fold")
    for row in rows:
        counts = sum(row["counts"].values())
        table.add_row(row["bank"], f"{counts:,}", row["built"], row["state"], row["source"])
    Console(markup=False, highlight=False).print(
        table if rows else "no bank is built yet: leeward bank build FILE"
    )


def _row(folder: Path) -> dict[str, Any]:
    origin = recall(folder)
    row = {"bank": folder.stem, "folder": str(folder), "counts": {}, "source": "", "built": _built_at(folder)}
    try:
        opened = open_built(folder, BankSettings(folder.parent))
    except LeewardError as error:
        return {**row, "state": error.message}
    opened.index.close()
    changed = list_changed(origin) if origin else None
    state = {False: "up to date", True: "its list has changed", None: "its list is gone"}[changed]
    return {**row, "bank": opened.name, "counts": opened.counts, "source": str(opened.source), "state": state}


def _folders(data_dir: Path) -> list[Path]:
    return sorted((data_dir / "banks").glob(f"*{SUFFIX}"))


def _folder(bank: str, settings: BankSettings) -> Path:
    """The folder that a person means. Raises: BankError: none, or more than one."""
    path = Path(bank)
    if path.exists():
        folders = [path if path.is_dir() else folder_of(path, settings)]
    else:
        folders = [
            one for one in _folders(settings.data_dir) if bank in {one.name, one.name[: -len("-") - 17]}
        ]
    if not folders:
        raise BankError(f"there is no bank {bank}", "see: leeward bank list")
    if len(folders) > 1:
        raise BankError(
            f"{len(folders)} banks are called {bank}", "name its folder: leeward bank list --json"
        )
    if not (folders[0] / FILE).exists():
        raise BankError(f"{bank}: no bank is built of it", f"build it: leeward bank build {bank}")
    return folders[0]


def _edits(specs: Sequence[str], entry: str | None, note: str | None) -> Sequence[edits.Edit]:
    by_lines = list(specs) in ([], ["-"])
    return edits.parse_lines(sys.stdin.buffer) if by_lines else edits.parse_specs(specs, entry, note)


def _tell(opened: OpenedBank, what: str, as_json: bool) -> None:
    opened.index.close()
    if as_json:
        click.echo(json.dumps(_as_json(opened)))
        return
    console = Console(markup=False, highlight=False, soft_wrap=True)
    console.print(f"{opened.name} {what}: {_counted(opened.counts)}; built {_built_at(opened.folder)}")
    console.print(f"  in {opened.folder}")
    if opened.said and opened.built:
        console.print(f"  built again: {opened.said}")
    if opened.unusable:
        console.print(f"  left out: {_counted(opened.unusable)}")
    if opened.bad_lines:
        console.print(f"  bad lines: {opened.bad_lines:,}")
        for bad in opened.bad[:_SHOWN]:
            console.print(f"    {bad}")


def _as_json(opened: OpenedBank) -> dict[str, Any]:
    return {
        "bank": opened.name,
        "folder": str(opened.folder),
        "source": str(opened.source),
        "counts": opened.counts,
        "unusable": opened.unusable,
        "bad_lines": opened.bad_lines,
        "bad": [asdict(bad) for bad in opened.bad],
        "built": opened.built,
        "built_at": _built_at(opened.folder),
        "said": opened.said,
    }


def _counted(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {what}" for what, count in counts.items())


def _built_at(folder: Path) -> str:
    try:
        return datetime.fromtimestamp((folder / FILE).stat().st_mtime, UTC).strftime("%Y-%m-%d %H:%M UTC")
    except OSError:
        return ""


@contextmanager
def _progress() -> Iterator[Callable[[str, float], None]]:
    """What is being done, on standard error, where that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda what, share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)
