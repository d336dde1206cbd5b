"""Check the ledger, and hand out what strangers need to check it."""

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from leeward.app.station import station
from leeward.config import Config, load
from leeward.ledger.heads import key_id
from leeward.model.errors import UsageError
from leeward.model.findings import Json
from leeward.review.office.audit import ledgering
from leeward.review.office.audit.ledgering import Ask, Checked
from leeward.sweep.telling.spelling import counted, shown

_GOOD, _BROKEN = 0, 1
_CANNOT = "2 bad usage, configuration or database."

_config = click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """Check the ledger, and hand out what strangers need to check it.

    What it proves and what it does not: docs/why/ledger.md.
    """


@command.command(epilog=f"Exit status: 0 all of it is as it was written; 1 something was changed; {_CANNOT}")
@click.option(
    "--head",
    "files",
    metavar="FILE",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Also against heads kept elsewhere, one a line; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@_config
def verify(files: Sequence[Path], as_json: bool, config_file: Path | None) -> int:
    """Check every entry, every node of the tree and every signed head.

    Whoever could change the database could also write it anew from the beginning: only a head that
    somebody else has kept (--head) stands against that.
    """
    elsewhere = [head for file in files for head in ledgering.heads_in(file)]
    config = load(config_file)
    with _progress() as progress:
        checked = asyncio.run(_verify(config, Ask(elsewhere, progress)))
    if as_json:
        told = {**asdict(checked.audit), "waiting": checked.waiting, "heads_elsewhere": len(elsewhere)}
        click.echo(json.dumps(told))
    else:
        for line in _told(checked, len(elsewhere)):
            click.echo(shown(line))
    return _GOOD if checked.audit.ok else _BROKEN


@command.command(epilog=f"Exit status: 0; {_CANNOT}")
@_config
def head(config_file: Path | None) -> None:
    """Print the newest signed head: give it away, and keep it elsewhere.

    leeward ledger head >> heads.jsonl, on another machine or by another person.
    """
    click.echo(asyncio.run(_head(load(config_file))))


@command.command(epilog=f"Exit status: 0; {_CANNOT}")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@_config
def key(as_json: bool, config_file: Path | None) -> None:
    """Print the public key that heads are checked with; publish it where people know it to be yours."""
    name, value = asyncio.run(_key(load(config_file)))
    click.echo(json.dumps({"key": name, "public_key": value}) if as_json else f"{value}  (key {name})")


@command.command(epilog=f"Exit status: 0; {_CANNOT}")
@click.argument("entry", type=click.IntRange(0, 2**63 - 1), required=False)
@click.option(
    "--case", metavar="CASE", type=click.IntRange(1, 2**63 - 1), help="All entries of a case, one a line."
)
@_config
def prove(entry: int | None, case: int | None, config_file: Path | None) -> None:
    """Print a proof, as JSON, that ENTRY is in the ledger; the program in docs/why/ledger.md checks it.

    ENTRY is a number counted from 0. A proof holds what the entry says: give it only to who may read that.
    """
    if (entry is None) == (case is None):
        raise UsageError("either an entry or a case is proven", "leeward ledger prove 17, or --case 3")
    for proof in asyncio.run(_prove(load(config_file), entry, case)):
        click.echo(json.dumps(proof))


async def _verify(config: Config, ask: Ask) -> Checked:
    async with station(config, connections=1, may_begin=False) as opened:
        return await ledgering.verify(opened, ask)


async def _head(config: Config) -> bytes:
    async with station(config, connections=1, may_begin=False) as opened:
        return await ledgering.newest(opened)


async def _key(config: Config) -> tuple[str, str]:
    async with station(config, connections=1, may_begin=False) as opened:
        public = ledgering.public_key(opened)
        return key_id(public), public.public_bytes_raw().hex()


async def _prove(config: Config, entry: int | None, case: int | None) -> list[dict[str, Json]]:
    async with station(config, connections=1, may_begin=False) as opened:
        if entry is not None:
            return [await ledgering.proof(opened, entry)]
        assert case is not None, "one of the two is there"
        return await ledgering.proofs_of_case(opened, case)


def _told(checked: Checked, elsewhere: int) -> Iterator[str]:
    found = checked.audit
    yield "The ledger is as it was written." if found.ok else "THE LEDGER WAS CHANGED, OR IS DAMAGED."
    yield from (f"  {problem}" for problem in found.problems)
    yield f"  entries: {found.size:,}; under a good signed head: {found.signed:,}"
    if found.erased:
        yield f"  {found.erased:,} erased, of which only the hash is left"
    if checked.waiting:
        yield f"  {checked.waiting:,} more wait for their place in the tree"
    if elsewhere:
        yield f"  compared with {counted(elsewhere, 'head')} kept elsewhere"
    elif found.ok:
        yield "  compared with no head kept elsewhere: see leeward ledger verify --help"


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None] | None]:
    """How far it is, on standard error, where that is a terminal."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (TextColumn("entries"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("")
        yield lambda done, size: bar.update(task, completed=done, total=size)
