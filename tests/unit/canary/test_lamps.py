"""Lamps: red if and only if two in a row were missed since the last one that passed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from leeward.canary.lamps import Lamp, Outcome, lamp, light, outcome
from leeward.store.watch.canaries import CanaryRow

NOW = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)
DUE_S = 300.0
HISTORIES = some.lists(some.sampled_from(Outcome), max_size=12)


def _row(ago_s: float, took_s: float | None = None, said: str | None = None, uri: str = "u") -> CanaryRow:
    sent = NOW - timedelta(seconds=ago_s)
    seen = None if took_s is None else sent + timedelta(seconds=took_s)
    return CanaryRow(1, "poll", uri, sent, sent + timedelta(seconds=DUE_S), seen, said)


@given(HISTORIES)
def test_a_lamp_is_red_if_and_only_if_two_were_missed_since_the_last_pass(history: list[Outcome]) -> None:
    closed = [one for one in history if one is not Outcome.OPEN]
    since = closed[len(closed) - closed[::-1].index(Outcome.PASSED) :] if Outcome.PASSED in closed else closed
    assert (lamp(history) is Lamp.RED) == (len(since) >= 2)


@given(HISTORIES)
def test_a_pass_turns_every_lamp_green(history: list[Outcome]) -> None:
    assert lamp([*history, Outcome.PASSED]) is Lamp.GREEN


@given(HISTORIES)
def test_what_is_still_open_changes_no_lamp(history: list[Outcome]) -> None:
    assert lamp([*history, Outcome.OPEN]) is lamp(history)


@given(HISTORIES)
def test_only_a_pass_ends_a_red_lamp(history: list[Outcome]) -> None:
    red = [*history, Outcome.MISSED, Outcome.MISSED]
    assert lamp(red) is Lamp.RED
    assert lamp([*red, Outcome.MISSED]) is Lamp.RED


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (_row(400, took_s=299), Outcome.PASSED),
        (_row(400, took_s=300), Outcome.PASSED),
        (_row(400, took_s=301), Outcome.MISSED),
        (_row(299), Outcome.OPEN),
        (_row(300), Outcome.MISSED),
        (_row(1, said="the server answers 500", uri=""), Outcome.MISSED),
        (_row(1, uri=""), Outcome.OPEN),
    ],
    ids=["in time", "at the last moment", "late", "open", "due", "not sent", "being sent"],
)
def test_a_canary_passes_only_in_time(row: CanaryRow, expected: Outcome) -> None:
    assert outcome(row, NOW) is expected


@pytest.mark.parametrize(
    ("rows", "expected", "said"),
    [
        ([_row(60, took_s=5)], Lamp.GREEN, ""),
        ([_row(9_000, took_s=5)], Lamp.YELLOW, "no canary was sent since"),
        ([_row(5)], Lamp.YELLOW, "the first canary is on its way"),
        ([_row(4_000, took_s=5), _row(1_000)], Lamp.YELLOW, "did not come out as a match"),
        ([_row(4_000), _row(1_000)], Lamp.RED, "did not come out as a match"),
        ([_row(4_000), _row(1_000, took_s=310)], Lamp.RED, "came out 10 seconds too late"),
        ([_row(4_000), _row(1_000, uri="")], Lamp.RED, "it was stopped while it was being sent"),
        ([_row(4_000), _row(9, said="gone", uri="")], Lamp.RED, "not sent: gone"),
    ],
    ids=["passed", "long ago", "first", "one missed", "two missed", "late", "stopped", "not sent"],
)
def test_a_lamp_says_why_it_is_not_green(rows: list[CanaryRow], expected: Lamp, said: str) -> None:
    found = light(rows, NOW, stale_s=3_600)
    assert (found.lamp, found.said) == (expected, said)


def test_a_lamp_knows_when_one_passed_last() -> None:
    found = light([_row(4_000, took_s=5), _row(2_000, took_s=5), _row(1_000)], NOW, stale_s=3_600)
    assert found.passed_at == NOW - timedelta(seconds=1_995)


def test_a_webhook_that_never_told_of_one_is_asked_whether_it_is_set_up() -> None:
    def of(*rows: CanaryRow) -> str:
        return light([replace(row, way_in="webhook") for row in rows], NOW, stale_s=3_600).said

    assert of(_row(1_000)).endswith("is it set up on the server itself?)")
    assert of(_row(4_000, took_s=5), _row(1_000)) == "did not come out as a match"
    assert of(_row(9, said="gone", uri="")) == "not sent: gone"
