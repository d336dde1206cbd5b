"""Check a list before it is configured."""

import json
from pathlib import Path

import click

from leeward.app.commands import wording
from leeward.sweep.telling.spelling import counted, shown

_USABLE, _BAD = 0, 1
_MOST_SHOWN = 20


@click.command(
    epilog="Exit status: 0 every line can be used; 1 one cannot, or there is none; 2 it cannot be read."
)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--as-urls", is_flag=True, help="It is a list of domains and addresses, not of terms.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
def command(file: Path, as_urls: bool, as_json: bool) -> int:
    """Check a list: how many entries it has, and which lines cannot be used. None of them is repeated."""
    entries, bad = wording.checked("urls" if as_urls else "terms", file)
    if as_json:
        told = [{"line": one.line, "reason": one.reason} for one in bad]
        click.echo(json.dumps({"file": str(file), "entries": entries, "bad": told}))
    else:
        for one in bad[:_MOST_SHOWN]:
            click.echo(shown(str(one)))
        entry = "entry" if entries == 1 else "entries"
        click.echo(shown(f"{file}: {entries:,} {entry}, {counted(len(bad), 'bad line')}"))
    return _USABLE if entries and not bad else _BAD
