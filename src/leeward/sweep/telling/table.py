"""A scan as people read it: what was looked at, what was not, what matched, where, and what to do."""

import io
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from leeward.sweep.outcomes import Count, Outcome
from leeward.sweep.telling.output import Output
from leeward.sweep.telling.spelling import counted, duration, shown, size
from leeward.sweep.telling.summary import Summary
from leeward.sweep.telling.whereabouts import Whereabouts

_PLAIN_WIDTH = 100  # columns where there is no terminal


class Page:
    """A table for people. width: columns; None: no terminal, and no colours."""

    def __init__(self, output: Output, width: int | None) -> None:
        self._output = output
        self._width = width
        self._where = Whereabouts()

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Remember what the table will name."""
        for outcome in outcomes:
            self._where.add(outcome)

    def recall(self, path: str, count: Count) -> None:
        """What could not be looked at then is still named."""
        self._where.miss(path, count.look, count.reason)

    def close(self, summary: Summary) -> None:
        """The whole table."""
        text = drawn(summary, self._where, self._width)
        self._output.write(text.encode("utf-8", "backslashreplace"))


def drawn(summary: Summary, where: Whereabouts, width: int | None) -> str:
    """The whole text. width: columns of the terminal; None: no terminal, so no colours."""
    paper = io.StringIO()
    page = Console(
        file=paper,
        width=width or _PLAIN_WIDTH,
        force_terminal=width is not None,
        color_system="standard" if width else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
    )
    page.print(_totals(summary))
    if summary.tally.missed:
        page.print(_heading("\nCould not look at"), _missed(summary, where), sep="\n")
    if summary.banks:
        page.print(_heading("\nMatched"), _matched(summary), sep="\n")
    for named in _paths(summary, where, page.width):
        page.print(named, soft_wrap=True)
    page.print(_heading("\nWhat to do next"))
    for advice in _advice(summary):
        page.print(Padding(advice, (0, 0, 0, 2)))
    return "\n".join(line.rstrip() for line in paper.getvalue().split("\n"))


def _totals(summary: Summary) -> Text:
    tally = summary.tally
    told = f"Looked at {tally.looked:,} of {counted(tally.files, 'file')} ({size(tally.size)})"
    pace = f" in {duration(summary.seconds)}, {summary.rate:,.0f} a second."
    if summary.resumed:
        pace = f"; this run took {duration(summary.seconds)} for {summary.told:,} of them."
    return Text(told, "bold").append(pace, "not bold")


def _heading(text: str) -> Text:
    return Text(text, "bold")


def _missed(summary: Summary, where: Whereabouts) -> Table:
    grid = _grid()
    for (look, reason), times in sorted(summary.tally.missed.items()):
        grid.add_row(f"{times:,}", Text(str(look).replace("_", " "), "yellow"), where.reason(look, reason))
    return grid


def _matched(summary: Summary) -> Table:
    grid = _grid()
    for bank in summary.banks:
        times = summary.tally.banks[bank.name]
        bad = f", {counted(bank.bad_lines, 'bad line')} left out" if bank.bad_lines else ""
        style = "bold red" if times else ""
        grid.add_row(
            Text(f"{times:,}", style), Text(shown(bank.name), style), counted(bank.entries, "signal") + bad
        )
    return grid


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", min_width=8, no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_column(overflow="fold")
    return grid


def _paths(summary: Summary, where: Whereabouts, width: int) -> Iterator[Text]:
    if where.matched:
        yield _heading("\nWhere the matched files are")
        yield from where.matched_lines(width)
    if where.missed:
        yield _heading("\nWhere the files are that could not be looked at")
        yield from where.missed_lines(summary.tally)


def _advice(summary: Summary) -> Iterator[str]:
    tally = summary.tally
    if tally.matched:
        yield "Do not open, copy, move or send the matched files: it harms, and may itself be a crime."
        yield "Keep others away from them, and ask your hotline (https://inhope.org) how to report."
        yield 'A match by pdq or vpdq says "looks alike", not "is the same": a trained person has to decide.'
    if tally.missed:
        yield "What could not be looked at is unknown, not clean: at most its exact bytes were compared."
    if summary.links_outside:
        yield "Links that lead out of their folder were not followed: scan where they lead, too."
    if not tally.files:
        yield "Nothing was there to look at. Is the disk mounted, and the path the right one?"
        return
    if not summary.banks:
        yield "No bank was given, so nothing could match: name a hash list with --bank FILE."
    elif not tally.matched:
        yield "Nothing here is in these banks. That says nothing about what the banks do not know."
