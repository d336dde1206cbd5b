"""Only the worker: look at media, act, verify, keep the ledger."""

from pathlib import Path

import click

from leeward.app import living
from leeward.config import load


@click.command()
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Use this configuration file.")
def command(config_file: Path | None) -> None:
    """Only the worker: look at media, act, verify, keep the ledger.

    Any number of these may run, on any number of machines, against the same database.url; each machine needs
    the same lists and the same vault_key.
    """
    living.run(load(config_file), frozenset({living.Role.WORKER}))
