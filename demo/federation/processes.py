"""Starts a server program, waits until it answers, stops or kills it."""

import contextlib
import os
import random
import signal
import socket
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

START_TIMEOUT_S = 30.0
STOP_TIMEOUT_S = 5.0
PORTS = (15_000, 32_000)  # below Linux's range for outgoing connections
LAST_WILL = 'read _; kill -s KILL -- "-$0"'  # runs when nobody holds its standard input any more
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class NotStarted(RuntimeError):
    """A server ended or stayed silent; carries the end of its log."""


def free_port(host: str = "127.0.0.1") -> int:
    """A port that was free a moment ago, of those that the system gives to nobody by itself."""
    while True:
        port = random.randint(*PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((host, port))
            return port


@dataclass(slots=True)
class Process:
    """One server program and its log. `start` after `kill` starts it again on the same data.

    It never outlives this process, however that one ends.
    """

    name: str
    command: Sequence[str]
    host: str
    port: int
    log: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_s: float = STOP_TIMEOUT_S  # how long it may take to end when it is asked to
    _running: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    _heir: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Raises: NotStarted: it did not listen within 30 s."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                cwd=self.log.parent,
                start_new_session=True,  # so that its own children end with it
            )
        will = ["sh", "-c", LAST_WILL, str(self._running.pid)]
        self._heir = subprocess.Popen(will, stdin=subprocess.PIPE, start_new_session=True)
        self._wait_until_it_listens(self._running)

    def stop(self) -> None:
        """Ask it to end; kill it after `stop_s`."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it like a power cut."""
        self._end(signal.SIGKILL)

    @property
    def pid(self) -> int:
        """Raises: NotStarted: it is not running."""
        if self._running is None:
            raise NotStarted(f"{self.name} is not running")
        return self._running.pid

    @property
    def memory_bytes(self) -> int:
        """Resident memory of the program and its children, in bytes."""
        family = [self.pid, *_children(self.pid)]
        pages = (int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1]) for pid in family)
        return sum(pages) * PAGE_BYTES

    def _wait_until_it_listens(self, running: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + START_TIMEOUT_S
        while time.monotonic() < deadline:
            if running.poll() is not None:
                break
            try:
                socket.create_connection((self.host, self.port), 1).close()
                return
            except OSError:
                time.sleep(0.03)
        self.kill()
        raise NotStarted(f"{self.name} did not start; its log ends with: {_end_of(self.log)}")

    def _end(self, how: signal.Signals) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        self._dismiss_heir()
        if how is signal.SIGTERM:
            running.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                running.wait(self.stop_s)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()

    def _dismiss_heir(self) -> None:
        heir, self._heir = self._heir, None
        if heir is not None and heir.stdin is not None:
            heir.kill()
            heir.wait()
            heir.stdin.close()


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


def _end_of(log: Path) -> str:
    return log.read_text("utf-8", errors="replace")[-800:]
