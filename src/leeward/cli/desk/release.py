"""Release a case: it is not what it looked like, and all that was done is undone."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.commands.desk import Judged
from leeward.app.station import station
from leeward.cli.desk.confirm import tell
from leeward.config import Config, load
from leeward.sweep.telling.spelling import shown

_STATUS = """Exit status: 0 it is released (also: you had released it before); 2 it cannot be released, or
bad usage, configuration or database."""


@click.command(epilog=_STATUS)
@click.argument("case", type=click.IntRange(1, 2**63 - 1))
@click.option("--as", "name", metavar="NAME", help="Who decides; without it, your login's name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(case: int, name: str | None, as_json: bool, config_file: Path | None) -> None:
    """Release a case: it is not what it looked like.

    What was hidden is shown again as it was, what waits is withdrawn. What cannot be undone is named.
    """
    person = desk.person(name)
    judged = asyncio.run(_release(load(config_file), case, person))
    if as_json:
        click.echo(json.dumps(asdict(judged)))
        return
    tell(f"Case {case} is released by {person}." if judged.is_new else "You had released it before.", judged)
    for title in judged.lasting:
        click.echo(shown(f"  cannot be undone: {title}"))


async def _release(config: Config, case: int, person: str) -> Judged:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.release(opened, case, person)
