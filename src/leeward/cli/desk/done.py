"""Say that you did by hand what a server could not do by itself."""

import asyncio
import json
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.config import Config, load
from leeward.sweep.telling.spelling import shown

_STATUS = """Exit status: 0 it is noted (also: it was noted before); 2 there is no such order by hand, or bad
usage, configuration or database."""


@click.command(epilog=_STATUS)
@click.argument("order", type=click.IntRange(1, 2**63 - 1))
@click.option("--as", "name", metavar="NAME", help="Who did it; without it, your login's name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(order: int, name: str | None, as_json: bool, config_file: Path | None) -> None:
    """Say that you did by hand what a server could not do by itself.

    ORDER is the number that leeward confirm, release or explain shows. What should be gone is looked
    after all the same.
    """
    person = desk.person(name)
    is_new = asyncio.run(_done(load(config_file), order, person))
    if as_json:
        click.echo(json.dumps({"order": order, "is_new": is_new}))
    else:
        said = f"Order {order} is done by {person}." if is_new else f"Order {order} was done before."
        click.echo(shown(said))


async def _done(config: Config, order: int, person: str) -> bool:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.done(opened, order, person)
