"""Say who may sign in to the review desk, how, and what they see."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

import click

from leeward.app.commands import desk
from leeward.app.commands.people import Member, Said, Team
from leeward.app.station import station
from leeward.config import load
from leeward.model.errors import UsageError
from leeward.review.people.rights import Role
from leeward.review.people.ways import Typed
from leeward.sweep.telling.spelling import counted, shown

T = TypeVar("T")
_STATUS = "Exit status: 0; 2 bad usage, configuration or database."
_FILE = click.Path(path_type=Path)
_ROLES = click.Choice([str(one) for one in Role])
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
_config = click.option("--config", "config_file", metavar="FILE", type=_FILE)
_name = click.option("--as", "by", metavar="NAME", help="Who says so; without it, your login's name.")
_role = click.option("--role", "roles", type=_ROLES, multiple=True, required=True, help="Repeatable.")
_server = click.option(
    "--server",
    "servers",
    metavar="ADDRESS",
    multiple=True,
    help="Whose cases they see; repeatable. Without it: of every protected server.",
)
_account = click.option(
    "--account",
    metavar="ADDRESS",
    default="",
    help="At a protected server, to sign in by: https://server/@name",
)


@click.group()
def command() -> None:
    """Say who may sign in to the review desk, how, and what they see.

    How people sign in, and what each role may: docs/howto/people.md.
    """


@command.command("list", epilog=_STATUS)
@_json
@_config
def list_(as_json: bool, config_file: Path | None) -> None:
    """List everybody, also who has left."""
    found = _at_work(config_file, None, lambda team: team.everybody())
    if as_json:
        click.echo(json.dumps({"people": [asdict(one) for one in found]}))
        return
    for one in found:
        click.echo(shown(_line(one)))
    if not found:
        click.echo("Nobody yet. Begin with: leeward people add NAME --role lead --role operator")


@command.command(epilog=_STATUS)
@click.argument("name")
@_role
@_server
@_account
@click.option("--password", "asks", is_flag=True, help="Set a password and codes here, instead of a link.")
@_name
@_json
@_config
def add(name: str, asks: bool, as_json: bool, **given: Any) -> None:
    """Add somebody, and make a link that lets them in once, within 15 minutes.

    The first one is usually you: --role lead --role operator. NAME is what verdicts are signed with; if you
    also decide on the command line, use the same one there (--as).
    """
    said = _said(given)
    if asks:
        _check_asks(as_json)

    async def work(team: Team) -> str:
        await team.add(name, said)
        if asks:
            return await _set_password(team, name)
        return await team.link(name)

    _tell_link(_at_work(given["config_file"], given["by"], work), as_json)


@command.command(epilog=_STATUS)
@click.argument("name")
@click.option("--forget", is_flag=True, help="Their password, codes and passkeys open nothing any more.")
@_name
@_json
@_config
def link(name: str, forget: bool, by: str | None, as_json: bool, config_file: Path | None) -> None:
    """Make a new link for somebody who has lost their way in."""
    made = _at_work(config_file, by, lambda team: team.link(name, forgets=forget))
    _tell_link(made, as_json)


@command.command(epilog=_STATUS)
@click.argument("name")
@_role
@_server
@_account
@_name
@_config
def roles(name: str, by: str | None, config_file: Path | None, **given: Any) -> None:
    """Give somebody these roles and servers, instead of those they had. It holds at once."""
    _at_work(config_file, by, lambda team: team.change(name, _said(given)))
    click.echo("It holds from now on.")


@command.command(epilog=_STATUS)
@click.argument("name")
@_name
@_config
def leave(name: str, by: str | None, config_file: Path | None) -> None:
    """Somebody has left: nothing opens for them any more. What they decided keeps their name."""
    _at_work(config_file, by, lambda team: team.leave(name))
    click.echo("Nothing opens for them any more.")


@command.command(epilog=_STATUS)
@click.argument("name")
@_config
def password(name: str, config_file: Path | None) -> None:
    """Set a password and codes of an authenticator app here, in this terminal."""
    _check_asks(as_json=False)
    click.echo(_at_work(config_file, None, lambda team: _set_password(team, name)))


@command.command(epilog=_STATUS)
@click.argument("case", type=click.IntRange(1, 2**63 - 1))
@click.argument("name")
@click.option("--hours", type=click.FloatRange(0.1, 168), default=24.0, show_default=True)
@click.option("--why", required=True, metavar="WORDS", help="The ledger keeps it.")
@_name
@_config
def grant(case: int, name: str, by: str | None, config_file: Path | None, **given: Any) -> None:
    """Let somebody see one case that they otherwise would not, for some hours.

    Whoever gives it (--as) is a person of the desk who sees that case themselves.
    """
    _at_work(config_file, by, lambda team: team.grant(case, name, given["hours"], given["why"]))
    click.echo(f"Case {case} is open to them for {given['hours']:g} hours.")


def _said(given: Mapping[str, Any]) -> Said:
    return Said(given["roles"], given["servers"], given["account"])


async def _set_password(team: Team, name: str) -> str:
    secret, picture = await team.offer(name)
    click.echo(f"{picture}\nScan this with an authenticator app, or type: {secret.text}")
    typed = Typed(
        password=click.prompt("Password (at least 12 characters)", hide_input=True),
        again=click.prompt("The same again", hide_input=True),
        code=click.prompt("Code that the app shows now"),
    )
    await team.set_password(name, secret, typed)
    return "From now on: sign in with name, password and a code."


def _at_work(config_file: Path | None, by: str | None, work: Callable[[Team], Awaitable[T]]) -> T:
    person, config = desk.person(by), load(config_file)

    async def working() -> T:
        async with station(config, connections=2, adopts=False) as opened:
            return await work(Team.of(opened, person))

    return asyncio.run(working())


def _check_asks(as_json: bool) -> None:
    if as_json or not sys.stdin.isatty():
        raise UsageError("nobody is there to type a password", "leave --password out: a link does it, too")


def _tell_link(made: str, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps({"link": made}))
        return
    click.echo(made)
    if "#" in made:
        click.echo("It opens the desk once, within 15 minutes. It is shown here and never again.", err=True)


def _line(one: Member) -> str:
    servers = "every server" if one.servers is None else ", ".join(one.servers) or "no server"
    ways = counted(len(one.ways), "way") + " in" if one.ways else "no way in yet"
    left = f"; left on {one.left_at[:10]}" if one.left_at else ""
    return f"{one.name}: {', '.join(one.roles)}; {servers}; {ways}{left}"
