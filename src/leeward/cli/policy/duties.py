"""What the law asks of who runs a server, in words, with sources and dates."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from leeward.app.station import now
from leeward.cli.policy._words import as_json_option, config_option
from leeward.config import load
from leeward.policy.packs.jurisdictions.keeping import Keeping, keeping
from leeward.policy.packs.jurisdictions.packs import Confidence, Duty, Pack
from leeward.review.cases import lawbook
from leeward.sweep.telling.spelling import shown

_NO_ADVICE = (
    "This is no legal advice. It was written down by people who are no lawyers, from the sources that are "
    "named, on the day that is named. Ask a lawyer, or your hotline, before you rely on it."
)


@click.command(epilog="Exit status: 0; 2 this is no code of a country, or the configuration cannot be used.")
@click.argument("codes", metavar="[CODE]...", nargs=-1)
@as_json_option
@config_option
def command(codes: tuple[str, ...], as_json: bool, config_file: Path | None) -> None:
    """What the law asks of who runs a server, in DE, US or several places at once; else live.jurisdiction.

    No legal advice. Where the laws of several places contradict each other, nothing is destroyed until people
    have decided.
    """
    known = lawbook.packs()
    configured = None if codes else load(config_file).live.jurisdiction
    packs, today = lawbook.asked(codes, configured, known), now().date()
    if as_json:
        told = {"packs": [one.model_dump(mode="json") for one in packs], "is_legal_advice": False}
        click.echo(json.dumps({**told, "past_review": [one.code for one in packs if one.is_past(today)]}))
        return
    for line in _lines(packs, today, sorted(known)):
        click.echo(shown(line))


def _lines(packs: tuple[Pack, ...], today: date, known: list[str]) -> Iterator[str]:
    yield _NO_ADVICE
    for pack in packs:
        yield ""
        yield f"{pack.name} ({pack.code}), as of {pack.as_of}, version {pack.version}"
        if pack.is_past(today):
            yield f"  OUT OF DATE: it was to be looked at again by {pack.review_by}. Do not rely on it."
        for duty in pack.duty:
            yield from _duty(duty)
    yield ""
    yield _kept(keeping(packs))
    yield f"There are files for: {', '.join(known)}."


def _duty(duty: Duty) -> Iterator[str]:
    to = f", to {duty.channel}" if duty.channel else ""
    since = f", since {duty.since}" if duty.since else ""
    yield f"  {duty.about}: {duty.force}{to}{since}"
    yield f"    {duty.says}"
    checked = "" if duty.confidence is Confidence.SOURCE else " (from memory: check it first)"
    yield f"    Source: {'; '.join(duty.sources)}{checked}"


def _kept(found: Keeping) -> str:
    if found.is_conflict:
        return (
            f"Keeping: the laws contradict each other (at least {found.least_days} days, at most "
            f"{found.most_days}): what was reported is put on legal hold until people have decided."
        )
    least = "no least time" if found.least_days is None else f"at least {found.least_days} days"
    most = "no longest time" if found.most_days is None else f"at most {found.most_days} days"
    rest = "; how long is open: ask before anything is destroyed" if found.is_open else ""
    return f"Keeping what was reported: {least}, {most}{rest}. People destroy it, never a clock."
