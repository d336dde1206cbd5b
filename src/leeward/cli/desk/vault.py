"""Say how many media of cases are sealed, how large they are, and what could not be kept."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import click

from leeward.app.commands import vaulting
from leeward.app.station import station
from leeward.config import Config, load
from leeward.store.desk.viewing.evidence import Count, Keep
from leeward.sweep.telling.spelling import size

_STATUS = "Exit status: 0, also when nothing is kept; 2 bad usage, configuration or database."
_WORDS = {
    Keep.KEPT: "kept, sealed",
    Keep.WANTED: "to be fetched",
    Keep.TOO_LARGE: "larger than vault.media_bytes: not kept",
    Keep.CHANGED: "other bytes than were looked at: not kept",
    Keep.GONE: "could not be fetched any more",
    Keep.EXPIRED: "erased after their cases were closed",
}


@click.group()
def command() -> None:
    """Sealed media of cases: only the vault's key opens them, and only the desk shows them."""


@command.command(epilog=_STATUS)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def status(as_json: bool, config_file: Path | None) -> None:
    """Say how many media there are in each state, and how many bytes are sealed."""
    config = load(config_file)
    counts = asyncio.run(_counts(config))
    if as_json:
        told = {str(one.state): {"number": one.number, "bytes": one.bytes} for one in counts}
        click.echo(json.dumps({"is_kept": config.vault.is_kept, "states": told}))
    else:
        _tell(config, counts)


async def _counts(config: Config) -> list[Count]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await vaulting.status(opened)


def _tell(config: Config, counts: Sequence[Count]) -> None:
    rule = (
        f"at most {size(config.vault.media_bytes)} each, for {config.vault.days:g} days after the last case"
    )
    click.echo(
        f"Media of cases are kept: {rule}." if config.vault.is_kept else "Nothing is kept: vault.is_kept."
    )
    for one in counts:
        much = f", {size(one.bytes)}" if one.state is Keep.KEPT else ""
        click.echo(f"{one.number:,} media{much}: {_WORDS[one.state]}")
    if not counts:
        click.echo("None so far.")
