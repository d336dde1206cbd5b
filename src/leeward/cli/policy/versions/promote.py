"""Let a rule do what it says: shows first what it would have done."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from leeward.app.commands import desk
from leeward.app.station import station
from leeward.cli.policy._words import as_json_option, config_option, name_option, tell, why_option
from leeward.cli.policy.past._report import lines
from leeward.cli.policy.past._spans import progress, since_option
from leeward.config import Config, load
from leeward.model.errors import UsageError
from leeward.policy.evaluate import ALL
from leeward.policy.past.report import Report
from leeward.review.office.past import backtesting
from leeward.review.office.policies import candidates, changing
from leeward.review.office.policies.candidates import Candidate
from leeward.review.office.policies.changing import By, Changed
from leeward.sweep.telling.spelling import shown

_STATUS = """Exit status: 0 it is in force (also: it was so before); 1 you did not type the rule's name; 2 it
cannot be promoted, or bad usage, configuration or database."""
_UNTYPED = 1


@dataclass(frozen=True, slots=True)
class _Wish:
    rule: str
    share: int | None
    since: timedelta
    name: str | None
    why: str
    yes: bool
    as_json: bool
    config_file: Path | None


@click.command(epilog=_STATUS)
@click.argument("rule")
@click.option("--share", metavar="N", type=click.IntRange(1, 100), help="For N of 100 accounts, at first.")
@since_option("90d")
@name_option
@why_option
@click.option("--yes", is_flag=True, help="Do not ask.")
@as_json_option
@config_option
def command(**given: Any) -> int:
    """Let a rule of the policy in force do what it says.

    Shows first what it would have done with the posts decided so far, then asks. The rule's mode in the file
    becomes enforce; nothing else in the file changes. A promoted rule stays promoted until it does something
    else than before.
    """
    wish = _Wish(**given)
    by, config = By(desk.person(wish.name), wish.why), load(wish.config_file)
    if not wish.yes and (wish.as_json or not sys.stdin.isatty()):
        asyncio.run(_found(config, wish))
        raise UsageError("nobody is there to be asked", "look at the backtest first, then add --yes")
    if not wish.as_json:
        _tell(*asyncio.run(_tried(config, wish)))
    if not wish.yes and not _agrees(wish.rule):
        click.echo("Nothing was changed.")
        return _UNTYPED
    tell(asyncio.run(_promoted(config, wish, by)), wish.as_json)
    return 0


def _tell(found: Candidate, report: Report) -> None:
    rule = found.rule
    whom = "every account" if rule.share == ALL else f"{rule.share} of 100 accounts"
    then = ", ".join(map(str, rule.then))
    click.echo(shown(f"{rule.id}: {rule.title}"))
    click.echo(shown(f"  it will, for {whom}: {then}"))
    for line in lines(report):
        click.echo(shown(line))


def _agrees(rule: str) -> bool:
    """Whether the person types its name: a slip of the keyboard puts nothing in force."""
    typed: str = click.prompt("Type the rule's name to put it in force", default="", show_default=False)
    return typed.strip() == rule


async def _found(config: Config, wish: _Wish) -> Candidate:
    async with station(config, connections=1, may_begin=False) as opened:
        return await candidates.candidate(opened, wish.rule, wish.share)


async def _tried(config: Config, wish: _Wish) -> tuple[Candidate, Report]:
    async with station(config, connections=1, may_begin=False) as opened:
        found = await candidates.candidate(opened, wish.rule, wish.share)
        with progress() as told:
            report = await backtesting.backtest(opened, found.then, found.now, wish.since, told)
    return found, report


async def _promoted(config: Config, wish: _Wish, by: By) -> Changed:
    async with station(config, connections=1, may_begin=False) as opened:
        return await changing.promote(opened, wish.rule, wish.share, by)
