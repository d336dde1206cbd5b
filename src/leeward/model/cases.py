"""Cases: everything about one post that was not passed over, and the graph of what may become of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from leeward.model.errors import ConfigError


class State(StrEnum):
    """Where a case is."""

    DECIDED = "decided"  # the policy asks for something; its orders are not carried out yet
    WAITING = "waiting"  # held as far as the server can, until a person decides
    CONFIRMED = "confirmed"  # a person says it is what it looks like; removal is ordered
    RELEASED = "released"  # a person says it is not; what was held is let go
    RESTRICTED = "restricted"  # a person lets it stay behind a warning; the rest of the hold is let go
    VERIFYING = "verifying"  # ordered and answered; is it really gone?
    RETURNED = "returned"  # a copy came back, or never went
    CLOSED = "closed"


class LetGo(StrEnum):
    """Why a job released a case."""

    CLEAN = "looked at and clean"
    LAPSED = "nobody decided in time"
    REMEMBERED = "people released the same file before"


class Mover(StrEnum):
    """Who may move a case on."""

    JOB = "a job"
    PERSON = "a person"
    APPEAL = "an appeal"  # a person who judges what another had decided
    MEMORY = "a memory"  # a job that does what people decided about the same file


@dataclass(frozen=True, slots=True)
class Step:
    """One way on. mover: who may take it."""

    to: State
    mover: Mover


@dataclass(frozen=True, slots=True)
class Station:
    """A state's place in the graph. patience_s: then an alarm says that it does not move; None: never."""

    steps: tuple[Step, ...]
    patience_s: float | None


START = State.DECIDED

HOLDS = frozenset({"hold", "limit-account", "mark-sensitive"})
"""What a policy may ask for that hides something until a person decides."""

_HOUR = 3600.0
_OVERTURNED = Step(State.RELEASED, Mover.APPEAL)

GRAPH: Mapping[State, Station] = MappingProxyType(
    {
        State.DECIDED: Station(
            (
                Step(State.WAITING, Mover.JOB),
                Step(State.CLOSED, Mover.JOB),
                Step(State.RELEASED, Mover.JOB),
                Step(State.CONFIRMED, Mover.MEMORY),
            ),
            patience_s=_HOUR,
        ),
        State.WAITING: Station(
            (
                Step(State.CONFIRMED, Mover.PERSON),
                Step(State.RELEASED, Mover.PERSON),
                Step(State.RESTRICTED, Mover.PERSON),
                Step(State.RELEASED, Mover.JOB),  # what only an arrival or a lapsed rule held
                Step(State.CONFIRMED, Mover.MEMORY),
                Step(State.CLOSED, Mover.APPEAL),  # turned down
            ),
            patience_s=24 * _HOUR,
        ),
        State.CONFIRMED: Station((Step(State.VERIFYING, Mover.JOB), _OVERTURNED), patience_s=_HOUR),
        State.RELEASED: Station((Step(State.CLOSED, Mover.JOB),), patience_s=_HOUR),
        State.RESTRICTED: Station((Step(State.CLOSED, Mover.JOB), _OVERTURNED), patience_s=_HOUR),
        State.VERIFYING: Station(
            (Step(State.RETURNED, Mover.JOB), Step(State.CLOSED, Mover.JOB), _OVERTURNED),
            patience_s=40 * 24 * _HOUR,
        ),
        State.RETURNED: Station(
            (
                Step(State.CONFIRMED, Mover.PERSON),
                Step(State.CLOSED, Mover.PERSON),
                Step(State.VERIFYING, Mover.JOB),
                _OVERTURNED,
            ),
            patience_s=24 * _HOUR,
        ),
        State.CLOSED: Station((_OVERTURNED,), patience_s=None),
    }
)


def may(state: State, to: State, mover: Mover) -> bool:
    """Whether this mover may take a case from one state to another."""
    return Step(to, mover) in GRAPH[state].steps


def check(graph: Mapping[State, Station], start: State, handled: set[State]) -> None:
    """Refuses a graph in which a case could be lost.

    Args: handled: states that a job of this program takes on.
    Raises: ConfigError: a state is missing, cannot be reached, leads nowhere without being an end, waits for
        a job that there is not, or waits without a time after which somebody is told.
    """
    problems = [*_missing(graph), *_unreached(graph, start), *_stuck(graph, handled), *_endless(graph)]
    if problems:
        raise ConfigError(f"the graph of case states is broken: {problems[0]}", "this is a bug: report it")


def _missing(graph: Mapping[State, Station]) -> list[str]:
    return [f"{state} has no station" for state in State if state not in graph]


def _unreached(graph: Mapping[State, Station], start: State) -> list[str]:
    seen, todo = {start}, [start]
    while todo:
        station = graph.get(todo.pop())
        for step in station.steps if station else ():
            if step.to not in seen:
                seen.add(step.to)
                todo.append(step.to)
    return [f"{state} cannot be reached" for state in graph if state not in seen]


def _stuck(graph: Mapping[State, Station], handled: set[State]) -> list[str]:
    return [
        f"{state} waits for a job that there is not"
        for state, station in graph.items()
        if any(step.mover is Mover.JOB for step in station.steps) and state not in handled
    ]


def _endless(graph: Mapping[State, Station]) -> list[str]:
    """An end may be opened again, by an appeal; nothing waits for that."""
    goes_on = {
        state: any(step.mover is not Mover.APPEAL for step in station.steps)
        for state, station in graph.items()
    }
    waits = [state for state, station in graph.items() if goes_on[state] and not station.patience_s]
    ends = [state for state in graph if not goes_on[state]]
    no_end = [] if ends else ["there is no end"]
    return [*(f"{state} may wait for ever" for state in waits), *no_end]
