"""A backtest's report in words."""

from collections.abc import Iterator

from leeward.policy.past.report import Change, Example, OfRule, Report
from leeward.policy.rules import Mode
from leeward.sweep.telling.spelling import counted

_NOT_COUNTED = (
    "",
    'A hold by a rule with at = "arrival" is counted, also where it ended once the files were looked at.',
    "A post that several rules caught is counted for each of them, with what people said of it.",
    "Brakes, limits and quotas are not counted: with them, less would have happened.",
)


def lines(report: Report) -> Iterator[str]:
    """For people."""
    yield f"{counted(report.posts, 'post')} tried: policy {report.new[:12]} beside {report.old[:12]}"
    if report.without_arrival:
        yield f"  of {report.without_arrival:,} no arrival was decided: what was known later counts for it"
    if not report.posts:
        yield "  nothing was decided in that time: so this says nothing about the policy, good or bad"
        return
    yield from _changes(report)
    yield from _judged(report)
    yield from _accounts(report)
    yield from _rules(report)
    yield from _NOT_COUNTED
    yield from _examples(report)


def _changes(report: Report) -> Iterator[str]:
    yield ""
    yield f"{'':<28}{'newly':>10}{'no longer':>12}{'unchanged':>12}"
    for one in (_summed(report.caught), *report.changes):
        yield f"{one.action:<28}{one.newly:>10,}{one.no_longer:>12,}{one.unchanged:>12,}"


def _summed(caught: Change) -> Change:
    """The sum has no action's name."""
    return Change("posts, by any action", caught.newly, caught.no_longer, caught.unchanged)


def _judged(report: Report) -> Iterator[str]:
    yield ""
    yield "People confirmed, of the posts that they judged and that were caught:"
    told = report.judged
    named = (("by the other policy", told.old), ("by this one", told.new))
    for name, share in (*named, ("newly caught", told.newly), ("no longer caught", told.no_longer)):
        yield f"  {name:<22}{share}"
    if told.no_longer.hits:
        missed = counted(told.no_longer.hits, "post")
        yield f"  MISSED: {missed} that people confirmed, this policy passes over."


def _accounts(report: Report) -> Iterator[str]:
    told = report.accounts
    if told.number:
        yield ""
        yield (
            f"Newly caught are posts of {counted(told.number, 'account')}: {told.local:,} local, "
            f"{told.old:,} known for a year or longer, {told.followed:,} with 1,000 followers or more."
        )


def _rules(report: Report) -> Iterator[str]:
    yield ""
    yield f"{'rule':<28}{'fired':>8}{'unknown':>9}{'most a day':>12}{'us a post':>11}  people confirmed"
    for one in report.rules:
        name = one.rule if one.mode is Mode.ENFORCE else f"{one.rule} ({one.mode})"
        counts = f"{one.fired:>8,}{one.unknown:>9,}{one.busiest:>12,}{one.microseconds:>11.1f}"
        yield f"{name:<28}{counts}  {one.judged}"
        yield from _missing(one, report.posts)


def _missing(one: OfRule, posts: int) -> Iterator[str]:
    if one.never:
        yield f"    nobody knew {', '.join(one.never)} of any of these posts: that is unknown, not no"
    for fact, number in one.missing:
        if fact not in one.never:
            yield f"    {fact} was unknown, and to blame, for {number:,} of {posts:,}"


def _examples(report: Report) -> Iterator[str]:
    if report.examples:
        yield ""
        yield "For example:"
    for one in report.examples:
        yield f"  {_example(one)}"


def _example(one: Example) -> str:
    place = f"case {one.case}" if one.case else "no case"
    said = f", people {one.verdict} it" if one.verdict else ""
    how = "newly caught" if one.is_newly else "no longer caught"
    return f"decision {one.decision} ({place}): {how} by {', '.join(one.rules)}{said}"
