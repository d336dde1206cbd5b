"""Tell a case in plain words: what was seen, decided, ordered and proved."""

import asyncio
import json
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.config import Config, load
from leeward.sweep.telling.spelling import shown

_STATUS = "Exit status: 0; 2 there is no such case, or bad usage, configuration or database."


@click.command(epilog=_STATUS)
@click.argument("case", type=click.IntRange(1, 2**63 - 1))
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(case: int, as_json: bool, config_file: Path | None) -> None:
    """Tell a case in plain words: what was seen, matched, decided, ordered, answered and proved.

    Names the post, but repeats none of its words, no address of a media and no value of a list.
    """
    lines = asyncio.run(_story(load(config_file), case))
    if as_json:
        click.echo(json.dumps({"case": case, "story": lines}))
    else:
        for line in lines:
            click.echo(shown(line))


async def _story(config: Config, case: int) -> list[str]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.story(opened, case)
