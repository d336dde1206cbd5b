"""Compare two policies, rule by rule, in words."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import asdict
from difflib import unified_diff
from pathlib import Path

import click

from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option
from leeward.config import Config, load
from leeward.policy.source.bundle import is_private
from leeward.review.office.policies import policing
from leeward.review.office.policies.differing import Change, What, differences
from leeward.review.office.policies.policing import Side
from leeward.sweep.telling.spelling import shown

_SAME, _DIFFERENT = 0, 1
_MARKS = {What.ADDED: "+", What.REMOVED: "-", What.CHANGED: "~"}


@click.command(epilog="Exit status: 0 they mean the same; 1 they differ; 2 one of them cannot be used.")
@click.argument("sides", metavar="[A [B]]", nargs=-1)
@click.option("--text", "with_text", is_flag=True, help="The lines of the files, too.")
@click.option("--private", "with_private", is_flag=True, help="Show private rules, too; else their digests.")
@as_json_option
@config_option
def command(
    sides: tuple[str, ...], with_text: bool, with_private: bool, as_json: bool, config_file: Path | None
) -> int:
    """Compare two policies, rule by rule, in words. A and B: the number of a version, or a file.

    Without them: what is in force, and the configured file. With one: that one, and what is in force.
    """
    if len(sides) > 2:
        raise click.UsageError("two policies at most are compared")
    old, new = policing.files(sides) or asyncio.run(_sides(load(config_file), sides))
    found = differences(old.policy, new.policy, with_private=with_private)
    text = list(_text(old, new, with_private)) if with_text else []
    if as_json:
        told = {"old": old.name, "new": new.name, "changes": [asdict(one) for one in found]}
        click.echo(json.dumps({**told, "text": text} if with_text else told))
    else:
        for line in (*_lines(old, new, found), *text):
            click.echo(shown(line))
    return _DIFFERENT if found else _SAME


async def _sides(config: Config, told: tuple[str, ...]) -> tuple[Side, Side]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await policing.sides(opened, told)


def _lines(old: Side, new: Side, found: tuple[Change, ...]) -> Iterator[str]:
    yield f"{old.name} -> {new.name}" + ("" if found else ": they mean the same")
    for one in found:
        yield f"{_MARKS[one.what]} {one.name} {one.what}"
        yield from (f"    {line}" for line in one.lines)


def _text(old: Side, new: Side, with_private: bool) -> Iterator[str]:
    """File by file; the main ones are compared whatever their names."""
    for name in dict.fromkeys([old.bundle.main, *sorted({*old.bundle.files, *new.bundle.files})]):
        if is_private(name) and not with_private:
            continue
        if name == new.bundle.main and name != old.bundle.main:
            continue  # told of with the other main file
        other = new.bundle.main if name == old.bundle.main else name
        before = old.bundle.files.get(name, "").splitlines()
        after = new.bundle.files.get(other, "").splitlines()
        yield from unified_diff(before, after, f"{old.name}/{name}", f"{new.name}/{other}", lineterm="")
