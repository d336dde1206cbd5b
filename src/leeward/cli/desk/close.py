"""Close a case whose copy came back: nothing more is done about it."""

import asyncio
import json
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.config import Config, load
from leeward.sweep.telling.spelling import shown

_STATUS = """Exit status: 0 it is closed (also: you had closed it before); 2 it cannot be closed, or bad
usage, configuration or database."""


@click.command(epilog=_STATUS)
@click.argument("case", type=click.IntRange(1, 2**63 - 1))
@click.option("--why", metavar="TEXT", required=True, help="Your reason: it is written into the ledger.")
@click.option("--as", "name", metavar="NAME", help="Who decides; without it, your login's name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(case: int, why: str, name: str | None, as_json: bool, config_file: Path | None) -> None:
    """Close a case whose copy came back, or never went: nothing more is done about it.

    Only such a case (state: returned). To remove it again instead: leeward confirm CASE.
    """
    person = desk.person(name)
    is_new = asyncio.run(_close(load(config_file), case, person, why))
    if as_json:
        click.echo(json.dumps({"case": case, "is_new": is_new}))
    else:
        said = f"Case {case} is closed by {person}." if is_new else "You had closed it before."
        click.echo(shown(said))


async def _close(config: Config, case: int, person: str, why: str) -> bool:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.close(opened, case, person, why)
