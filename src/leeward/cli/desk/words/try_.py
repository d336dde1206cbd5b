"""Try a text on the configured lists."""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import click

from leeward.app.commands import wording
from leeward.config import default_file, load
from leeward.sweep.telling.spelling import shown

_TOLD = ("list", "where", "how")


@click.command(epilog="Exit status: 0, found or not; 2 bad usage or configuration.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(as_json: bool, config_file: Path | None) -> None:
    """Try a text, from standard input, on the configured lists: which of them have an entry in it, and how it
    is written there. The entry itself is not shown; nothing is kept."""
    text = sys.stdin.buffer.read().decode("utf-8", "replace")
    hits = wording.tried(load(config_file), text, config_file or default_file())
    told = list(dict.fromkeys(tuple(asdict(hit)[name] for name in _TOLD) for hit in hits))
    if as_json:
        click.echo(json.dumps({"hits": [dict(zip(_TOLD, one, strict=True)) for one in told]}))
        return
    for name, where, how in told:
        click.echo(shown(f"{name}: in its {where}, {how}"))
    if not told:
        click.echo("No list has an entry in it.")
