"""Show what the fuse has stopped, and let some of it go."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.config import Config, load
from leeward.model.errors import UsageError
from leeward.store.casework.desk import Stopped
from leeward.sweep.telling.spelling import counted, shown

_STATUS = """Exit status: 0, also when nothing is stopped; 2 bad usage, configuration or database."""


@dataclass(frozen=True, slots=True)
class _Wish:
    server: int | None
    action: str | None
    most: int | None
    name: str | None
    as_json: bool
    config_file: Path | None


@click.command(epilog=_STATUS)
@click.option("--server", metavar="N", type=click.IntRange(1, 2**63 - 1), help="The server's number.")
@click.option("--action", metavar="ACTION", help="Such as hold-post.")
@click.option("--let", "most", metavar="N", type=click.IntRange(1, 1_000_000), help="Let so many go.")
@click.option("--as", "name", metavar="NAME", help="Who lets them; without it, your login's name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(**given: Any) -> None:
    """Show what the fuse has stopped; with --server, --action and --let, let the oldest of it go.

    The fuse stops what a policy wants to do to more subjects in an hour than live.fuse says: a good rule
    on a bad day, or a bad rule. Look at some of the cases before you let go.
    """
    wish = _Wish(**given)
    config, person = load(wish.config_file), desk.person(wish.name)
    if (wish.server, wish.action, wish.most) == (None, None, None):
        _tell(asyncio.run(_stopped(config)), wish.as_json)
        return
    if wish.server is None or wish.action is None or wish.most is None:
        raise UsageError("--server, --action and --let belong together", "see what there is: leeward fuse")
    what = (wish.server, desk.action(wish.action))
    number = asyncio.run(_let_go(config, what, wish.most, person))
    click.echo(json.dumps({"let_go": number}) if wish.as_json else f"{counted(number, 'order')} let go.")


def _tell(found: Sequence[Stopped], as_json: bool) -> None:
    if as_json:
        told = [{**asdict(one), "since": one.since.isoformat()} for one in found]
        click.echo(json.dumps({"stopped": told}))
        return
    if not found:
        click.echo("The fuse has stopped nothing.")
    for one in found:
        what = f"{counted(one.number, 'order')} on {counted(one.subjects, 'subject')}"
        since = f"{one.since:%Y-%m-%d %H:%M} UTC"
        click.echo(shown(f"server {one.server} ({one.host}), {one.action}: {what}, since {since}"))
        words = f"--server {one.server} --action {one.action.replace('_', '-')} --let {one.number}"
        click.echo(shown(f"  let them go: leeward fuse {words}"))


async def _stopped(config: Config) -> list[Stopped]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.stopped(opened)


async def _let_go(config: Config, what: tuple[int, str], most: int, person: str) -> int:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.let_go(opened, what, most, person)
