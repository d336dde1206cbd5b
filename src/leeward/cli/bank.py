"""Build, check and change banks: what hash lists become."""

import json
import os
import shlex
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
from rich.text import Text

from leeward.config import load
from leeward.matcher.bank import FILE
from leeward.model.errors import BankError, LeewardError, StaleBank, UsageError
from leeward.pipeline.match import edits
from leeward.pipeline.match.banks import (
    BankSettings,
    OpenedBank,
    find_built,
    list_changed,
    open_bank,
    open_built,
)
from leeward.pipeline.match.built import folders, forget
from leeward.pipeline.match.origin import recall
from leeward.sweep.telling.spelling import counted, shown

_STATES = {
    False: "up to date",
    True: "its list has changed: the next scan with the list builds it again",
    None: "its list is gone or cannot be read",
}
_SHOWN = 5  # bad lines shown to people; --json has the first 20

_ENDLESS = 1 << 16  # columns, where no terminal wraps

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
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, readable=False)
)
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
            shown(f"{opened.name}: {opened.said}"),
            f"build it again: leeward bank build {shown(shlex.quote(str(opened.source)))}",
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


@command.command(name="forget")
@_bank
@_config
def forget_(bank: str, config: Path | None) -> None:
    """Delete a built bank, with what was added and removed by hand. Its list is not touched.

    Asks nothing. Running scans go on with it; the next scan with its list builds it anew.
    """
    settings = BankSettings(load(config).data_dir)
    folder = find_built(bank, settings)
    origin, changed = recall(folder), _by_hand(folder)
    forget(folder, settings.data_dir)
    click.echo(f"removed {shown(str(folder))}")
    if changed:
        click.echo(f"  with what was changed by hand: {changed}")
    if origin:
        click.echo(f"  its list is not touched: {shown(origin.path)}")


@command.command(name="list")
@_json
@_config
def list_(as_json: bool, config: Path | None) -> None:
    """List the built banks: entries, list, and whether they are up to date."""
    rows = [_row(folder) for folder in folders(load(config).data_dir)]
    if as_json:
        for row in rows:
            click.echo(json.dumps(row))
    elif rows:
        _show(rows)
    else:
        click.echo("no bank is built yet: leeward bank build FILE")


def _show(rows: Sequence[Mapping[str, Any]]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in ("bank", "entries", "by hand", "built", "state", "list"):
        table.add_column(column, justify="right" if column == "entries" else "left", overflow="fold")
    for row in rows:
        entries = f"{sum(row['counts'].values()):,}"
        texts = (row["bank"], entries, _in_words(row), row["built"], row["state"], row["source"])
        table.add_row(*(Text(shown(text)) for text in texts))
    width = None if sys.stdout.isatty() else _ENDLESS
    Console(markup=False, highlight=False, emoji=False, width=width).print(table)


def _row(folder: Path) -> dict[str, Any]:
    origin = recall(folder)
    row: dict[str, Any] = {"bank": folder.stem, "folder": str(folder), "counts": {}, "source": ""}
    row["built"] = _built_at(folder)
    try:
        opened = open_built(folder, BankSettings(folder.parent))
        row |= _hands(folder)
    except LeewardError as error:
        return {**row, "state": error.message}
    opened.index.close()
    state = _STATES[list_changed(origin) if origin else None]
    return {**row, "bank": opened.name, "counts": opened.counts, "source": str(opened.source), "state": state}


def _hands(folder: Path) -> dict[str, int]:
    changed = edits.by_hand(folder)
    return {"added_by_hand": changed.added, "removed_by_hand": changed.removed}


def _in_words(row: Mapping[str, Any]) -> str:
    parts = [(row.get(f"{verb}_by_hand", 0), verb) for verb in ("added", "removed")]
    return ", ".join(f"{number:,} {verb}" for number, verb in parts if number)


def _by_hand(folder: Path) -> str:
    """What was added and removed by hand; "" if nothing, or if that cannot be read."""
    try:
        return _in_words(_hands(folder))
    except LeewardError:
        return ""


def _folder(bank: str, settings: BankSettings) -> Path:
    """The folder of a bank that is built. Raises: BankError: it is not, or there is more than one."""
    folder = find_built(bank, settings)
    if not os.path.exists(folder / FILE):
        hint = f"build it: leeward bank build {shown(shlex.quote(bank))}"
        raise BankError(f"{shown(bank)}: no bank is built of it", hint)
    return folder


def _edits(specs: Sequence[str], entry: str | None, note: str | None) -> Sequence[edits.Edit]:
    by_lines = list(specs) in ([], ["-"])
    return edits.parse_lines(sys.stdin.buffer) if by_lines else edits.parse_specs(specs, entry, note)


def _tell(opened: OpenedBank, what: str, as_json: bool) -> None:
    opened.index.close()
    if as_json:
        click.echo(json.dumps(_as_json(opened)))
        return
    for line in _told(opened, what):
        click.echo(shown(line))


def _told(opened: OpenedBank, what: str) -> Iterator[str]:
    yield f"{opened.name} {what}: {_counted(opened.counts)}; built {_built_at(opened.folder)}"
    yield f"  in {opened.folder}"
    if opened.said and opened.built:
        yield f"  {opened.said}"
    if changed := _by_hand(opened.folder):
        yield f"  by hand since then: {changed}"
    if opened.unusable:
        yield f"  left out: {_counted(opened.unusable)}"
    if opened.bad_lines:
        yield f"  {counted(opened.bad_lines, 'bad line')}:"
        yield from (f"    {bad}" for bad in opened.bad[:_SHOWN])
    if opened.bad_lines > _SHOWN:
        yield "    ..."


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
        **_hands(opened.folder),
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
    console = Console(stderr=True, markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        yield lambda what, share: None
        return
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda what, share: bar.update(task, description=shown(what), completed=share)
