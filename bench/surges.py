"""Surges: how many are seen, and how soon, at one false alarm in 14 days, beside what is usually done.

Counts by hour are generated: a day and a week, overdispersed (a gamma's worth of luck each hour), and better
and worse days (an AR(1) in the logarithm), none of which the detectors are told. Every detector's threshold
is set on series without surges; ours is also measured at the threshold that the program really has.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from statistics import median

import numpy as np
from numpy.typing import NDArray

from bench.rows import Row
from leeward.policy.watch import surge
from leeward.policy.watch.surge import WEEK, WEEKS

SURGES = ((2, 24), (3, 12), (5, 6))  # times what is usual, hours
LEVELS = (5, 20, 100)  # counts an hour
AIMS = {2: (0.98, 6), 3: (1.0, 3), 5: (1.0, 1)}  # share, hours
WEEKS_BEFORE, WEEKS_WATCHED = 3, 6
FIRST = (WEEKS + WEEKS_BEFORE) * WEEK  # the hour from which on it is watched
A_FORTNIGHT = 336  # hours
SEED = 20260501
PAGE = Path(__file__).resolve().parents[1] / "docs/why/surges.json"

Series = NDArray[np.int64]
Detector = Callable[[Series], Sequence[float]]


@dataclass(frozen=True, slots=True)
class World:
    """How counts vary. luck: variance of an hour's. days: deviation of a day's, in the logarithm."""

    luck: float
    days: float


USUAL = World(0.1, 0.12)
OTHERS = (World(0.02, 0.05), World(0.3, 0.12), World(0.1, 0.25))


@dataclass(frozen=True, slots=True)
class Found:
    """What became of surges of one kind. share: that were seen. delay: median, hours; 1: within the first."""

    times: int
    hours: int
    share: float
    delay: float


@dataclass(frozen=True, slots=True)
class Detected:
    """One detector. false_alarms: hours above the threshold in 14 days without a surge."""

    name: str
    threshold: float
    false_alarms: float
    found: tuple[Found, ...]


def run(quick: bool) -> list[Row]:
    """The shares and delays of ours, beside the plain z-score of the same hour."""
    measured = {one.name: one for one in measure(20 if quick else 100)}
    ours, peer = measured[OURS], measured[PLAIN]
    rows = []
    for one, other in zip(ours.found, peer.found, strict=True):
        kind = f"x{one.times} for {one.hours} h"
        share, delay = AIMS[one.times]
        rows.append(
            Row(
                "surges",
                f"{kind}: seen",
                "share",
                one.share,
                other.share,
                PLAIN,
                None,
                share,
                one.share >= share,
            )
        )
        rows.append(
            Row(
                "surges",
                f"{kind}: median delay",
                "h",
                one.delay,
                other.delay,
                PLAIN,
                None,
                delay,
                one.delay <= delay,
            )
        )
    return rows


def measure(number: int, seed: int = SEED, peers: int = 3) -> list[Detected]:
    """So many detectors besides ours, on so many series of each level."""
    calm = _calm(number, seed, USUAL)
    found = [_measured(name, detect, calm, seed) for name, detect in islice(DETECTORS.items(), peers)]
    return [*found, _measured(OURS, _ours, calm, seed, 1.0)]


def measure_elsewhere(number: int, world: World, seed: int = SEED) -> Detected:
    """Ours, where counts vary otherwise."""
    return _measured(OURS, _ours, _calm(number, seed, world), seed, 1.0)


def _calm(number: int, seed: int, world: World) -> list[Series]:
    return [series for level in LEVELS for series in drawn(number, level, seed + level, world)]


def drawn(number: int, level: float, seed: int, world: World = USUAL) -> list[Series]:
    """Series without a surge."""
    weeks = WEEKS + WEEKS_BEFORE + WEEKS_WATCHED
    dice = np.random.default_rng(seed)
    at = np.arange(weeks * WEEK)
    day = np.exp(0.8 * np.sin(2 * np.pi * (at - 9) / 24) + 0.25 * np.sin(4 * np.pi * (at - 3) / 24))
    usual = day * np.where(at // 24 % 7 >= 5, 1.25, 1.0)
    usual *= level / usual.mean()
    return [dice.poisson(usual * _luck(dice, len(at), world)).astype(np.int64) for _ in range(number)]


def _luck(dice: np.random.Generator, hours: int, world: World) -> NDArray[np.float64]:
    days = np.zeros(hours)
    for place in range(1, hours):
        days[place] = 0.96 * days[place - 1] + dice.normal(0, world.days * np.sqrt(1 - 0.96**2))
    luck: NDArray[np.float64] = dice.gamma(1 / world.luck, world.luck, hours) * np.exp(days)
    return luck


def surged(series: Series, begin: int, times: int, hours: int, seed: int) -> Series:
    """The same series with a surge in it."""
    changed = series.copy()
    part = slice(begin, begin + hours)
    changed[part] += np.random.default_rng(seed).poisson((times - 1) * series[part])
    return changed


def _poisson(series: Series) -> Sequence[float]:
    told = []
    for place in range(FIRST, len(series)):
        mean = max(float(series[place - 24 : place].mean()), 0.5)
        told.append((series[place] - mean) / mean**0.5)
    return told


def scores(series: Series) -> list[float]:
    """Ours, hour by hour, as the program would have found them."""
    counts = [int(one) for one in series]
    found, spread = [], 0.0
    for place in range(WEEKS * WEEK, len(counts)):
        if place % WEEK == 0:
            spread = surge.dispersion(counts[place - WEEKS * WEEK : place])
        usual = surge.usual_at(counts[: place + 2], place, spread)
        assert usual is not None
        found.append(surge.score(counts[place], usual))
    return found


def _plain(series: Series) -> Sequence[float]:
    return scores(series)[WEEKS_BEFORE * WEEK :]


def _ewma(series: Series) -> Sequence[float]:
    return surge.ewma(scores(series))[WEEKS_BEFORE * WEEK :]


def _ours(series: Series) -> Sequence[float]:
    """The EWMA as a share of the limit, which is looked at once a day."""
    levels = surge.ewma(scores(series))
    found: list[float] = []
    limit = 1.0
    for place in range(WEEKS_BEFORE * WEEK, len(levels)):
        if place % 24 == 0 or not found:
            calm = place - surge.SEEN
            limit = surge.limit_after(levels[calm - surge.CALM : calm])
        found.append(levels[place] / limit)
    return found


OURS = "EWMA of seasonal z, as the program has it"
PLAIN = "z against the same hour of the week"
DETECTORS: dict[str, Detector] = {
    "Poisson against the last 24 hours' mean": _poisson,
    PLAIN: _plain,
    "EWMA of seasonal z": _ewma,
}


def _measured(
    name: str, detect: Detector, calm: Sequence[Series], seed: int, threshold: float | None = None
) -> Detected:
    levels = np.array([detect(series) for series in calm])
    limit = float(np.quantile(levels, 1 - 1 / A_FORTNIGHT)) if threshold is None else threshold
    false_alarms = float((levels > limit).mean() * A_FORTNIGHT)
    found = tuple(_found(detect, calm, limit, times, seed) for times in SURGES)
    return Detected(name, limit, false_alarms, found)


def _found(detect: Detector, calm: Sequence[Series], limit: float, kind: tuple[int, int], seed: int) -> Found:
    times, hours = kind
    dice, delays = np.random.default_rng(seed), []
    for number, series in enumerate(calm):
        begin = FIRST + WEEK + int(dice.integers(0, WEEK))
        told = detect(surged(series, begin, times, hours, seed + number)[: begin + hours])
        above = [place for place, level in enumerate(told[-hours:], 1) if level > limit]
        delays += above[:1]
    share = len(delays) / len(calm)
    return Found(times, hours, share, float(median(delays)) if delays else float("inf"))


def main() -> None:
    """Write the figures for docs/why/surges.md."""
    parser = argparse.ArgumentParser(description="Measure surges and publish the figures.")
    parser.add_argument("--series", type=int, default=100, help="of each level")
    number = parser.parse_args().series
    told = {
        "series": number * len(LEVELS),
        "levels": LEVELS,
        "usual": asdict(USUAL),
        "detectors": [asdict(one) for one in measure(number)],
        "elsewhere": [{**asdict(world), **asdict(measure_elsewhere(number, world))} for world in OTHERS],
    }
    PAGE.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told, indent=1))


if __name__ == "__main__":
    main()
