"""See whose complaints can hide a post, begin their records, name whom you trust, stop it all."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import click

from leeward.app.commands import community, desk
from leeward.app.station import Station, now, station
from leeward.config import load
from leeward.review.office.complainants import deeds
from leeward.review.office.complainants.deeds import Said
from leeward.sweep.telling.spelling import counted, shown

T = TypeVar("T")
_FILE = click.Path(path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
_config = click.option("--config", "config_file", metavar="FILE", type=_FILE)
_name = click.option("--as", "name", metavar="NAME", help="Who says so; without it, your login's name.")
_STATUS = "Exit status: 0; 2 bad usage, configuration or database."
_REPLAYED = "Exit status: 0 all is as it was; 1 it is not; 2 bad usage, configuration or database."
_READ = "Exit status: 0; 1 a server could not be read to its end; 2 bad usage, configuration or database."


@click.group()
def command() -> None:
    """See whose complaints can hide a post, begin their records, name whom you trust, stop it all.

    How complaints are weighed: docs/howto/community-holds.md.
    """


@command.command(epilog=_STATUS)
@_json
@_config
def sources(as_json: bool, config_file: Path | None) -> None:
    """List who has a record of complaints, the weightiest first.

    Accounts are told by their ids, other servers by their domains. For administrators only: whoever knows
    it knows whom to impersonate.
    """
    found = _at_work(config_file, community.sources)
    if as_json:
        click.echo(json.dumps({"sources": [asdict(one) for one in found]}))
        return
    for one in found:
        named = ", named by an admin" if one.is_named else ""
        upheld = f"{one.upheld} of {one.judged} upheld"
        click.echo(shown(f"{one.weight:.2f}  {one.source}  {one.group}: {upheld}{named}"))
    if not found:
        click.echo("Nobody has a record yet. Begin with: leeward community bootstrap")


@command.command(epilog=_READ)
@_json
@_config
def bootstrap(as_json: bool, config_file: Path | None) -> None:
    """Begin records with the reports that each server's moderators settled before.

    Nothing is held or changed by it. It keeps to the server's pace: some 800 reports a minute. Interrupted,
    it goes on where it was; done again, it adds what is new.
    """
    tell: Callable[[str], None] = (lambda _: None) if as_json else (lambda said: click.echo(shown(said)))
    found = _at_work(config_file, lambda at: community.bootstrap(at, tell))
    if as_json:
        click.echo(json.dumps({"servers": [asdict(one) for one in found]}))
    for one in () if as_json else found:
        said = f" Not read to its end: {one.said}; run it again." if one.said else ""
        added = counted(one.added, "complaint")
        click.echo(shown(f"{one.server}: {added} added to the records.{said}"))
    click.get_current_context().exit(1 if any(one.said for one in found) else 0)


@command.command(epilog=_STATUS)
@click.argument("source")
@click.option("--group", type=click.Choice(["general", "child-safety"]), help="Only for such complaints.")
@_name
@_config
def trust(source: str, group: str | None, name: str | None, config_file: Path | None) -> None:
    """Name a source that complains rightly: it counts like five complaints that people upheld.

    SOURCE is the domain of another server, or as `leeward community sources` shows it.
    """
    person = desk.person(name)
    named = _at_work(config_file, lambda at: deeds.trust(at, source, Said(person), group))
    click.echo(shown(f"{named} is trusted, says {person}."))


@command.command(epilog=_STATUS)
@click.option("--hours", type=click.IntRange(0, 24 * 365), default=48, show_default=True, help="0: go on.")
@_name
@_config
def pause(hours: int, name: str | None, config_file: Path | None) -> None:
    """Let complaints hold nothing for so many hours; people are still shown every one."""
    person, until = desk.person(name), now() + timedelta(hours=hours)
    _at_work(config_file, lambda at: deeds.pause(at, until, Said(person)))
    click.echo(f"Complaints hold nothing until {until:%Y-%m-%d %H:%M} UTC." if hours else "They hold again.")


@command.command(epilog=_REPLAYED)
@_json
@_config
def replay(as_json: bool, config_file: Path | None) -> None:
    """Go through all that happened again: would complaints hold the same posts?"""
    found = _at_work(config_file, community.check)
    if as_json:
        click.echo(json.dumps({"differences": found}))
    for one in () if as_json else found:
        click.echo(shown(one))
    if not as_json and not found:
        click.echo("The same complaints hold the same posts.")
    click.get_current_context().exit(1 if found else 0)


def _at_work(config_file: Path | None, work: Callable[[Station], Awaitable[T]]) -> T:
    async def worked() -> T:
        async with station(load(config_file), connections=2, may_begin=False) as opened:
            return await work(opened)

    return asyncio.run(worked())
