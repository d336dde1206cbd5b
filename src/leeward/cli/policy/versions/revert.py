"""Put an earlier version of the policy in force again, and its files back."""

import asyncio
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option, name_option, tell, why_option
from leeward.config import Config, load
from leeward.review.office.policies import changing
from leeward.review.office.policies.changing import By, Changed
from leeward.sweep.telling.spelling import shown

_STATUS = "Exit status: 0, also if it was in force already; 2 it cannot be used, or the database cannot."


@click.command(epilog=_STATUS)
@click.argument("number", type=click.IntRange(1, 2**63 - 1))
@name_option
@why_option
@as_json_option
@config_option
def command(number: int, name: str | None, why: str, as_json: bool, config_file: Path | None) -> None:
    """Put version NUMBER of the policy in force again, and its files back to where they stood.

    It is refused while the file has edits that were never in force: they would be lost. Rules that were ever
    promoted are so again.
    """
    by = By(desk.person(name), why)
    changed = asyncio.run(_reverted(load(config_file), number, by))
    tell(changed, as_json)
    files = (("put back", changed.written), ("taken away", changed.gone))
    for said, file in ((said, file) for said, those in files for file in those if not as_json):
        click.echo(shown(f"  {said}: {file}"))


async def _reverted(config: Config, number: int, by: By) -> Changed:
    async with station(config, connections=1, may_begin=False) as opened:
        return await changing.revert(opened, number, by)
