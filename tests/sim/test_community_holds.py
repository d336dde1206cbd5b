"""A simulated server under attack: reports hide what breaks a rule, and hardly ever what an attacker wants.

`pytest -m sim`. The bounds are in bench/community/table.py; docs/why/community-holds.md explains them.
"""

import json
from functools import cache
from typing import Any

import pytest

from bench.community import run
from bench.community.cases import ATTACKS, HARDER, HONEST, Bound, Case
from bench.community.ours import Ours
from bench.community.play import Result, play
from bench.community.rivals import Forum, MeanAccuracy, Scale, ThreeReports, ThreeVoices
from bench.community.table import GROWTH, LEAST_PRICE, LEAST_RECALL, MOST, MOST_BENIGN, MOST_SHARE, broken
from tests.architecture.tree import ROOT

pytestmark = pytest.mark.sim

SEEDS = range(2)
CASES = {case.key: case for case in (HONEST, *ATTACKS, *HARDER)}
CHECKED = [case for case in (*ATTACKS, *HARDER) if case.bound is not Bound.OPEN]


@cache
def played(key: str) -> tuple[Result, ...]:
    """Our runs of one case."""
    return tuple(play(seed, CASES[key].attack, Ours()) for seed in SEEDS)


def published() -> dict[str, Any]:
    """The figures in the docs."""
    found: dict[str, Any] = json.loads((ROOT / "docs/why/community-holds.json").read_text("utf-8"))
    return found


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_reports_hold_two_of_three_posts_that_break_a_rule_before_people_look() -> None:
    assert _mean([one.recall for one in played("honest")]) >= LEAST_RECALL


def test_hardly_any_benign_post_is_held_where_nobody_attacks() -> None:
    assert all(one.benign_holds <= MOST_BENIGN * one.benign for one in played("honest"))
    assert all(one.benign == 420 for one in played("honest"))


@pytest.mark.parametrize("case", CHECKED, ids=lambda case: case.key)
def test_an_attack_stays_within_its_bound(case: Case) -> None:
    for one in played(case.key):
        assert one.attacked == 240
        most = 0 if case.bound is Bound.NOTHING else min(MOST, MOST_SHARE * one.attacked)
        assert one.wrong_holds <= most


@pytest.mark.parametrize("key", [case.key for case in CHECKED if case.feeds])
def test_a_wrong_hold_costs_a_hundred_true_reports(key: str) -> None:
    results = played(key)
    investment, wrong = (sum(getattr(one, name) for one in results) for name in ("investment", "wrong_holds"))
    assert investment >= 4_000 * len(SEEDS)
    assert investment >= LEAST_PRICE * wrong


def test_three_times_as_much_farming_brings_at_most_half_as_much_more() -> None:
    few, many = (sum(one.wrong_holds for one in played(key)) for key in ("farm", "farm-10"))
    assert few
    assert many <= GROWTH * few


@pytest.mark.parametrize(
    ("rival", "key"),
    [(ThreeReports, "crowd-50"), (ThreeVoices, "crowd-50"), (MeanAccuracy, "farm"), (Forum, "farm")],
)
def test_the_same_attack_hides_most_posts_where_reports_are_weighed_otherwise(
    rival: type[Scale], key: str
) -> None:
    """Else the attacks would be too weak to show anything."""
    assert play(0, CASES[key].attack, rival()).wrong_holds > 120


def test_the_published_figures_hold_every_bound() -> None:
    assert broken(published()) == []


@pytest.mark.parametrize("case", [HONEST, *ATTACKS], ids=lambda case: case.key)
def test_the_published_figures_are_what_this_code_gives(case: Case) -> None:
    told = published()
    rows = {row["key"]: row["ours"]["wrong_each"] for row in (told["honest"], *told["attacks"])}
    assert rows[case.key][: len(SEEDS)] == [one.wrong_holds for one in played(case.key)], (
        "run: python -m bench.community --json docs/why/community-holds.json; then ./do docs"
    )


def _broken(**changes: Any) -> list[str]:
    told = published()
    for key, change in changes.items():
        row = next(one for one in (told["honest"], *told["attacks"]) if one["key"] == key.replace("_", "-"))
        row["ours"] |= change
    return broken(told)


@pytest.mark.parametrize(
    "changes",
    [
        {"honest": {"recall": 0.64}},
        {"honest": {"benign_holds": 11}},
        {"crowd_400": {"wrong_each": [0, 1, 0]}},
        {"brigade": {"wrong_each": [3, 13]}},
        {"farm": {"price": 99}},
        {"farm_10": {"wrong": 99.0}},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_figures_that_break_a_bound_are_told(changes: dict[str, Any]) -> None:
    assert len(_broken(**changes)) == 1


def test_the_bench_shows_attacks_with_their_bounds() -> None:
    rows = run(quick=True)
    assert len(rows) > 4
    assert {row.target for row in rows} == {LEAST_RECALL, MOST_BENIGN, 0, MOST}
    assert all(row.met for row in rows)
