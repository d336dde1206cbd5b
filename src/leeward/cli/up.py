"""Protect your servers: web, worker and schedules in one process."""

from pathlib import Path

import click

from leeward.app import living
from leeward.config import load


@click.command()
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Use this configuration file.")
def command(config_file: Path | None) -> None:
    """Protect your servers: web, worker and schedules in one process.

    Runs until Ctrl-C or SIGTERM. Without database.url it brings a private PostgreSQL along, in data_dir.
    """
    living.run(load(config_file), frozenset(living.Role))
