"""Try a policy on what was decided."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from leeward.app.station import station
from leeward.cli.policy._words import FILE, as_json_option, config_option, own_file, read
from leeward.cli.policy.past._report import lines
from leeward.cli.policy.past._spans import progress, since_option
from leeward.config import Config, load
from leeward.model.errors import UsageError
from leeward.policy.past.backtest import as_enforced
from leeward.policy.past.report import Report, as_json_of
from leeward.policy.rules import Policy
from leeward.review.office.past import backtesting
from leeward.review.office.policies import reading
from leeward.sweep.telling.spelling import shown

_TESTED, _FAILED = 0, 1
_STATUS = "Exit status: 0; 1 a test in the policy fails; 2 a policy, or what is configured, cannot be used."


@dataclass(frozen=True, slots=True)
class _Wish:
    file: Path | None
    since: timedelta | None
    against: str
    enforced: tuple[str, ...]
    as_json: bool
    config_file: Path | None


@click.command(epilog=_STATUS)
@click.argument("file", type=FILE, required=False)
@since_option("90d")
@click.option(
    "--against",
    metavar="WHAT",
    default="ACTIVE",
    show_default=True,
    help="What to compare with: ACTIVE (in force now), the number or digest of a version, or a FILE.",
)
@click.option("--as-enforced", "enforced", metavar="RULE", multiple=True, help="As if in force; repeatable.")
@as_json_option
@config_option
def command(**given: Any) -> int:
    """Try a policy on what was decided: what would it catch that the other one does not, and rightly?

    FILE: the configured one, if it is not named. Asks the facts that were kept with each decision: no media,
    no server. A fact that was not kept then is unknown, not no. Brakes, limits and quotas are not counted: it
    is told what the rules themselves say.
    """
    wish = _Wish(**given)
    config = load(wish.config_file)
    found = reading.read(wish.file or own_file(config))
    report = asyncio.run(_tried(config, found.policy, wish))
    failed = [one.test.name for one in reading.results(found.bundle) if not one.has_passed]
    if wish.as_json:
        click.echo(json.dumps({**as_json_of(report), "failed_tests": failed}))
    else:
        for line in [*lines(report), *(f"The policy's own test fails: {name}" for name in failed)]:
            click.echo(shown(line))
    return _FAILED if failed else _TESTED


def _enforcing(policy: Policy, rules: tuple[str, ...]) -> Policy:
    for rule in rules:
        if policy.rule(rule) is None:
            raise UsageError(f"the policy has no rule {rule}", "see: leeward policy check FILE --json")
        policy = as_enforced(policy, rule)
    return policy


async def _tried(config: Config, policy: Policy, wish: _Wish) -> Report:
    wished = _enforcing(policy, wish.enforced)
    async with station(config, connections=1, may_begin=False) as opened:
        old = await backtesting.named(opened, wish.against, read)
        with progress() as told:
            return await backtesting.backtest(opened, wished, old, wish.since, told)
