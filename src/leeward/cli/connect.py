"""Protect one more server: find out what it is, sign in, say what it can and cannot do."""

import asyncio
import json
from functools import partial
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leeward.app import connecting
from leeward.app.station import station
from leeward.config import Config, load
from leeward.model.items import WayIn
from leeward.model.servers import ServerCard, Support
from leeward.plugins.servers.protocol import SignIn

_COLOUR = {Support.API: "green", Support.HAND: "yellow", Support.NONE: "red"}
_WAYS = [str(way) for way in WayIn]


@click.command()
@click.argument("address", metavar="URL")
@click.option("--token-file", type=click.Path(path_type=Path), help="A file with an access token you made.")
@click.option("--way-in", "ways", multiple=True, type=click.Choice(_WAYS), help="Only this; repeatable.")
@click.option(
    "--no-canaries", is_flag=True, help="Never post as our own account; each way in stays unproven."
)
@click.option("--no-sign-in", is_flag=True, help="Only what the public can see; no orders to the server.")
@click.option(
    "--new-secret", is_flag=True, help="Another secret for its webhooks: the old one is lost or known."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", type=click.Path(path_type=Path), help="Use this configuration file.")
def command(address: str, as_json: bool, config_file: Path | None, **given: Any) -> None:
    """Protect one more server: find out what it is, sign in, say what it can and cannot do.

    Connecting a server again brings what is known of it up to date.
    """
    file: Path | None = given["token_file"]
    wish = connecting.Wish(
        address,
        token=connecting.token_of(file) if file else "",
        ways_in=tuple(WayIn(way) for way in given["ways"]),
        has_canaries=not given["no_canaries"],
        signs_in=not given["no_sign_in"] and file is None,
        renews_secret=given["new_secret"],
    )
    config = load(config_file)
    connected = asyncio.run(_connect(config, wish))
    if as_json:
        click.echo(json.dumps(connecting.told(connected)))
    else:
        _tell(connected, config)


async def _connect(config: Config, wish: connecting.Wish) -> connecting.Connected:
    async with station(config, adopts=False) as opened:
        return await connecting.connect(opened, wish, _ask)


async def _ask(sign_in: SignIn) -> str:
    tell = partial(click.echo, err=True)  # what is asked of a person is no part of the answer
    tell("Open this page, signed in as the account that Leeward shall act as (one of its own, with the")
    tell("role of a moderator, is best), allow it, and copy the code that it shows:\n")
    tell(f"  {sign_in.url}\n")
    tell(f"It asks for: {', '.join(sign_in.scopes)}")
    code: str = await asyncio.to_thread(partial(click.prompt, "Code", err=True))
    return code.strip()


def _tell(connected: connecting.Connected, config: Config) -> None:
    card = connected.card
    console = Console(highlight=False, markup=False)
    console.print(f"Server {connected.server}: {card.software} {card.version}, as {card.account or 'nobody'}")
    for right in card.missing:
        console.print(Text(f"missing: {right}", "yellow"))
    for note in card.notes:
        console.print(f"note: {note}")
    console.print(_table(card))
    for way in connected.ways_in:
        console.print(f"watched by: {way}")
    if WayIn.STREAM in connected.ways_in and WayIn.POLL not in connected.ways_in:
        console.print(Text("without poll, nobody finds what a broken stream leaves out", "yellow"))
    base = (config.web.public_url or f"http://{config.web.host}:{config.web.port}").rstrip("/")
    if connected.secret:
        console.print("\nTo finish the webhook, make one in the server's administration with:")
        console.print(f"  address  {base}/in/{connected.server}/webhook")
        console.print(f"  secret   {connected.secret}   (shown this once)")
    elif WayIn.WEBHOOK in connected.ways_in:
        console.print("\nThe webhook's secret stays as it was. Lost? Run this again with --new-secret")
    if WayIn.RELAY in connected.ways_in:
        console.print("\nTo finish the relay, add this to the server's relays:")
        console.print(f"  {base}/inbox")
    elif not config.web.public_url and any(
        one.way_in is WayIn.RELAY and one.is_there for one in card.ways_in
    ):
        console.print("\nFor the relay, set web.public_url and connect again.")
    console.print(
        "\nNext: leeward up. It sends a canary through each way in; leeward status says which came out."
    )


def _table(card: ServerCard) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for way in card.ways_in:
        said, colour = ("yes", "green") if way.is_there else ("no", "red")
        table.add_row(f"sees by {way.way_in}", Text(said, colour), way.note)
    for ability in card.abilities:
        name = ability.action.replace("_", " ")
        table.add_row(name, Text(str(ability.support), _COLOUR[ability.support]), ability.note)
    return table
