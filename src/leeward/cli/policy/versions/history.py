"""Show every version of the policy: when, by whom, and what it changed."""

import asyncio
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option
from leeward.config import Config, load
from leeward.review.office.policies import policing
from leeward.review.office.policies.adopting import known_as
from leeward.review.office.policies.policing import Past
from leeward.store.policies.versions import RuleMark
from leeward.sweep.telling.spelling import shown

_SHORT = 12  # characters of a digest that people compare by eye


@click.command(epilog="Exit status: 0; 2 bad configuration or database.")
@as_json_option
@config_option
def command(as_json: bool, config_file: Path | None) -> None:
    """Show every version of the policy, the newest first: when, by whom, what for, and what it changed.

    The newest one is in force. Private rules are named by their digest.
    """
    found = asyncio.run(_history(load(config_file)))
    if as_json:
        click.echo(json.dumps({"versions": [_as_json(one) for one in found]}))
        return
    for one in found:
        for line in _lines(one):
            click.echo(shown(line))
    if not found:
        click.echo("No policy was ever in force here: leeward up")


async def _history(config: Config) -> list[Past]:
    async with station(config, connections=1, may_begin=False) as opened:
        return await policing.history(opened)


def _lines(past: Past) -> Iterator[str]:
    one = past.version
    why = f": {one.why}" if one.why else ""
    yield (
        f"{one.number}  {one.made_at:%Y-%m-%d %H:%M} UTC  {one.digest[:_SHORT]}  {one.kind} by"
        f" {one.author}{why}"
    )
    for what, marks in _parts(past):
        if marks:
            yield f"     {what} {', '.join(map(known_as, marks))}"


def _parts(past: Past) -> tuple[tuple[str, Sequence[RuleMark]], ...]:
    found = past.delta
    return (
        ("added", found.added),
        ("changed", found.changed),
        ("removed", found.removed),
        ("promoted", past.promoted),
    )


def _as_json(past: Past) -> dict[str, object]:
    one = past.version
    return {
        "number": one.number,
        "made_at": one.made_at.isoformat(),
        "digest": one.digest,
        "kind": one.kind,
        "author": one.author,
        "why": one.why,
        **{what: [known_as(mark) for mark in marks] for what, marks in _parts(past)},
    }
