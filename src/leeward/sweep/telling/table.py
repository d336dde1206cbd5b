"""A scan as people read it: what was looked at, what was not, what matched, where, and what to do."""

import io
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table
from rich.text import Text

from leeward.model.look import Look
from leeward.model.matches import Match
from leeward.sweep.outcomes import Count, Outcome, plain_reason
from leeward.sweep.telling.output import Output
from leeward.sweep.telling.spelling import duration, shown, size
from leeward.sweep.telling.summary import Summary

_NAMED = 10  # paths named for one reason; --json names all
_PLAIN_WIDTH = 100  # columns where there is no terminal


@dataclass(slots=True)
class Notes:
    """The paths that the table names."""

    matched: list[tuple[str, str]] = field(default_factory=list)
    missed: dict[tuple[Look, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, outcome: Outcome) -> None:
        """Keep what matched, and some of what could not be looked at."""
        if outcome.matches:
            self.matched.append((shown(outcome.path), _best(outcome.matches)))
        self.miss(outcome.path, outcome.finding.look, plain_reason(outcome.finding.reason))

    def miss(self, path: str, look: Look, reason: str | None) -> None:
        """Keep the path of what could not be looked at, up to a number for each reason."""
        named = self.missed[look, reason or ""] if look is not Look.LOOKED else None
        if named is not None and len(named) < _NAMED:
            named.append(shown(path))


class Page:
    """A table for people. width: columns; None: no terminal, and no colours."""

    def __init__(self, output: Output, width: int | None) -> None:
        self._output = output
        self._width = width
        self._notes = Notes()

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """Remember what the table will name."""
        for outcome in outcomes:
            self._notes.add(outcome)

    def recall(self, path: str, count: Count) -> None:
        """What could not be looked at then is still named."""
        self._notes.miss(path, count.look, count.reason)

    def close(self, summary: Summary) -> None:
        """The whole table."""
        text = drawn(summary, self._notes, self._width)
        self._output.write(text.encode("utf-8", "backslashreplace"))


def drawn(summary: Summary, notes: Notes, width: int | None) -> str:
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
        page.print(_heading("\nCould not look at"), _missed(summary), sep="\n")
    if summary.banks:
        page.print(_heading("\nMatched"), _matched(summary), sep="\n")
    for named in _paths(summary, notes):
        page.print(named, soft_wrap=True)
    page.print(_heading("\nWhat to do next"))
    for advice in _advice(summary):
        page.print(Text("  " + advice), soft_wrap=True)
    return "\n".join(line.rstrip() for line in paper.getvalue().split("\n"))


def _totals(summary: Summary) -> Text:
    tally = summary.tally
    told = f"Looked at {tally.looked:,} of {tally.files:,} files ({size(tally.size)})"
    pace = f" in {duration(summary.seconds)}, {summary.rate:,.0f} a second."
    if summary.resumed:
        pace = f"; this run took {duration(summary.seconds)} for {summary.told:,} of them."
    links = summary.links_outside
    outside = f"\n{links:,} links lead out of their folder and were not followed." if links else ""
    return Text(told, "bold").append(pace + outside, "not bold")


def _heading(text: str) -> Text:
    return Text(text, "bold")


def _missed(summary: Summary) -> Table:
    grid = _grid()
    for (look, reason), times in sorted(summary.tally.missed.items()):
        grid.add_row(f"{times:,}", Text(str(look).replace("_", " "), "yellow"), Text(shown(reason)))
    return grid


def _matched(summary: Summary) -> Table:
    grid = _grid()
    for bank in summary.banks:
        times = summary.tally.banks[bank.name]
        bad = f", {bank.bad_lines:,} bad lines left out" if bank.bad_lines else ""
        style = "bold red" if times else ""
        grid.add_row(
            Text(f"{times:,}", style), Text(shown(bank.name), style), f"{bank.entries:,} signals{bad}"
        )
    return grid


def _grid() -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(justify="right", min_width=8, no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _paths(summary: Summary, notes: Notes) -> Iterator[Text]:
    if notes.matched:
        yield _heading("\nWhere the matched files are")
    for path, why in notes.matched:
        yield Text("  ").append(path, "red").append(f"   {why}", "dim")
    if notes.missed:
        yield _heading("\nWhere the files are that could not be looked at")
    for (look, reason), paths in sorted(notes.missed.items()):
        yield from (Text("  " + path).append(f"   {look}: {shown(reason)}", "dim") for path in paths)
        more = summary.tally.looks[look, reason] - len(paths)
        if more > 0:
            yield Text(f"  and {more:,} more for the same reason; --json names them all", "dim")


def _best(matches: tuple[Match, ...]) -> str:
    best = min(matches, key=lambda match: (not match.exact, match.distance))
    how = "exactly" if best.exact else f"{best.distance} of at most {best.threshold} bits away"
    entry = f", entry {shown(best.entry)}" if best.entry else ""
    more = f", and {len(matches) - 1} more" if len(matches) > 1 else ""
    return f"{shown(best.bank)}: {best.signal.kind} {how}{entry}{more}"


def _advice(summary: Summary) -> Iterator[str]:
    if summary.tally.matched:
        yield "Do not open, copy, move or send the matched files: it harms, and may itself be a crime."
        yield "Keep others away from them, and ask your hotline (https://inhope.org) how to report."
        yield 'A match by pdq or vpdq says "looks alike", not "is the same": a trained person has to decide.'
    if summary.tally.missed:
        yield "Nothing is known about files that could not be looked at: neither clean nor matched."
    if not summary.banks:
        yield "No bank was given, so nothing could match: name a hash list with --bank FILE."
    elif not summary.tally.matched:
        yield "Nothing here is in these banks. That says nothing about what the banks do not know."
