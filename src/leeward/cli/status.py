"""Say on one screen whether everything is looked at, and what is wrong."""

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leeward.app import statusing
from leeward.canary.lamps import Lamp
from leeward.canary.screen import Process, Screen, Server, Way, unknown_share
from leeward.canary.status import to_json
from leeward.config import load
from leeward.sweep.telling.spelling import counted, duration, shown

_COLOUR = {Lamp.GREEN: "green", Lamp.YELLOW: "yellow", Lamp.RED: "bold red", Lamp.OFF: "dim"}
_STATUS = "Exit status: 0 all is well; 1 something is wrong; 2 there is nothing to look at."

_Row = tuple[str, Text]


@click.command(epilog=_STATUS)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(as_json: bool, config_file: Path | None) -> int:
    """Say on one screen whether everything is looked at, and what is wrong.

    Works also while no Leeward runs. A lamp: green: the last canary came out as a match; yellow: one was
    missed, or none came back yet; red: two in a row; off: none is sent.
    """
    screen = asyncio.run(statusing.look(load(config_file)))
    if as_json:
        click.echo(json.dumps(to_json(screen)))
    else:
        _tell(screen)
    return 0 if screen.is_well else 1


def _tell(screen: Screen) -> None:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    table.add_column(overflow="fold")
    last = ""
    for topic, text in _rows(screen):
        table.add_row("" if topic == last else topic, text)
        last = topic
    Console(markup=False, highlight=False, emoji=False).print(table)


def _rows(screen: Screen) -> Iterator[_Row]:
    yield from _verdict(screen)
    base = screen.database
    yield "database", _plain(f"PostgreSQL {base.version}, {base.kind}, {base.where}; schema {base.schema}")
    yield from (("processes", _process(one, screen.at)) for one in screen.processes)
    yield from (row for server in screen.servers for row in _server(server, screen.at))
    yield from _work(screen)
    yield from (("lists", _plain(text)) for text in _lists(screen))
    ledger = screen.ledger
    head = f", signed {_age(screen.at, ledger.head_at)}" if ledger.head_at else ""
    yield "ledger", _plain(f"{_entries(ledger.size)}{head}; {ledger.waiting:,} wait for a place")
    yield from _counted(screen)


def _verdict(screen: Screen) -> Iterator[_Row]:
    said = Text("all is well", "green") if screen.is_well else Text("something is wrong", "bold red")
    yield f"Leeward {screen.leeward}", said
    for name, sentence in screen.problems.items():
        since = [one.since for one in screen.alarms if one.name == name]
        told = f" (since {_age(screen.at, since[0])})" if since else ""
        yield "wrong", Text(shown(f"{sentence}{told}"), "red")
    for one in screen.alarms:
        if one.name not in screen.problems:
            yield "alarm", Text(shown(f"{one.said} ({_age(screen.at, one.since)})"), "red")
    for channel, why in screen.untold.items():
        yield "alarms", Text(shown(f"do not get out by {channel}: {why}"), "red")


def _process(one: Process, now: datetime) -> Text:
    gone = "" if one.is_alive else f"not heard of since {_age(now, one.seen_at)}"
    up = f"up {duration((now - one.started_at).total_seconds())}, {one.disk_free / 1e9:,.0f} GB free"
    text = f"{', '.join(one.roles)} on {one.host}: Leeward {one.version}, {gone or up}"
    return Text(shown(text), "red" if gone else "")


def _server(server: Server, now: datetime) -> Iterator[_Row]:
    address = server.address.removeprefix("https://")
    yield "servers", _plain(f"{address}: {server.software} {server.version} (number {server.id})")
    for way in server.ways_in:
        yield "servers", _way(way, now)
    if not server.ways_in:
        yield "servers", Text("  no way in is configured: nothing is looked at", "red")
    for right in server.missing:
        yield "servers", Text(shown(f"  the token lacks {right}"), "yellow")
    if server.left:
        yield "servers", Text(f"  {counted(server.left, 'canary post')} to delete by hand", "yellow")


def _way(way: Way, now: datetime) -> Text:
    light = way.light
    told = [light.said] if light.said else []
    told += [f"last canary came out {_age(now, light.passed_at)}"] if light.passed_at else []
    told += [f"asked {_age(now, way.polled_at)}"] if way.polled_at else []
    text = Text(f"  ● {light.lamp:<7}", _COLOUR[light.lamp])
    text.append(f"{light.way_in:<8}", "default not bold")
    text.append(shown("; ".join(told)), "default not bold")
    return text


def _work(screen: Screen) -> Iterator[_Row]:
    queue = screen.queue
    oldest = f", the oldest {_age(screen.at, queue.oldest)}" if queue.oldest else ""
    jobs = f"; jobs: {_by(queue.jobs)}" if queue.jobs else ""
    yield "waiting", _plain(f"{queue.media:,} media to look at{oldest}{jobs}")
    yield "media today", _plain(_looks(screen.looks.today))
    yield "last hour", _plain(_looks(screen.looks.last_hour))
    yield "cases", _plain(_by(screen.cases) or "none is open")
    yield "orders", _plain(_by(screen.orders) or "none is open")


def _looks(looks: Mapping[str, int]) -> str:
    share = unknown_share(looks)
    if share is None:
        return "none"
    others = _by({name: number for name, number in looks.items() if name != "looked"})
    return f"{looks.get('looked', 0):,} looked at, {share:.1%} unknown" + (f" ({others})" if others else "")


def _lists(screen: Screen) -> Iterable[str]:
    for one in screen.lists:
        changed = f"changed {_age(screen.at, one.changed_at)}" if one.changed_at else "its file is gone"
        yield f"{one.name}: {_entries(one.entries)}, {one.said or changed}"
    if not screen.lists:
        yield "none is configured: only canaries are found"


def _counted(screen: Screen) -> Iterator[_Row]:
    names = {server.id: server.address.removeprefix("https://") for server in screen.servers}
    for one in screen.counted:
        where = names.get(one.server, f"server {one.server}")
        yield "today", _plain(f"{one.number:,} {one.what} ({where})")


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _by(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in sorted(counts.items()))


def _age(now: datetime, then: datetime) -> str:
    return f"{duration(max(0.0, (now - then).total_seconds()))} ago"


def _plain(text: str) -> Text:
    return Text(shown(text))
