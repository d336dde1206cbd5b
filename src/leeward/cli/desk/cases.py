"""List the cases, what is most urgent first."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leeward.app.commands import desk
from leeward.app.station import now, station
from leeward.config import Config, load
from leeward.model.cases import State
from leeward.store.casework.desk import Line
from leeward.sweep.telling.spelling import counted, shown

_ENDLESS = 1 << 16  # columns, where no terminal wraps
_STATUS = "Exit status: 0, also when there is no case; 2 bad usage, configuration or database."
_COLOUR = {State.RETURNED: "bold red", State.WAITING: "yellow"}


@dataclass(frozen=True, slots=True)
class _Wish:
    states: Sequence[str]
    queue: str | None
    most: int
    with_uri: bool
    as_json: bool
    config_file: Path | None


@click.command(epilog=_STATUS)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([str(one) for one in State]),
    help="Only these; repeatable. Without it: all that are not closed.",
)
@click.option("--queue", metavar="NAME", help="Only this queue, such as child-safety.")
@click.option("--most", metavar="N", type=click.IntRange(1, 10_000), default=50, show_default=True)
@click.option("--uri", "with_uri", is_flag=True, help="Also the address of the post (not of its media).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(**given: Any) -> None:
    """List the cases: what came back, exact matches, what a person must do; then the newest.

    No picture, no words of a post. Next: leeward explain CASE, then leeward confirm or release CASE.
    """
    wish = _Wish(**given)
    lines, number = asyncio.run(_listed(load(wish.config_file), wish))
    if wish.as_json:
        told = [_as_json(line, wish.with_uri) for line in lines]
        click.echo(json.dumps({"cases": told, "number": number}))
    elif not lines:
        click.echo("There is no such case." if wish.states or wish.queue else "Nothing waits for you.")
    else:
        _tell(lines, wish.with_uri)
        if number > len(lines):
            click.echo(f"and {counted(number - len(lines), 'more case')}: --most {number}")


async def _listed(config: Config, wish: _Wish) -> tuple[list[Line], int]:
    states = [State(one) for one in wish.states]
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.listed(opened, states, wish.queue, wish.most)


def _tell(lines: Sequence[Line], with_uri: bool) -> None:
    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal:
        console.width = _ENDLESS
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("case", "age", "state", "queue", "match", "server", "orders"):
        table.add_column(name, no_wrap=True)
    if with_uri:
        table.add_column("post", overflow="fold")
    at = now()
    for line in lines:
        table.add_row(*_cells(line, at), *([Text(shown(line.uri))] if with_uri else []))
    console.print(table)


def _cells(line: Line, at: datetime) -> list[Text]:
    return [
        Text(str(line.number)),
        Text(age((at - line.opened_at).total_seconds())),
        Text(str(line.state), _COLOUR.get(line.state, "")),
        Text(shown(line.queue)),
        Text(str(line.likeness)),
        Text(shown(line.host)),
        Text(", ".join(_orders(line))),
    ]


def _orders(line: Line) -> list[str]:
    told = ((line.waiting, "under way"), (line.by_hand, "by hand"), (line.stopped, "stopped"))
    return [f"{number} {what}" for number, what in told if number]


def age(seconds: float) -> str:
    """How long ago, in the one unit that matters."""
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            return counted(int(seconds // size), name)
    return "just now"


def _as_json(line: Line, with_uri: bool) -> dict[str, object]:
    fields = asdict(line)
    for name in ("opened_at", "moved_at"):
        fields[name] = fields[name].isoformat()
    if not with_uri:
        del fields["uri"]
    return fields
