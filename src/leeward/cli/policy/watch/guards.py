"""Show what watches for surges and what is on, and switch a guard on or off."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option
from leeward.config import Config, load
from leeward.pipeline.guarding import Seen
from leeward.policy.watch.surge import State, in_words
from leeward.review.office.watch import guarding
from leeward.review.office.watch.guarding import Standing
from leeward.store.policies.guards import Switch
from leeward.sweep.telling.spelling import counted, shown

_STATUS = "Exit status: 0; 2 there is no such guard, it is on or off already, or bad usage or database."
_name = click.option("--as", "name", metavar="NAME", help="Who does; without it, your login's name.")


@click.group(invoke_without_command=True, epilog=_STATUS)
@as_json_option
@config_option
@click.pass_context
def command(context: click.Context, as_json: bool, config_file: Path | None) -> None:
    """Show each guard of the policy: what it sees, and whether it is on; with on or off, switch it.

    A guard watches how much happens each hour, against the same hour of the weeks before. How one is written:
    docs/howto/brakes.md.
    """
    if context.invoked_subcommand:
        return
    found, names = asyncio.run(_standings(load(config_file)))
    if as_json:
        click.echo(json.dumps({"guards": [_as_json(one, names) for one in found]}))
        return
    if not found:
        click.echo("The policy has no guards; how one is written: docs/howto/brakes.md")
    for one in found:
        for line in _lines(one, names):
            click.echo(shown(line))


@command.command("on", epilog=_STATUS)
@click.argument("guard")
@click.option("--hours", metavar="N", type=click.IntRange(1, 24 * 90), help="Else as the policy says.")
@_name
@as_json_option
@config_option
def on(guard: str, hours: int | None, name: str | None, as_json: bool, config_file: Path | None) -> None:
    """Switch a guard on for everything, by hand; it ends by its clock."""
    switch = asyncio.run(_on(load(config_file), guard, hours, desk.person(name)))
    if as_json:
        click.echo(json.dumps({"guard": guard, "until": switch.until.isoformat()}))
        return
    click.echo(shown(f"{guard} is on until {switch.until:%Y-%m-%d %H:%M} UTC."))


@command.command("off", epilog=_STATUS)
@click.argument("guard")
@_name
@as_json_option
@config_option
def off(guard: str, name: str | None, as_json: bool, config_file: Path | None) -> None:
    """End a guard wherever it is on.

    For as many hours as it would be on, no surge switches it on again there. What it has held stays held:
    people decide, or its hours let it go.
    """
    ended = asyncio.run(_off(load(config_file), guard, desk.person(name)))
    if as_json:
        click.echo(json.dumps({"guard": guard, "ended": len(ended)}))
        return
    click.echo(shown(f"{guard} is off; it was on for {counted(len(ended), 'place')}."))


def _lines(one: Standing, names: Mapping[int, str]) -> Iterator[str]:
    guard = one.guard
    whose = "each server of origin" if guard.each else "all together"
    told = "" if guard.is_on else "; only tells"
    yield f"{guard.id}: {guard.title} ({guard.watch} of {whose}, on for {counted(guard.hours, 'hour')}{told})"
    for switch in one.on:
        what = "on" if switch.is_on else "told"
        yield f"  {what} for {_where(switch, names)} until {switch.until:%Y-%m-%d %H:%M} UTC: {switch.said}"
        yield f"    end it: leeward policy guards off {guard.id}"
    if guard.each:
        yield f"  {counted(len(one.seen), 'server')} of origin with enough to be watched"
    for seen in one.seen:
        if not guard.each or seen.reading.state is not State.QUIET:
            yield f"  {seen.place.domain or names[seen.place.server]}: {in_words(seen.reading)}"


def _where(switch: Switch, names: Mapping[int, str]) -> str:
    place = switch.place
    at = f" at {names.get(place.server, 'a server that is gone')}" if place.server else ""
    return (place.domain or "everything") + at


def _as_json(one: Standing, names: Mapping[int, str]) -> dict[str, object]:
    return {
        "guard": one.guard.id,
        "on": [
            {"for": _where(switch, names), "is_on": switch.is_on, "until": switch.until.isoformat()}
            for switch in one.on
        ],
        "seen": [_seen(seen, names) for seen in one.seen],
    }


def _seen(seen: Seen, names: Mapping[int, str]) -> dict[str, object]:
    reading = seen.reading
    return {
        "server": names[seen.place.server],
        "domain": seen.place.domain,
        "state": str(reading.state),
        "level": round(reading.level, 2),
        "said": in_words(reading),
    }


async def _standings(config: Config) -> tuple[Sequence[Standing], Mapping[int, str]]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await guarding.standings(opened)


async def _on(config: Config, guard: str, hours: int | None, by: str) -> Switch:
    async with station(config, connections=1, may_begin=False) as opened:
        return await guarding.switch_on(opened, guard, hours, by)


async def _off(config: Config, guard: str, by: str) -> Sequence[Switch]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await guarding.switch_off(opened, guard, by)
