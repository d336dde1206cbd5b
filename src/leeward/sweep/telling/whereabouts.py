"""Which files a table names: what matched, by bank, and what could not be looked at, by reason."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.text import Text

from leeward.model.look import Look
from leeward.model.signals import Match
from leeward.sweep.outcomes import Outcome, Tally, plain_reason
from leeward.sweep.telling.spelling import counted, shown

_NAMED = 50  # files that could not be looked at, in all; --json names every one
_GAP = 3  # columns between a path and what is said of it


@dataclass(slots=True)
class Whereabouts:
    """matched: by bank, paths and how each matched. missed: by look and reason without numbers, some paths
    with their true reason."""

    matched: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    missed: dict[tuple[Look, str], list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, outcome: Outcome) -> None:
        """Keep what matched, and some of what could not be looked at."""
        for bank in outcome.banks:
            how = _how([match for match in outcome.matches if match.bank == bank])
            self.matched[shown(bank)].append((shown(outcome.path), how))
        self.miss(outcome.path, outcome.finding.look, outcome.finding.reason)

    def miss(self, path: str, look: Look, reason: str | None) -> None:
        """Keep the path of what could not be looked at, up to a number."""
        if look is Look.LOOKED:
            return
        named = self.missed[look, plain_reason(reason) or ""]
        if len(named) < _NAMED:
            named.append((reason or "", shown(path)))

    def reason(self, look: Look, plain: str) -> str:
        """A reason for many files: the true one of the first, where one is known."""
        true = {reason for reason, _ in self.missed.get((look, plain), ())}
        first = shown(min(true, default=plain) or plain)
        return first if len(true) < 2 else f"{first}, and the like"

    def matched_lines(self, width: int) -> Iterator[Text]:
        """Bank by bank, paths first and in order."""
        for bank, files in sorted(self.matched.items()):
            yield Text(f"  {bank}", "bold red")
            yield from _in_columns(sorted(files), width)

    def missed_lines(self, tally: Tally) -> Iterator[Text]:
        """Reason by reason, each with its paths in order; the rest as a number."""
        quota = max(1, _NAMED // max(1, len(self.missed)))
        for (look, plain), named in sorted(self.missed.items()):
            before = None
            for reason, path in sorted(named[:quota]):
                if reason != before:
                    yield Text(f"  {str(look).replace('_', ' ')}: {shown(reason)}", "yellow")
                yield Text(f"    {path}")
                before = reason
            more = tally.looks[look, plain or None] - len(named[:quota])
            if more > 0:
                yield Text(f"    and {more:,} more: use --json for all", "dim")


def _in_columns(files: Iterable[tuple[str, str]], width: int) -> Iterator[Text]:
    """Path and remark side by side where they fit, else below each other; a path is never broken."""
    files = list(files)
    room = width - 4 - _GAP - max(len(remark) for _, remark in files)
    column = max((len(path) for path, _ in files if len(path) <= room), default=0)
    for path, remark in files:
        line = Text("    ").append(path, "red")
        if len(path) <= room:
            yield line.append(" " * (column - len(path) + _GAP)).append(remark, "dim")
        else:
            yield line
            yield Text(f"      {remark}", "dim")


def _how(matches: list[Match]) -> str:
    best = min(matches, key=lambda match: (not match.exact, match.distance))
    bits = f"{counted(best.distance, 'bit')} away"
    at = "" if best.signal.at_s is None else f", at {best.signal.at_s:.1f} s"
    entry = f", entry {shown(best.entry)}" if best.entry else ""
    more = f", and {len(matches) - 1} more" if len(matches) > 1 else ""
    return f"{best.signal.kind}, {'exact' if best.exact else bits}{at}{entry}{more}"
