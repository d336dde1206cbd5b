"""Explain the decisions of a case, rule by rule."""

import asyncio
import json
from dataclasses import asdict
from pathlib import Path

import click

from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option
from leeward.config import Config, load
from leeward.review.office.past import explaining
from leeward.review.office.past.explaining import Told
from leeward.sweep.telling.spelling import shown

_TO_WHOM = "For moderators only. What you can tell the author of the post: docs/howto/cases.md."


@click.command(epilog="Exit status: 0; 2 there is no such case, or bad usage, configuration or database.")
@click.argument("case", type=click.IntRange(1, 2**63 - 1))
@click.option("--private", "with_private", is_flag=True, help="Also what private rules say.")
@as_json_option
@config_option
def command(case: int, with_private: bool, as_json: bool, config_file: Path | None) -> None:
    """Explain the decisions of a case: each rule that fired or could not be decided, term by term.

    With the policy's version and digest, the versions of the lists that answered, and what was held back and
    why. What was done then: leeward explain CASE.
    """
    told = asyncio.run(_told(load(config_file), case, with_private))
    if as_json:
        click.echo(json.dumps({"case": case, "decisions": [asdict(one) for one in told]}))
        return
    for line in (line for one in told for line in one.lines):
        click.echo(shown(line))
    if told:
        click.echo(_TO_WHOM)
    else:
        click.echo("Nothing was decided about it.")


async def _told(config: Config, case: int, with_private: bool) -> list[Told]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await explaining.decisions(opened, case, with_private=with_private)
