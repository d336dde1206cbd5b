"""The words between a pool and its caller: what to look at, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from leeward.model.errors import NotLooked
from leeward.model.findings import Json


@dataclass(frozen=True, slots=True)
class Job:
    """One thing to look at.

    `open` gives a read-only descriptor just before the job starts, which the pool closes; it may raise
    NotLooked. `ask` is what the task is told: small, and nothing secret.
    """

    ticket: int
    open: Callable[[], int]
    ask: Mapping[str, Json]


class End(StrEnum):
    """How a job ended. Only DONE says that the task said everything it had to say."""

    DONE = "done"
    DIED = "died"
    TIMED_OUT = "timed_out"
    OUT_OF_MEMORY = "out_of_memory"


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the task, as it is said. It comes from a hostile place: parse it."""

    job: Job
    message: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Ended:
    """The end of one job. `detail` is for logs and repeats nothing of the media."""

    job: Job
    end: End
    detail: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A job that never started, because its media could not be opened."""

    job: Job
    error: NotLooked


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """How many workers, and what each may take.

    `memory_bytes`: address space beyond what a worker has at its start. `seconds`: wall time between two
    messages of a task. `most_seconds`: the most that a task may ask for with `patience_s`.
    """

    workers: int
    memory_bytes: int
    seconds: float
    most_seconds: float


News = Said | Ended | Refused
