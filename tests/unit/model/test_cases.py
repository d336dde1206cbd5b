"""The graph of case states."""

from dataclasses import replace

import pytest

from leeward.model.cases import GRAPH, START, Mover, State, Station, Step, check, may
from leeward.model.errors import ConfigError

HANDLED = {state for state, one in GRAPH.items() if any(step.mover is Mover.JOB for step in one.steps)}


def test_the_graph_that_we_ship_is_whole() -> None:
    check(GRAPH, START, HANDLED)


def test_only_a_person_may_confirm_and_a_job_releases_only_what_nobody_confirmed() -> None:
    assert not any(may(state, State.CONFIRMED, Mover.JOB) for state in State)
    assert {one for one in State if may(one, State.RELEASED, Mover.JOB)} == {State.DECIDED, State.WAITING}
    assert may(State.WAITING, State.CONFIRMED, Mover.PERSON)


def test_memory_confirms_only_what_nobody_has_decided_and_does_nothing_else() -> None:
    ways = {(one, to) for one in State for to in State if may(one, to, Mover.MEMORY)}
    assert ways == {(State.DECIDED, State.CONFIRMED), (State.WAITING, State.CONFIRMED)}


def test_only_an_appeal_leaves_the_end_and_only_to_give_back() -> None:
    left = {(to, mover) for to in State for mover in Mover if may(State.CLOSED, to, mover)}
    assert left == {(State.RELEASED, Mover.APPEAL)}


def test_an_appeal_gives_back_from_wherever_a_verdict_has_led() -> None:
    after = {State.CONFIRMED, State.RESTRICTED, State.VERIFYING, State.RETURNED, State.CLOSED}
    assert {one for one in State if may(one, State.RELEASED, Mover.APPEAL)} == after


def test_only_a_person_restricts_and_only_what_waits() -> None:
    ways = {(one, mover) for one in State for mover in Mover if may(one, State.RESTRICTED, mover)}
    assert ways == {(State.WAITING, Mover.PERSON)}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({State.RETURNED: None}, "has no station"),
        ({State.VERIFYING: Station((Step(State.CLOSED, Mover.JOB),), 1.0)}, "cannot be reached"),
        ({State.WAITING: replace(GRAPH[State.WAITING], patience_s=None)}, "may wait for ever"),
        ({State.CLOSED: Station((Step(State.DECIDED, Mover.PERSON),), 1.0)}, "there is no end"),
    ],
    ids=["missing", "unreachable", "impatient", "endless"],
)
def test_a_graph_that_could_lose_a_case_is_refused(change: dict[State, Station | None], says: str) -> None:
    broken = {state: one for state, one in (dict(GRAPH) | change).items() if one is not None}
    with pytest.raises(ConfigError, match=says):
        check(broken, START, HANDLED)


def test_a_state_that_waits_for_a_job_nobody_does_is_refused() -> None:
    with pytest.raises(ConfigError, match="waits for a job that there is not"):
        check(GRAPH, START, HANDLED - {State.VERIFYING})
