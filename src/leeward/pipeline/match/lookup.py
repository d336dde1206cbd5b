"""Looks findings up in banks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from leeward.matcher.bank import Hit
from leeward.model.errors import BankError, ConfigError
from leeward.model.findings import Finding
from leeward.model.signals import Match, Signal, View
from leeward.pipeline.match.banks import OpenedBank
from leeward.pipeline.match.clips import CLEAR
from leeward.plugins import loader
from leeward.plugins.signals.protocol import ClipSignal, PictureSignal

FARTHEST = 31  # bits; recall is guaranteed up to here only
SHARE = 80.0  # percent of one side's frames. Source: VPDQ_QUERY_MATCH_THRESHOLD_PERCENT in vpdq_util.py


class Matcher:
    """Compares findings with every bank. Owns the banks: `close` closes them.

    Args: thresholds: distance limit in bits by perceptual signal; what is not named has its usual limit.
    Raises: ConfigError: a limit is not 0 to 31, or not for a signal compared by distance.
        BankError: two banks have the same name.
    """

    def __init__(self, banks: Sequence[OpenedBank], thresholds: Mapping[str, int]) -> None:
        self.banks = _distinct(banks)
        found = {signal.name: signal for signal in loader.signals()}
        self._clips = {name: one.frame_kind for name, one in found.items() if isinstance(one, ClipSignal)}
        self._pictures = {name for name, one in found.items() if isinstance(one, PictureSignal)}
        self._exact = found.keys() - self._pictures - self._clips.keys()
        self._limits = _limits({name: one.threshold for name, one in found.items()}, thresholds)

    def matches(self, finding: Finding) -> tuple[Match, ...]:
        """Every match of the finding: of each bank's entry the nearest, exact kinds first."""
        found: list[Match] = []
        for bank in self.banks:
            for kind in sorted(self._exact):
                found += self._near(bank, kind, [one for one in finding.signals if one.kind == kind])
            for kind in sorted(self._pictures):
                found += self._near(bank, kind, self._seen(finding, kind))
            for kind in sorted(self._clips):
                found += self._nearest_view(bank, kind, finding)
        return tuple(found)

    def close(self) -> None:
        """Close every bank."""
        for bank in self.banks:
            bank.index.close()

    def _seen(self, finding: Finding, kind: str) -> list[Signal]:
        """The finding's clear pictures and frames; a clip's frames count as pictures, too."""
        frames = [clip for clip, frame in self._clips.items() if frame == kind]
        seen = [one for one in finding.signals if one.kind == kind and _is_clear(one)]
        seen += [replace(one, kind=kind) for one in finding.signals if one.kind in frames and _is_clear(one)]
        return _distinct_values(seen)

    def _near(self, bank: OpenedBank, kind: str, signals: Sequence[Signal]) -> list[Match]:
        """One match for each entry (or value, where it has no name): the nearest view or frame."""
        nearest: dict[str, Match] = {}
        for signal, hit in sorted(self._hits(bank, kind, signals), key=_distance):
            match = self._match(bank, signal, hit)
            nearest.setdefault(match.entry or match.value, match)
        return list(nearest.values())

    def _hits(self, bank: OpenedBank, kind: str, signals: Sequence[Signal]) -> list[tuple[Signal, Hit]]:
        """Every value near each signal; the signals are of different values."""
        queries = [bytes.fromhex(signal.value) for signal in signals]
        found = bank.index.search(kind, queries, self._limits[kind]) if queries else []
        return [(signals[hit.query], hit) for hit in found]

    def _match(self, bank: OpenedBank, signal: Signal, hit: Hit) -> Match:
        return Match(
            bank=bank.name,
            signal=signal,
            value=hit.value.hex(),
            entry=hit.entry,
            note=hit.note,
            distance=hit.distance,
            threshold=self._limits[signal.kind],
            exact=signal.kind in self._exact,
        )

    def _nearest_view(self, bank: OpenedBank, kind: str, finding: Finding) -> list[Match]:
        """One match for each listed clip. Shares are counted within a view: a turned film has two of each
        frame, and one of them matches nothing."""
        nearest: dict[str, Match] = {}
        for view in View:
            frames = [one for one in finding.signals if one.kind == kind and one.view is view]
            for match in self._clip(bank, kind, frames) if frames else []:
                other = nearest.setdefault(match.entry or match.value, match)
                if match.distance < other.distance:
                    nearest[match.entry or match.value] = match
        return list(nearest.values())

    def _clip(self, bank: OpenedBank, kind: str, signals: Sequence[Signal]) -> list[Match]:
        """Clips of which enough frames match, counted over distinct clear frames.

        A match is 80 % of the finding's frames (as the reference asks, with 0 % of the entry's), or 80 %
        of the entry's: so a listed clip is found inside a longer one, too.
        """
        frames = _distinct_values(one for one in signals if _is_clear(one))
        grouped: dict[int, list[tuple[Signal, Hit]]] = {}
        for signal, hit in self._hits(bank, kind, frames):
            grouped.setdefault(hit.entry_number, []).append((signal, hit))
        found = []
        for number, pairs in grouped.items():
            query = _percent(len({hit.query for _, hit in pairs}), len(frames))
            entry = _percent(len({hit.value for _, hit in pairs}), bank.index.clip_frames(number))
            if max(query, entry) >= SHARE:
                match = self._match(bank, *min(pairs, key=_distance))
                found.append(replace(match, query_percent=query, entry_percent=entry))
        return found


def _distance(pair: tuple[Signal, Hit]) -> int:
    return pair[1].distance


def _is_clear(signal: Signal) -> bool:
    return signal.quality is None or signal.quality >= CLEAR


def _distinct_values(signals: Iterable[Signal]) -> list[Signal]:
    """The first signal of each value: one search for each, however many frames share it."""
    found: dict[str, Signal] = {}
    for signal in signals:
        found.setdefault(signal.value, signal)
    return list(found.values())


def _percent(part: int, whole: int) -> float:
    return min(100.0, 100.0 * part / whole) if whole else 0.0


def _limits(usual: Mapping[str, int], asked: Mapping[str, int]) -> dict[str, int]:
    for kind, limit in asked.items():
        if kind not in usual:
            raise ConfigError(f"no signal {kind!r} to set a threshold for", f"known: {', '.join(usual)}")
        if not 0 <= limit <= (FARTHEST if usual[kind] else 0):
            allowed = f"0 to {FARTHEST}" if usual[kind] else "0: it compares for equality"
            raise ConfigError(f"the threshold {kind}={limit} is out of range", f"allowed: {allowed}")
    return {**usual, **asked}


def _distinct(banks: Sequence[OpenedBank]) -> tuple[OpenedBank, ...]:
    """One of each folder."""
    by_folder = {bank.folder: bank for bank in banks}
    names: dict[str, OpenedBank] = {}
    for bank in by_folder.values():
        if bank.name in names:
            raise BankError(
                f"two banks are called {bank.name}: {names[bank.name].source} and {bank.source}",
                "rename one of the files, or build one with: leeward bank build FILE --name NAME",
            )
        names[bank.name] = bank
    return tuple(names.values())
