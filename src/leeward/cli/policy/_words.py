"""What the policy commands have in common: reading a file, and summing a policy up."""

from pathlib import Path

import click

from leeward.model.errors import UsageError
from leeward.policy.parse import parse
from leeward.policy.rules import Policy
from leeward.sweep.telling.spelling import counted

FILE = click.Path(path_type=Path)
as_json_option = click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")
config_option = click.option(
    "--config", "config_file", metavar="FILE", type=FILE, help="Use this configuration file."
)


def read(file: Path) -> Policy:
    """The policy in a file. Raises: UsageError: it cannot be read. PolicyError: it is none."""
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", "name the file of a policy") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no UTF-8", "save it as UTF-8") from error
    return parse(text, str(file))


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
