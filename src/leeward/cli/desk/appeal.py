"""Appeal against a decided case, for its author: another person judges it."""

import asyncio
import json
from pathlib import Path

import click

from leeward.app.commands import desk
from leeward.app.desk import opening
from leeward.app.station import station
from leeward.config import Config, load
from leeward.model.errors import UsageError
from leeward.sweep.telling.spelling import shown

_STATUS = """Exit status: 0 the appeal is open; 2 it cannot be opened, or bad usage, configuration or
database."""
_LARGEST = 100_000  # bytes


@click.command(epilog=_STATUS)
@click.argument("case", type=click.IntRange(1, 2**63 - 1))
@click.option(
    "--said",
    metavar="FILE",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="What the author says, as a text file; kept sealed. Without it: nothing.",
)
@click.option("--as", "name", metavar="NAME", help="Who writes it down; without it, your login's name.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(case: int, said: Path | None, name: str | None, as_json: bool, config_file: Path | None) -> None:
    """Appeal against a case that was decided against its author.

    Opens another case, which somebody judges who had no part in the first decision: leeward release NUMBER,
    if the author is right; leeward confirm NUMBER, if the first decision stands.
    """
    person, words = desk.person(name), _read(said)
    number = asyncio.run(_appeal(load(config_file), case, person, words))
    if as_json:
        click.echo(json.dumps({"case": number, "of": case}))
    else:
        click.echo(shown(f"Case {number} asks about case {case} again. Somebody else judges it."))


def _read(file: Path | None) -> str:
    if file is None:
        return ""
    hint = f"plain text in UTF-8, at most {_LARGEST} bytes"
    try:
        if file.stat().st_size > _LARGEST:
            raise UsageError(f"{file} is too large", hint)
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no text", hint) from error
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", hint) from error


async def _appeal(config: Config, case: int, person: str, words: str) -> int:
    async with station(config, connections=2, may_begin=False) as opened:
        return await opening.room(opened).appeals.file_as(person, case, words)
