import signal

import pytest

from leeward.sandbox.graves import OUT_OF_MEMORY_EXIT, Grave, cause_of
from leeward.sandbox.jobs import End

MUCH = 1000


@pytest.mark.parametrize(
    ("status", "memory_bytes", "end", "detail"),
    [
        (3 << 8, 0, End.DIED, "exit status 3"),
        (0, 0, End.DIED, "exit status 0"),
        (OUT_OF_MEMORY_EXIT << 8, 0, End.OUT_OF_MEMORY, "asked for more memory than it may have"),
        (signal.SIGSEGV, MUCH - 1, End.DIED, "killed by SIGSEGV"),
        (signal.SIGSEGV, MUCH, End.OUT_OF_MEMORY, "killed by SIGSEGV with its memory used up"),
        (signal.SIGABRT, MUCH, End.OUT_OF_MEMORY, "killed by SIGABRT with its memory used up"),
        (signal.SIGSYS, MUCH, End.DIED, "killed by SIGSYS"),
        (40, 0, End.DIED, "killed by signal 40"),
    ],
)
def test_a_death_is_named_by_what_the_kernel_knows(
    status: int, memory_bytes: int, end: End, detail: str
) -> None:
    assert cause_of(Grave(status, memory_bytes), MUCH) == (end, detail)


def test_a_death_nobody_saw_is_a_death() -> None:
    assert cause_of(None, MUCH) == (End.DIED, "ended, and nobody knows how")
