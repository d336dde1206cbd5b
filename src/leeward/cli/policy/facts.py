"""List what a condition may ask about."""

import json

import click

from leeward.cli.policy._words import as_json_option
from leeward.policy.facts import Fact, known


@click.command(epilog="Exit status: 0.")
@as_json_option
def command(as_json: bool) -> None:
    """List what a condition may ask about."""
    if as_json:
        click.echo(json.dumps({"facts": [_fact(one) for one in known()]}))
        return
    for one in known():
        click.echo(f"{one.name}  ({one.kind}; {one.privacy})\n    {one.meaning}")
        if one.choices:
            click.echo(f"    one of: {', '.join(one.choices)}")


def _fact(fact: Fact) -> dict[str, object]:
    return {
        "name": fact.name,
        "kind": fact.kind,
        "meaning": fact.meaning,
        "source": fact.source,
        "privacy": fact.privacy,
        "servers": fact.servers,
        "may_be_none": fact.may_be_none,
        "choices": fact.choices,
    }
