"""Confirm a case: it is what it looks like, and the post is removed."""

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from leeward.app.commands import desk
from leeward.app.commands.desk import Judged, Ordered
from leeward.app.station import station
from leeward.config import Config, load
from leeward.model.errors import UsageError
from leeward.model.orders import OrderState
from leeward.pipeline.act.planning import Means
from leeward.review.cases.prospects import Prospect
from leeward.sweep.telling.spelling import shown

_STATUS = """Exit status: 0 it is confirmed (also: you had confirmed it before); 1 you did not type the
number; 2 it cannot be confirmed, or bad usage, configuration or database; 3 a second person has to agree, and
nothing was done yet."""
_UNTYPED, _ONE_OF_TWO = 1, 3
_BY = {
    Means.API: "the server does it by itself",
    Means.HAND: "BY HAND: the server does not do it for us",
    Means.OURS: "Leeward does it",
}


@dataclass(frozen=True, slots=True)
class _Wish:
    case: int
    also: Sequence[str]
    name: str | None
    yes: bool
    as_json: bool
    config_file: Path | None


@click.command(epilog=_STATUS)
@click.argument("case", type=click.IntRange(1, 2**63 - 1))
@click.option("--also", metavar="ACTION", multiple=True, help="Further, such as suspend-account; repeatable.")
@click.option("--as", "name", metavar="NAME", help="Who decides; without it, your login's name.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for machines; needs --yes.")
@click.option("--config", "config_file", metavar="FILE", type=click.Path(path_type=Path))
def command(**given: Any) -> int:
    """Confirm a case: it is what it looks like, and the post is removed.

    Says what will be ordered, asks, and orders it. What the server cannot do by itself is left to you: the
    page and the steps are shown, and leeward done ORDER says that you did it. Where the policy wants two
    people, the first of them only says so, and the second orders it.
    """
    wish = _Wish(**given)
    person, actions = desk.person(wish.name), [desk.action(one) for one in wish.also]
    config = load(wish.config_file)
    if not wish.yes:
        _check_asks(wish.as_json)
        coming = asyncio.run(_coming(config, wish.case, actions))
        if coming.is_possible and not _agrees(coming):
            click.echo("Nothing was changed.")
            return _UNTYPED
    judged = asyncio.run(_confirm(config, wish.case, person, actions))
    if wish.as_json:
        click.echo(json.dumps(asdict(judged)))
    else:
        _tell(judged, person)
    return _ONE_OF_TWO if judged.needs_another else 0


def _tell(judged: Judged, person: str) -> None:
    case = judged.case
    if judged.needs_another:
        said = f"{person} confirms case {case}." if judged.is_new else "You had confirmed it before."
        click.echo(shown(f"{said} A second person has to agree; nothing was done yet."))
        return
    said = f"Case {case} is confirmed by {person}." if judged.is_new else "You had confirmed it before."
    tell(said, judged)
    if judged.is_new:
        click.echo(f"Whether it is gone will be verified again and again: leeward explain {case}")


def tell(said: str, judged: Judged) -> None:
    """What a verdict came to, and what is left to a person."""
    click.echo(shown(said))
    for one in judged.orders:
        for line in _told(one):
            click.echo(shown(line))
    if judged.withdrawn:
        click.echo(f"  {judged.withdrawn} orders that were not carried out yet are withdrawn")


def _told(order: Ordered) -> Iterator[str]:
    yield f"  order {order.order}: {order.title}: {order.state}"
    if order.state is not OrderState.BY_HAND:
        return
    if order.link:
        yield f"      page  {order.link}"
    for number, step in enumerate(order.steps, 1):
        yield f"      {number}. {step}"
    yield f"      then: leeward done {order.order}"


def _check_asks(as_json: bool) -> None:
    if as_json or not sys.stdin.isatty():
        raise UsageError("nobody is there to be asked", "look at it first, then add --yes")


def _agrees(coming: Prospect) -> bool:
    """Whether the person types the number: a slip of the keyboard removes nothing."""
    click.echo(f"Case {coming.case} on {shown(coming.server)}. This will be ordered:")
    for one in coming.orders:
        note = f" ({one.note})" if one.note else ""
        click.echo(shown(f"  {one.title}: {_BY[one.means]}{note}"))
    if coming.for_two:
        click.echo("Two people have to agree to that: nothing is done before the second.")
    typed: str = click.prompt("Type the case number to confirm", default="", show_default=False)
    return typed.strip() == str(coming.case)


async def _coming(config: Config, case: int, also: Sequence[str]) -> Prospect:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.prospect(opened, case, also)


async def _confirm(config: Config, case: int, person: str, also: Sequence[str]) -> Judged:
    async with station(config, connections=1, may_begin=False) as opened:
        return await desk.confirm(opened, case, person, also)
