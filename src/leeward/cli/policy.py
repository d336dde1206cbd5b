"""Check and test a policy, list what it may ask about, show the one in force."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from leeward.app.station import check_kept, policy_of
from leeward.config import load
from leeward.model.errors import UsageError
from leeward.policy.facts import Fact, known
from leeward.policy.inline import Result, run
from leeward.policy.parse import parse
from leeward.policy.rules import Policy
from leeward.sweep.telling.spelling import counted, shown

_PASSED, _FAILED = 0, 1
_FILE = click.Path(path_type=Path)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines.")


@click.group()
def command() -> None:
    """Check and test a policy, list what it may ask about, show the one in force.

    How one is written: docs/howto/policy.md.
    """


@command.command(
    epilog="Exit status: 0 it can be used; 2 it cannot, and each problem is named with its line."
)
@click.argument("file", type=_FILE)
@_json
def check(file: Path, as_json: bool) -> None:
    """Read a policy, and name everything that is wrong with it. Does not run its tests."""
    policy = _read(file)
    check_kept(policy, file)
    click.echo(json.dumps(_as_json(policy)) if as_json else shown(f"{file}: {_summary(policy)}"))


@command.command(epilog="Exit status: 0 all tests pass; 1 one fails, or there is none; 2 it cannot be read.")
@click.argument("file", type=_FILE)
@_json
def test(file: Path, as_json: bool) -> int:
    """Run the tests that stand in a policy. Leeward starts with no policy whose tests fail."""
    results = run(_read(file))
    if as_json:
        told = [{"name": one.test.name, "problems": one.problems} for one in results]
        click.echo(json.dumps({"tests": told}))
    else:
        for line in _results(file, results):
            click.echo(shown(line))
    return _PASSED if results and all(one.has_passed for one in results) else _FAILED


@command.command(epilog="Exit status: 0.")
@_json
def facts(as_json: bool) -> None:
    """List what a condition may ask about."""
    if as_json:
        click.echo(json.dumps({"facts": [_fact(one) for one in known()]}))
        return
    for one in known():
        click.echo(f"{one.name}  ({one.kind}; {one.privacy})\n    {one.meaning}")
        if one.choices:
            click.echo(f"    one of: {', '.join(one.choices)}")


@command.command(epilog="Exit status: 0; 2 the policy, or the configuration, cannot be used.")
@click.option("--text", "with_text", is_flag=True, help="All of it, as written: to start your own from.")
@_json
@click.option("--config", "config_file", metavar="FILE", type=_FILE, help="Use this configuration file.")
def show(with_text: bool, as_json: bool, config_file: Path | None) -> None:
    """Show the policy in force, with the digest that each decision names."""
    policy, text = policy_of(load(config_file))
    if as_json:
        click.echo(json.dumps({**_as_json(policy), **({"text": text} if with_text else {})}))
    elif with_text:
        click.echo(text, nl=False)
    else:
        click.echo(shown(f"{policy.name}: {_summary(policy)}"))
        for rule in policy.rules:
            click.echo(shown(f"  {rule.id} ({rule.mode}): {', '.join(map(str, rule.then))}"))


def _read(file: Path) -> Policy:
    try:
        text = file.read_text("utf-8")
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}", "name the file of a policy") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{file} is no UTF-8", "save it as UTF-8") from error
    return parse(text, str(file))


def _summary(policy: Policy) -> str:
    rules, tests = counted(len(policy.rules), "rule"), counted(len(policy.tests), "test")
    return f"{rules}, {tests}, digest {policy.digest}"


def _results(file: Path, results: tuple[Result, ...]) -> Iterator[str]:
    for one in results:
        if one.has_passed:
            continue
        yield f"{file}:{one.test.line}: {one.test.name}"
        yield from (f"    {problem}" for problem in one.problems)
        yield from (f"      {line}" for line in one.story)
    failed = sum(not one.has_passed for one in results)
    yield f"{counted(len(results), 'test')}, {failed} failed" if results else f"{file} has no test"


def _as_json(policy: Policy) -> dict[str, object]:
    rules = [
        {"id": rule.id, "title": rule.title, "mode": rule.mode, "then": [str(one) for one in rule.then]}
        for rule in policy.rules
    ]
    return {"name": policy.name, "digest": policy.digest, "rules": rules, "tests": len(policy.tests)}


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
