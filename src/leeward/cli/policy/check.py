"""Read a policy, and name everything that is wrong with it."""

import json
from pathlib import Path

import click

from leeward.cli.policy._words import FILE, as_json_of, as_json_option, config_option, own_file, read, summary
from leeward.config import load
from leeward.sweep.telling.spelling import shown


@click.command(epilog="Exit status: 0 it can be used; 2 it cannot, and each problem is named with its line.")
@click.argument("file", type=FILE, required=False)
@as_json_option
@config_option
def command(file: Path | None, as_json: bool, config_file: Path | None) -> None:
    """Read a policy, and name everything that is wrong with it. Does not run its tests.

    FILE: the configured one, if it is not named.
    """
    file = file or own_file(load(config_file))
    policy = read(file)
    click.echo(json.dumps(as_json_of(policy)) if as_json else shown(f"{file}: {summary(policy)}"))
