"""A scan as JSON lines: one object a file, then one summary."""

import json
import os
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from leeward.model.findings import Json
from leeward.model.signals import Match, Signal, View
from leeward.sweep.outcomes import Count, Outcome
from leeward.sweep.telling.output import Output
from leeward.sweep.telling.summary import Summary

_Object: TypeAlias = dict[str, Json]


class Lines:
    """JSON"""

    def __init__(self, output: Output) -> None:
        self._output = output

    def tell(self, outcomes: Sequence[Outcome]) -> None:
        """One line a file, flushed."""
        self._output.write(b"".join(map(line, outcomes)))

    def recall(self, path: str, count: Count) -> None:
        """Its line stands where the earlier run wrote it."""

    def close(self, summary: Summary) -> None:
        """The summary's line."""
        self._output.write(last_line(summary))


def line(outcome: Outcome) -> bytes:
    """One file. A name that is not UTF-8 also stands in "path_hex", byte for byte."""
    finding = outcome.finding
    raw = os.fsencode(outcome.path)
    told: _Object = {
        "path": raw.decode("utf-8", "replace"),
        "size": finding.size,
        "media_type": finding.media_type,
        "look": str(finding.look),
        "reason": finding.reason,
        "signals": _signals(finding.signals),
        "matches": [_match(match) for match in outcome.matches],
    }
    if not _is_utf8(raw):
        told["path_hex"] = raw.hex()
    if outcome.again:
        told["again"] = True
    return _written(told)


def last_line(summary: Summary) -> bytes:
    """The summary."""
    tally = summary.tally
    missed: dict[str, Json] = {}
    for (look, reason), times in tally.missed.items():
        reasons = missed.setdefault(str(look), {})
        if isinstance(reasons, dict):
            reasons[reason] = times
    told: _Object = {
        "files": tally.files,
        "looked": tally.looked,
        "not_looked": missed,
        "bytes": tally.size,
        "matched": tally.matched,
        "matched_by_bank": {bank: times for bank, times in sorted(tally.banks.items()) if times},
        "banks": [
            {
                "bank": bank.name,
                "entries": bank.entries,
                "bad_lines": bank.bad_lines,
                "left_out": dict(bank.left_out),
            }
            for bank in summary.banks
        ],
        "links_outside": summary.links_outside,
        "resumed": summary.resumed,
        "seconds": round(summary.seconds, 3),
        "exit_status": summary.exit_status,
    }
    return _written({"summary": told})


def _written(told: _Object) -> bytes:
    # ASCII only: whatever a name holds, no terminal obeys it
    return json.dumps(told, separators=(",", ":")).encode("ascii") + b"\n"


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _signals(signals: Iterable[Signal]) -> _Object:
    told: _Object = {}
    for signal in signals:
        if signal.kind == "vpdq":
            frames = told.setdefault("vpdq", [])
            if isinstance(frames, list) and signal.view is View.STORED:
                frames.append({"hash": signal.value, "quality": signal.quality, "at_s": signal.at_s})
        elif signal.view is View.STORED and signal.kind not in told:
            plain = signal.quality is None
            told[signal.kind] = signal.value if plain else {"hash": signal.value, "quality": signal.quality}
    return told


def _match(match: Match) -> _Object:
    told: _Object = {
        "bank": match.bank,
        "signal": match.signal.kind,
        "value": match.value,
        "entry": match.entry,
        "distance": match.distance,
        "threshold": match.threshold,
        "exact": match.exact,
    }
    signal = match.signal
    where: Sequence[tuple[str, Json]] = (
        ("view", None if signal.view is View.STORED else str(signal.view)),
        ("frame", signal.frame),
        ("at_s", signal.at_s),
        ("query_percent", match.query_percent),
        ("entry_percent", match.entry_percent),
    )
    return told | {key: value for key, value in where if value is not None}
