"""Say which database is used; write a private one into a file, and back."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from leeward.app.commands import databasing
from leeward.app.commands.databasing import Looked
from leeward.config import load
from leeward.model.errors import UsageError
from leeward.sweep.telling.spelling import counted, shown, size

_CANNOT = "2 it cannot be done, or bad usage, configuration or database."
_UNTYPED = 1

_FILE = click.Path(path_type=Path)
_config = click.option("--config", "config_file", metavar="FILE", type=_FILE, help="This configuration.")


@click.group(invoke_without_command=True, epilog=f"Exit status: 0; {_CANNOT}")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@_config
@click.pass_context
def command(context: click.Context, as_json: bool, config_file: Path | None) -> None:
    """Say which database is used: whose, which version, where.

    Your own PostgreSQL is backed up with its own tools; see docs/howto/database.md.
    """
    context.obj = config_file
    if context.invoked_subcommand is None:
        found = databasing.look(load(config_file))
        if as_json:
            engine = found.engine
            told = {"kind": engine.kind, "version": engine.version, "where": engine.where}
            walls = asdict(found.walls) if found.walls else None
            click.echo(json.dumps({**told, **asdict(found.facts), "desk": walls}))
        else:
            _tell(found)


@command.command(epilog=f"Exit status: 0; {_CANNOT}")
@click.argument("file", type=_FILE)
@_config
@click.pass_context
def dump(context: click.Context, file: Path, config_file: Path | None) -> None:
    """Write all of a private database into FILE, also while Leeward runs.

    The file is whole or not there, and only its owner can read it: it holds what people posted and
    reported. The vault's key is not in it: keep that as well, elsewhere.
    """
    written = databasing.dump(load(config_file or context.obj), file)
    click.echo(shown(f"{file}: {size(written)}"))


@command.command(epilog=f"Exit status: 0; 1 you did not agree; {_CANNOT}")
@click.argument("file", type=_FILE)
@click.option("--yes", is_flag=True, help="Do not ask.")
@_config
@click.pass_context
def restore(context: click.Context, file: Path, yes: bool, config_file: Path | None) -> int:
    """Replace all that is in a private database by what a dump holds.

    Not while another Leeward works with it. What was there is kept as the database leeward_replaced until
    the next restore.
    """
    config = load(config_file or context.obj)
    if not yes:
        if not sys.stdin.isatty():
            raise UsageError("nobody is there to be asked", "add --yes if everything may be replaced")
        _tell(databasing.check_restore(config, file))
        if click.prompt("Type replace to replace all of it", default="", show_default=False) != "replace":
            click.echo("Nothing was changed.")
            return _UNTYPED
    databasing.restore(config, file)
    click.echo(shown(f"restored from {file}; next: leeward up"))
    return 0


def _tell(found: Looked) -> None:
    engine, facts = found.engine, found.facts
    click.echo(shown(f"PostgreSQL {engine.version}, {engine.kind}: {engine.where}"))
    schema = "nothing of Leeward is in it yet" if facts.schema is None else f"schema {facts.schema}"
    click.echo(f"  {size(facts.size)}; {schema}; {counted(facts.others, 'other connection')}")
    if found.walls:
        click.echo(shown(f"  the review desk is off: {found.walls.said}"))
        click.echo(shown(f"    an administrator of PostgreSQL: {found.walls.remedy}"))
