"""The parent's side of one nursery, and its handle of one worker."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from leeward.model.errors import SandboxError
from leeward.model.findings import Json
from leeward.sandbox import wire
from leeward.sandbox.graves import Grave

WARM_UP_S: Final = 120.0  # a cold disk and a large FFmpeg
ANSWER_S: Final = 10.0  # for a fork, and for the kernel to clear a killed worker away

_ONE_THREAD: Final = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
}
_KEPT: Final = ("LD_LIBRARY_PATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX")


class NurseryGone(Exception):
    """The nursery ended, and its workers with it."""


@dataclass(slots=True, eq=False)
class Worker:
    """One locked-in process. Whoever holds this closes it."""

    pid: int
    pidfd: int
    link: socket.socket
    inbox: wire.Inbox = field(default_factory=wire.Inbox)

    def kill(self) -> None:
        """End the process; never another one that has its number by now."""
        if self.pidfd >= 0:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)

    def close(self) -> None:
        """End the process and let go of its descriptors. May be called twice."""
        self.kill()
        pidfd, self.pidfd = self.pidfd, -1
        if pidfd >= 0:
            os.close(pidfd)
        self.link.close()


class Nursery:
    """A warm process that forks workers in milliseconds and never sees media itself."""

    def __init__(self, task: str, warm: str, memory_bytes: int) -> None:
        """Start and warm up.

        Raises:
            SandboxError: it cannot start, or a decoder fails its warm-up.
        """
        with ExitStack() as undo:
            self._link, far = socket.socketpair()
            undo.callback(self._link.close)
            with far:
                self._process = _spawn(far)
            undo.callback(self._end_process)
            self._link.settimeout(WARM_UP_S)
            hello = self._hello({"task": task, "warm": warm, "memory_bytes": memory_bytes})
            self.closed = tuple(str(door) for door in _listed(hello["warm"]))
            self.memory_bytes = int(str(hello["memory_bytes"]))  # resident after the warm-up
            self._link.settimeout(ANSWER_S)
            self._graves: dict[int, Grave] = {}
            undo.pop_all()

    def _hello(self, orders: Mapping[str, Json]) -> Mapping[str, Json]:
        hint = "run: leeward doctor"
        try:
            wire.send(self._link, orders)
            got = wire.receive(self._link)
        except (OSError, wire.BadMessage) as exc:
            raise SandboxError("the sandbox does not start: no answer from its process", hint) from exc
        if got is None:
            raise SandboxError("the sandbox does not start: its process ended without a word", hint)
        if "error" in got[0]:
            advice = str(got[0].get("hint") or hint)
            raise SandboxError(f"the sandbox does not start: {got[0]['error']}", advice)
        return got[0]

    def fork(self) -> Worker:
        """Start one worker. It says `ready` on its link when its doors are closed.

        Raises:
            NurseryGone: the nursery does not answer.
        """
        near, far = socket.socketpair()
        try:
            with far:
                wire.send(self._link, {"fork": True}, far.fileno())
            pid, pidfd = self._forked()
        except (OSError, wire.BadMessage) as exc:
            near.close()
            raise NurseryGone from exc
        except BaseException:
            near.close()
            raise
        near.settimeout(0)
        return Worker(pid, pidfd, near)

    def _forked(self) -> tuple[int, int]:
        while True:
            message, fds = self._next()
            if "forked" in message:
                return int(str(message["forked"])), fds[0]

    def bury(self, worker: Worker) -> Grave | None:
        """End one worker, close it and return how it ended; None where nobody knows."""
        worker.close()
        try:
            while worker.pid not in self._graves:
                self._next()
            return self._graves.pop(worker.pid)
        except (NurseryGone, OSError, wire.BadMessage):
            return None

    def _next(self) -> tuple[Mapping[str, Json], list[int]]:
        got = wire.receive(self._link)
        if got is None or "error" in got[0]:
            raise NurseryGone
        message, fds = got
        if "gone" in message:
            grave = Grave(int(str(message["status"])), int(str(message["memory_bytes"])))
            self._graves[int(str(message["gone"]))] = grave
        return message, fds

    def close(self) -> None:
        """End the nursery and every worker that is left, within a second."""
        self._link.close()
        self._end_process()

    def _end_process(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(0.5)
        self._process.kill()
        self._process.wait()


def _spawn(link: socket.socket) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "leeward.sandbox.child", str(link.fileno()), str(os.getpid())]
    return subprocess.Popen(  # noqa: S603 - our own module, no words of anybody else
        command,
        pass_fds=(link.fileno(),),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=_environment(),
        cwd="/",
        start_new_session=True,
    )


def _environment() -> dict[str, str]:
    """Only what Python needs to start: no credentials, no proxies, no addresses."""
    places = [str(Path(place).absolute()) for place in sys.path if place]
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **_ONE_THREAD, "PYTHONPATH": os.pathsep.join(places), "LC_ALL": "C.UTF-8"}


def _listed(told: Json) -> list[Json]:
    return told if isinstance(told, list) else []
