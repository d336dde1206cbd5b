"""Find the line of your own list that a digest is of."""

import asyncio
import json
from pathlib import Path

import click

from leeward.app.commands import desk, wording
from leeward.app.station import station
from leeward.config import Config, load
from leeward.sweep.telling.spelling import shown

_FOUND, _NONE = 0, 1
_STATUS = "Exit status: 0 it is there; 1 no list has it (any more); 2 bad usage, configuration or database."


@click.command(epilog=_STATUS)
@click.argument("digest", metavar="DIGEST12")
@click.option("--as", "name", metavar="NAME", help="Who asks; without it, your login's name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(digest: str, name: str | None, as_json: bool, config_file: Path | None) -> int:
    """Find the line of your own list that a digest is of, as `leeward explain` tells it.

    Who asks, and for which digest, is written to the ledger.
    """
    lines = asyncio.run(_whose(load(config_file), digest, desk.person(name)))
    if as_json:
        click.echo(json.dumps({"lines": [{"file": str(one.file), "line": one.line} for one in lines]}))
    else:
        for one in lines:
            click.echo(shown(f"{one.file}:{one.line}"))
        if not lines:
            click.echo("No configured list has an entry with this digest.")
    return _FOUND if lines else _NONE


async def _whose(config: Config, digest: str, person: str) -> list[wording.Line]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await wording.whose(opened, digest, person)
