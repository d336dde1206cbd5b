"""Only the web: take webhooks and deliveries, answer questions."""

from pathlib import Path

import click

from leeward.app import living
from leeward.config import load


@click.command()
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Use this configuration file.")
def command(config_file: Path | None) -> None:
    """Only the web: take webhooks and deliveries, answer questions.

    Any number of these and of `leeward worker` may run against the same database.url.
    """
    living.run(load(config_file), frozenset({living.Role.WEB}))
