"""List everything that can be added: signals, list formats, scanners, sources, server programs, actions."""

import json

import click
from rich.console import Console
from rich.table import Table

from leeward.plugins import loader


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
def command(as_json: bool) -> None:
    """List the signals, list formats, scanners, sources, server programs and actions that there are here."""
    found = {
        "signals": [(s.name, s.title) for s in loader.signals()],
        "list formats": [(name, loader.exchange(name).title) for name in loader.names("exchanges")],
        "scanners": [(name, loader.scanner(name).title) for name in loader.names("scanners")],
        "sources": [(name, loader.source(name).title) for name in loader.names("connectors")],
        "servers": [(name, loader.server(name).title) for name in loader.names("servers")],
        "actions": [(name, loader.action(name).title) for name in loader.names("actions")],
    }
    if as_json:
        click.echo(json.dumps({family: dict(rows) for family, rows in found.items()}))
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    for family, rows in found.items():
        for number, (name, title) in enumerate(rows):
            table.add_row(f"[dim]{family}[/]" if number == 0 else "", f"[bold]{name}[/]", title)
        table.add_row()
    Console().print(table)
