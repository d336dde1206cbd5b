"""Show the policy in force."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import click

from leeward.app.station import has_begun, station
from leeward.cli.policy._words import as_json_of, as_json_option, config_option, summary
from leeward.config import Config, load
from leeward.review.office.policies import policing
from leeward.review.office.policies.policing import RuleStanding, Shown
from leeward.sweep.telling.spelling import shown

_STATUS = "Exit status: 0; 2 the policy, the configuration or the database cannot be used."


@click.command(epilog=_STATUS)
@click.option("--text", "with_text", is_flag=True, help="All of it, as written: to start your own from.")
@as_json_option
@config_option
def command(with_text: bool, as_json: bool, config_file: Path | None) -> None:
    """Show the policy in force: its version, its digest, and what each rule may really do.

    A rule that nobody has promoted, or that a brake holds back, only notes what it would do.
    """
    found = asyncio.run(_shown(load(config_file)))
    if as_json:
        text = {"text": _text(found)} if with_text else {}
        rules = [_as_json(one) for one in found.rules]
        click.echo(json.dumps({**as_json_of(found.policy), "version": found.number, "rules": rules, **text}))
    elif with_text:
        click.echo(_text(found), nl=False)
    else:
        for line in _lines(found):
            click.echo(shown(line))


async def _shown(config: Config) -> Shown:
    if not has_begun(config):
        return policing.unbegun(config)
    async with station(config, connections=1, may_begin=False) as opened:
        return await policing.shown(opened)


def _text(found: Shown) -> str:
    """The one file; of several each, below its name."""
    files = found.bundle.files
    if len(files) == 1:
        return files[found.bundle.main]
    names = [found.bundle.main, *sorted(files.keys() - {found.bundle.main})]
    return "\n".join(f"# ==== {name} ====\n{files[name]}" for name in names)


def _lines(found: Shown) -> Iterator[str]:
    number = f"version {found.number}" if found.number else "not in force yet: leeward up"
    yield f"{found.policy.name}: {number}, {summary(found.policy)}"
    for one in found.rules:
        then = ", ".join(map(str, one.rule.then))
        yield f"  {one.rule.id} ({one.mode}): {then}" + (f"; {one.why}" if one.why else "")


def _as_json(one: RuleStanding) -> dict[str, object]:
    rule = one.rule
    return {
        "id": rule.id,
        "title": rule.title,
        "mode": rule.mode,
        "in_force": one.mode,
        "why": one.why,
        "share": rule.share,
        "then": [str(action) for action in rule.then],
    }
