"""Show what holds rules back, let one go on, or hold one back."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option
from leeward.config import Config, load
from leeward.review.office.watch import braking
from leeward.store.policies.brakes import BrakeRow
from leeward.sweep.telling.spelling import shown

_STATUS = "Exit status: 0; 2 there is nothing to lift or to hold, or bad usage, configuration or database."
_name = click.option("--as", "name", metavar="NAME", help="Who does; without it, your login's name.")
_why = click.option("--why", metavar="TEXT", required=True, help="What for, in one line.")


@click.group(invoke_without_command=True, epilog=_STATUS)
@as_json_option
@config_option
@click.pass_context
def command(context: click.Context, as_json: bool, config_file: Path | None) -> None:
    """Show what holds rules back; with lift or set, let one go on or hold one back.

    A rule that is held back only notes what it would do. Limits and quotas end by themselves; any other brake
    waits for you. What each kind means: docs/howto/brakes.md.
    """
    if context.invoked_subcommand:
        return
    found = asyncio.run(_held(load(config_file)))
    if as_json:
        click.echo(json.dumps({"brakes": [_as_json(one) for one in found]}))
        return
    if not found:
        click.echo("Nothing holds a rule back.")
    for one in found:
        ends = f"ends by itself at {one.until:%Y-%m-%d %H:%M} UTC" if one.until else "ends when you lift it"
        click.echo(shown(f"{one.rule} ({one.kind}), since {one.since:%Y-%m-%d %H:%M} UTC; {ends}"))
        click.echo(shown(f"  {one.said}"))
        click.echo(shown(f"  let it go on: leeward policy brakes lift {one.rule} --why TEXT"))


@command.command("lift", epilog=_STATUS)
@click.argument("rule")
@_name
@_why
@as_json_option
@config_option
def lift(rule: str, name: str | None, why: str, as_json: bool, config_file: Path | None) -> None:
    """Let a rule go on: look first at what it did.

    RULE is a rule's id, or an action whose quota is used up. After a limit or a quota it may do as much
    again; a new rule is not held back for being new any more; of verdicts only later ones count.
    """
    lifted = asyncio.run(_lifted(load(config_file), rule, desk.person(name), why))
    if as_json:
        click.echo(json.dumps({"lifted": [_as_json(one) for one in lifted]}))
        return
    for one in lifted:
        click.echo(shown(f"{one.rule} goes on ({one.kind})."))


@command.command("set", epilog=_STATUS)
@click.argument("rule")
@_name
@_why
@as_json_option
@config_option
def set_(rule: str, name: str | None, why: str, as_json: bool, config_file: Path | None) -> None:
    """Hold a rule back at once: it only notes from the next post on, until somebody lifts it.

    What it has done stays done: leeward release CASE undoes it, case by case.
    """
    is_new = asyncio.run(_set(load(config_file), rule, desk.person(name), why))
    if as_json:
        click.echo(json.dumps({"rule": rule, "is_new": is_new}))
        return
    click.echo(shown(f"{rule} only notes from now on." if is_new else f"{rule} was held back already."))


def _as_json(one: BrakeRow) -> dict[str, object]:
    until = one.until.isoformat() if one.until else None
    times = {"since": one.since.isoformat(), "until": until}
    return {"rule": one.rule, "kind": one.kind, **times, "said": one.said}


async def _held(config: Config) -> Sequence[BrakeRow]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await braking.held(opened)


async def _lifted(config: Config, rule: str, by: str, why: str) -> Sequence[BrakeRow]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await braking.lift(opened, rule, by, why)


async def _set(config: Config, rule: str, by: str, why: str) -> bool:
    async with station(config, connections=1, may_begin=False) as opened:
        return await braking.hold(opened, rule, by, why)
