"""Make, list and revoke tokens with which other programs use the desk."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

import click

from leeward.app.commands import programs
from leeward.app.commands.programs import Listed
from leeward.app.station import station
from leeward.config import load
from leeward.review.people.rights import Right
from leeward.review.room import Room
from leeward.sweep.telling.spelling import shown

T = TypeVar("T")
_STATUS = "Exit status: 0; 2 bad usage, configuration or database."
_SCOPES = click.Choice([str(one) for one in Right if one is not Right.NOTHING])
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
_config = click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))


@click.group()
def command() -> None:
    """Make, list and revoke tokens with which other programs use the desk.

    What a program can do with one: docs/howto/automate.md.
    """


@command.command(epilog=_STATUS)
@click.argument("name")
@click.option("--person", metavar="NAME", required=True, help="In whose name; see: leeward people list")
@click.option("--scope", "scopes", type=_SCOPES, multiple=True, required=True, help="Repeatable.")
@click.option("--days", type=click.IntRange(1, 366), default=90, show_default=True, help="Then it ends.")
@_json
@_config
def make(
    name: str, person: str, scopes: Sequence[str], days: int, *, as_json: bool, **given: Path | None
) -> None:
    """Make a token, and print it: this once, and never again. NAME says what it is for."""
    asked = programs.Asked(name, person, scopes, days)
    made = _do(given["config_file"], lambda room: programs.make(room, asked))
    if as_json:
        click.echo(json.dumps({"id": made.id, "token": made.token, "ends_at": made.ends_at.isoformat()}))
        return
    click.echo(
        f"Token {made.id} of {shown(person)}, until {made.ends_at:%Y-%m-%d}, shown this once:", err=True
    )
    click.echo(made.token)


@command.command("list", epilog=_STATUS)
@_json
@_config
def list_(*, as_json: bool, config_file: Path | None) -> None:
    """List everybody's tokens that have not expired: names, never a secret."""
    found = _do(config_file, programs.listed)
    if as_json:
        click.echo(json.dumps({"tokens": [asdict(one) for one in found]}))
        return
    if not found:
        click.echo("Nobody has made a token.")
    for one in found:
        click.echo(shown(_line(one)))


@command.command(epilog=_STATUS)
@click.argument("number", metavar="TOKEN", type=click.IntRange(1, 2**63 - 1))
@click.option("--as", "by", metavar="NAME", help="Who revokes it; without it, your login's name.")
@_config
def revoke(number: int, by: str | None, config_file: Path | None) -> None:
    """Revoke a token: from now on it opens nothing. TOKEN is its number in the list."""
    _do(config_file, lambda room: programs.revoke(room, number, by))
    click.echo(f"Token {number} opens nothing any more.")


def _line(one: Listed) -> str:
    used = f"last used {one.used_at[:16]}" if one.used_at else "never used"
    ends = "revoked" if one.is_revoked else f"until {one.ends_at[:10]}"
    return f"{one.id:>4}  {one.owner}: {one.name} ({', '.join(one.scopes)}), {ends}, {used}"


def _do(config_file: Path | None, deed: Callable[[Room], Awaitable[T]]) -> T:
    async def done() -> T:
        async with station(load(config_file), connections=2, may_begin=False) as opened:
            return await programs.within(opened, deed)

    return asyncio.run(done())
