"""What the policy commands have in common: reading a file, and summing a policy up."""

import json
from pathlib import Path

import click

from leeward.config import Config
from leeward.model.errors import UsageError
from leeward.policy.rules import Policy
from leeward.review.office.policies import reading
from leeward.review.office.policies.changing import Changed
from leeward.sweep.telling.spelling import counted, shown

FILE = click.Path(path_type=Path)
name_option = click.option(
    "--as", "name", metavar="NAME", help="Who changes it; without it, your login's name."
)
why_option = click.option("--why", metavar="TEXT", default="", help="What for; it stands in the history.")
as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
config_option = click.option(
    "--config", "config_file", metavar="FILE", type=FILE, help="Use this configuration file."
)


def own_file(config: Config) -> Path:
    """The configured policy: what is meant where no FILE is named. Raises: UsageError: there is none."""
    if config.live.policy is None:
        raise UsageError("no FILE is named, and no policy is configured", "name one, or set live.policy")
    return config.live.policy


def read(file: Path) -> Policy:
    """The policy in a file, with what belongs to it. Raises: ConfigError: it cannot be read. PolicyError: it
    is none."""
    return reading.read(file).policy


def summary(policy: Policy) -> str:
    """In a line: how many rules and tests, and its digest."""
    rules, tests = counted(len(policy.rules), "rule"), counted(len(policy.tests), "test")
    return f"{rules}, {tests}, digest {policy.digest}"


def as_json_of(policy: Policy) -> dict[str, object]:
    """The same for machines."""
    rules = [
        {"id": rule.id, "title": rule.title, "mode": rule.mode, "then": [str(one) for one in rule.then]}
        for rule in policy.rules
    ]
    return {"name": policy.name, "digest": policy.digest, "rules": rules, "tests": len(policy.tests)}


def tell(changed: Changed, as_json: bool) -> None:
    """What is in force now, and which of its rules only note."""
    waiting, noting = ([one.id for one in rules] for rules in (changed.waiting, changed.noting))
    if as_json:
        told = {"version": changed.number, "digest": changed.policy.digest, "is_new": changed.is_new}
        files = {"written": [*map(str, changed.written)], "gone": [*map(str, changed.gone)]}
        click.echo(json.dumps({**told, "waiting": waiting, "noting": noting, **files}))
        return
    said = "is in force" if changed.is_new else "was in force already; nothing was changed"
    click.echo(shown(f"{changed.policy.name}: version {changed.number} {said}."))
    for name in waiting:
        click.echo(shown(f"  {name} only notes what it would do, until: leeward policy promote {name}"))
    for name in noting:
        said = f'{name} is new and its mode is "shadow": it only notes what it would do'
        click.echo(shown(f"  {said}, until: leeward policy promote {name}"))
