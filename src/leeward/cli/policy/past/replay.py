"""Make every stored decision again, and compare the bytes."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path

import click

from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option
from leeward.cli.policy.past._spans import progress, since_option
from leeward.config import Config, load
from leeward.review.office.past import backtesting
from leeward.review.office.past.backtesting import Replayed
from leeward.sweep.telling.spelling import counted

_ALL_SAME, _ONE_DIFFERS = 0, 1
_STATUS = (
    "Exit status: 0 all the same; 1 a decision came out otherwise; 2 bad usage, configuration or database."
)


@click.command(epilog=_STATUS)
@since_option(None)
@as_json_option
@config_option
def command(since: timedelta | None, as_json: bool, config_file: Path | None) -> int:
    """Make every stored decision again, from the facts that were kept, under the policy that was kept for it.

    The same bytes must come out: else the record, or this program, was changed. What an older version decided
    in words that this one does not have is counted on its own.
    """
    came = asyncio.run(_replayed(load(config_file), since))
    if as_json:
        click.echo(json.dumps({**asdict(came), "number": came.number}))
    else:
        for line in _told(came):
            click.echo(line)
    return _ONE_DIFFERS if came.different else _ALL_SAME


async def _replayed(config: Config, since: timedelta | None) -> Replayed:
    async with station(config, connections=1, may_begin=False) as opened:
        with progress() as told:
            return await backtesting.replay(opened, since, told)


def _told(came: Replayed) -> Iterator[str]:
    if not came.number:
        yield "Nothing was decided in that time."
        return
    yield f"{counted(came.number, 'decision')} made again: {came.same:,} the same, byte for byte."
    if came.different:
        named = ", ".join(map(str, came.named)) + (", …" if came.different > len(came.named) else "")
        yield f"{counted(came.different, 'decision')} came out otherwise: {named}"
    if came.impossible:
        yield f"{counted(came.impossible, 'decision')} cannot be made again by this version."
