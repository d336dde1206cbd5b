"""Show the policy in force."""

import json
from pathlib import Path

import click

from leeward.app.station import policy_of
from leeward.cli.policy._words import as_json_of, as_json_option, config_option, summary
from leeward.config import load
from leeward.sweep.telling.spelling import shown


@click.command(epilog="Exit status: 0; 2 the policy, or the configuration, cannot be used.")
@click.option("--text", "with_text", is_flag=True, help="All of it, as written: to start your own from.")
@as_json_option
@config_option
def command(with_text: bool, as_json: bool, config_file: Path | None) -> None:
    """Show the policy in force, with the digest that each decision names."""
    policy, text = policy_of(load(config_file))
    if as_json:
        click.echo(json.dumps({**as_json_of(policy), **({"text": text} if with_text else {})}))
    elif with_text:
        click.echo(text, nl=False)
    else:
        click.echo(shown(f"{policy.name}: {summary(policy)}"))
        for rule in policy.rules:
            click.echo(shown(f"  {rule.id} ({rule.mode}): {', '.join(map(str, rule.then))}"))
