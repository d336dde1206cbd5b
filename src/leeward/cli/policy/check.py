"""Read a policy, and name everything that is wrong with it."""

import json
from pathlib import Path

import click

from leeward.cli.policy._words import FILE, as_json_of, as_json_option, read, summary
from leeward.sweep.telling.spelling import shown


@click.command(epilog="Exit status: 0 it can be used; 2 it cannot, and each problem is named with its line.")
@click.argument("file", type=FILE)
@as_json_option
def command(file: Path, as_json: bool) -> None:
    """Read a policy, and name everything that is wrong with it. Does not run its tests."""
    policy = read(file)
    click.echo(json.dumps(as_json_of(policy)) if as_json else shown(f"{file}: {summary(policy)}"))
