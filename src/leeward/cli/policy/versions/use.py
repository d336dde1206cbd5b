"""Put the policy's file in force, as it is now."""

import asyncio
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.cli.policy._words import FILE, as_json_option, config_option, name_option, tell, why_option
from leeward.config import Config, load
from leeward.review.office.policies import changing
from leeward.review.office.policies.changing import By, Changed

_STATUS = "Exit status: 0, also if it was in force already; 2 it cannot be used, or the database cannot."


@click.command(epilog=_STATUS)
@click.argument("file", type=FILE, required=False)
@name_option
@why_option
@as_json_option
@config_option
def command(file: Path | None, name: str | None, why: str, as_json: bool, config_file: Path | None) -> None:
    """Put the policy's file in force as it is now; running processes follow within seconds.

    FILE: the configured one, if it is not named. Its own tests must pass. Rules that are new, or that do
    something else than before, only note what they would do until you promote them.
    """
    by = By(desk.person(name), why)
    tell(asyncio.run(_used(load(config_file), file, by)), as_json)


async def _used(config: Config, file: Path | None, by: By) -> Changed:
    async with station(config, connections=1, may_begin=False) as opened:
        return await changing.use(opened, file, by)
