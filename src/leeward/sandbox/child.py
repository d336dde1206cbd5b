"""The far side of the wall: a nursery that never sees media, and the locked-in workers it forks.

Run as `python -m leeward.sandbox.child LINK PARENT`: descriptor of the link, process id of the parent.
"""

import errno
import gc
import importlib
import os
import resource
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, NoReturn, cast

from leeward.model.errors import LeewardError, SandboxError
from leeward.model.findings import Json
from leeward.sandbox import doors, wire
from leeward.sandbox.graves import OUT_OF_MEMORY_EXIT

_DESCRIPTORS: Final = 1024  # of the nursery: one a worker, and what warming up needs
_LINGERING: Final = 100  # times 10 ms

Task = Callable[[int, Mapping[str, Json]], Iterator[Mapping[str, Json]]]


class Edge:
    """Ends the process whatever happens inside, and says how: the only place that sees every error."""

    def __init__(self, link: socket.socket, *, tells_why: bool) -> None:
        self._link = link
        self._tells_why = tells_why

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> NoReturn:
        """Say the type of the error, and its text only while no media was seen; then end."""
        del trace
        if kind is None:
            os._exit(0)
        if isinstance(error, SystemExit):
            os._exit(error.code if isinstance(error.code, int) else 1)
        if _is_out_of_memory(error):
            os._exit(OUT_OF_MEMORY_EXIT)
        with suppress(OSError, ValueError):
            wire.send(self._link, _reasons(error) if self._tells_why else {"error": kind.__name__})
        os._exit(1)


def _reasons(error: BaseException | None) -> dict[str, str]:
    if isinstance(error, LeewardError):
        return {"error": error.message, "hint": error.hint}
    return {"error": f"{type(error).__name__}: {error}"[:1000]}


def _is_out_of_memory(error: BaseException | None) -> bool:
    return isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM)


@dataclass(frozen=True, slots=True)
class Orders:
    """What the parent wants of this nursery."""

    task: str
    warm: str
    memory_bytes: int


def main(arguments: list[str]) -> NoReturn:
    """Warm up, then fork one worker for each that the parent asks for, until it lets go of the link."""
    link = socket.socket(fileno=int(arguments[0]))
    with Edge(link, tells_why=True):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _lower_descriptors()
        has_left = doors.leave_network()
        doors.die_with(int(arguments[1]))
        orders = _orders(link)
        task = _warm_up(orders)
        wire.send(link, {"warm": ["network"] if has_left else [], "memory_bytes": _resident_bytes()})
        Nursery(link, orders, task).serve()
    raise AssertionError("the edge ends the process")


def _lower_descriptors() -> None:
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    most = _DESCRIPTORS if hard == resource.RLIM_INFINITY else min(_DESCRIPTORS, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _orders(link: socket.socket) -> Orders:
    got = wire.receive(link)
    if got is None:
        os._exit(0)
    told = got[0]
    return Orders(str(told["task"]), str(told["warm"]), int(str(told["memory_bytes"])))


def _warm_up(orders: Orders) -> Task:
    task = cast("Task", _named(orders.task))
    cast("Callable[[], object]", _named(orders.warm))()
    gc.collect()
    gc.freeze()  # what the workers share stays shared
    _be_alone()
    return task


def _be_alone() -> None:
    for _ in range(_LINGERING):
        threads = len(os.listdir("/proc/self/task"))
        if threads == 1:
            return
        time.sleep(0.01)  # a thread that was joined is listed until the kernel is done with it
    raise SandboxError(f"the warm-up left {threads - 1} threads running, which do not survive a fork")


def _named(path: str) -> object:
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def _resident_bytes() -> int:
    """Return what is resident now: ru_maxrss would count the parent, as it survives exec."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()


class Nursery:
    """Forks workers, and tells the parent how each of them ended."""

    def __init__(self, link: socket.socket, orders: Orders, task: Task) -> None:
        self._link = link
        self._orders = orders
        self._task = task
        self._pid = os.getpid()
        self._poll = select.poll()
        self._poll.register(link, select.POLLIN)
        self._children: dict[int, int] = {}  # pidfd: pid

    def serve(self) -> None:
        """Answer the parent until it is gone; leave no process behind."""
        while True:
            for fd, _event in self._poll.poll():
                if fd != self._link.fileno():
                    self._bury(fd)
                    continue
                got = self._heard()
                if got is None:
                    self._end_all()
                    return
                self._fork(got[0])

    def _heard(self) -> list[int] | None:
        """Return the descriptors of the next order; None when the parent let go."""
        try:
            got = wire.receive(self._link)
        except ConnectionError:  # it let go with our words unread
            return None
        return None if got is None else got[1]

    def _fork(self, link: int) -> None:
        pid = os.fork()
        if pid == 0:
            work(socket.socket(fileno=link), self._orders, self._task, self._pid)
        os.close(link)
        pidfd = os.pidfd_open(pid)
        self._children[pidfd] = pid
        self._poll.register(pidfd, select.POLLIN)
        wire.send(self._link, {"forked": pid}, pidfd)

    def _bury(self, pidfd: int) -> None:
        pid = self._children.pop(pidfd)
        self._poll.unregister(pidfd)
        os.close(pidfd)
        _pid, status, used = os.wait4(pid, 0)
        with suppress(ConnectionError):  # the parent let go: the link says so next
            wire.send(self._link, {"gone": pid, "status": status, "memory_bytes": used.ru_maxrss * 1024})

    def _end_all(self) -> None:
        for pidfd, pid in self._children.items():
            signal.pidfd_send_signal(pidfd, signal.SIGKILL)
            os.waitpid(pid, 0)


def work(link: socket.socket, orders: Orders, task: Task, nursery: int) -> NoReturn:
    """Close the doors and do jobs until the parent lets go of the link. Never returns."""
    with Edge(link, tells_why=False):
        closed = doors.close_doors(nursery, orders.memory_bytes, link.fileno())
        wire.send(link, {"ready": list(closed)})
        while (got := wire.receive(link)) is not None:
            _look(link, task, got[0]["ask"], got[1][0])
    raise AssertionError("the edge ends the process")


def _look(link: socket.socket, task: Task, ask: Json, fd: int) -> None:
    for message in task(fd, cast("Mapping[str, Json]", ask)):
        wire.send(link, {"said": message})
    with suppress(OSError):  # the task may have closed it
        os.close(fd)
    wire.send(link, {"done": True})


if __name__ == "__main__":
    main(sys.argv[1:])
