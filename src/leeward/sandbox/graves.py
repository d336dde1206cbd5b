"""How a worker ended, told from what the kernel knows of it."""

import os
import signal
from dataclasses import dataclass
from typing import Final

from leeward.sandbox.jobs import End

OUT_OF_MEMORY_EXIT: Final = 70  # the exit status of a worker whose task ran out of memory

_BY_MEMORY: Final = {signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGKILL}


@dataclass(frozen=True, slots=True)
class Grave:
    """How a worker ended: its wait status, and the most memory it had resident, in bytes."""

    status: int
    memory_bytes: int


def cause_of(grave: Grave | None, much_bytes: int) -> tuple[End, str]:
    """Tell how a job ended whose worker died, and a detail for the log.

    A decoder in C that gets no memory mostly crashes. So a crash counts as out of memory from `much_bytes`
    resident on; below that, nobody can tell, and it is a death.
    """
    if grave is None:
        return End.DIED, "ended, and nobody knows how"
    code = os.waitstatus_to_exitcode(grave.status)
    if code == OUT_OF_MEMORY_EXIT:
        return End.OUT_OF_MEMORY, "asked for more memory than it may have"
    if code >= 0:
        return End.DIED, f"exit status {code}"
    if -code in _BY_MEMORY and grave.memory_bytes >= much_bytes:
        return End.OUT_OF_MEMORY, f"killed by {_signal_name(-code)} with its memory used up"
    return End.DIED, f"killed by {_signal_name(-code)}"


def _signal_name(number: int) -> str:
    return signal.Signals(number).name if number in set(signal.Signals) else f"signal {number}"
