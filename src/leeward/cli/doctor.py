"""Say what is configured, what is missing, what would stop a scan."""

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leeward.app.commands import scanning
from leeward.checkup import Check, State, checkup
from leeward.config import load

_COLOUR = {State.GOOD: "green", State.MISSING: "yellow", State.STOPS: "bold red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", type=click.Path(path_type=Path), help="Use this configuration file.")
def command(as_json: bool, config: Path | None) -> None:
    """Say what is configured, what is missing, and what would stop the start.

    Exit status: 0 a scan can start; 2 something would stop it.
    """
    settings = load(config)
    checks = list(checkup(settings, scanning.probes(settings), config))
    if as_json:
        click.echo(json.dumps({"checks": [dataclasses.asdict(check) for check in checks]}))
    else:
        _table(checks)
    if any(check.state is State.STOPS for check in checks):
        raise SystemExit(2)


def _table(checks: Sequence[Check]) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")  # a path that is cut cannot be copied
    for check in checks:
        table.add_row(check.topic, Text(check.state, _COLOUR[check.state]), Text(check.said))
        if check.hint:
            table.add_row("", "", Text(f"→ {check.hint}", "dim"))
    Console().print(table)
