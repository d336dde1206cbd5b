import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from leeward.model.findings import Json
from leeward.sandbox import wire
from leeward.sandbox.graves import OUT_OF_MEMORY_EXIT

TASKS = "tests.unit.sandbox.tasks"


@pytest.fixture
def link() -> Iterator[tuple[socket.socket, "subprocess.Popen[bytes]"]]:
    """A child as the parent sees it, but started by hand."""
    near, far = socket.socketpair()
    near.settimeout(20)
    command = [sys.executable, "-m", "leeward.sandbox.child", str(far.fileno()), str(os.getpid())]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with near, subprocess.Popen(command, pass_fds=(far.fileno(),), env=env) as process:
        far.close()
        yield near, process
        process.kill()


def hear(near: socket.socket) -> dict[str, Json]:
    got = wire.receive(near)
    assert got is not None
    for fd in got[1]:
        os.close(fd)
    return got[0]


def orders(task: str, warm: str) -> dict[str, Json]:
    return {"task": f"{TASKS}:{task}", "warm": f"{TASKS}:{warm}", "memory_bytes": 1 << 28}


def test_a_child_warms_up_then_forks_a_worker_that_does_a_job(
    link: tuple[socket.socket, "subprocess.Popen[bytes]"],
) -> None:
    near, _ = link
    wire.send(near, orders("look", "warm"))
    assert int(str(hear(near)["memory_bytes"])) > 0
    ours, theirs = socket.socketpair()
    with ours:
        ours.settimeout(20)
        with theirs:
            wire.send(near, {"fork": True}, theirs.fileno())
        assert "forked" in hear(near)
        assert "ready" in hear(ours)
        with open("/proc/self/comm", "rb") as media:
            wire.send(ours, {"ask": {"do": "nothing"}}, media.fileno())
        assert [hear(ours), hear(ours)] == [{"said": {"did": None}}, {"done": True}]


def test_a_child_without_orders_ends_quietly(
    link: tuple[socket.socket, "subprocess.Popen[bytes]"],
) -> None:
    near, process = link
    near.shutdown(socket.SHUT_WR)
    assert wire.receive(near) is None
    assert process.wait(10) == 0


def test_a_child_ignores_the_keyboard(link: tuple[socket.socket, "subprocess.Popen[bytes]"]) -> None:
    near, process = link
    wire.send(near, orders("look", "warm"))
    hear(near)
    process.send_signal(signal.SIGINT)
    near.shutdown(socket.SHUT_WR)
    assert process.wait(10) == 0


@pytest.mark.parametrize(
    ("raised", "status", "told"),
    [
        ("ValueError('words of a file')", 1, {"error": "ValueError"}),
        ("MemoryError()", OUT_OF_MEMORY_EXIT, None),
        ("OSError(12, 'no memory')", OUT_OF_MEMORY_EXIT, None),
        ("SystemExit(4)", 4, None),
        ("KeyboardInterrupt()", 1, {"error": "KeyboardInterrupt"}),
    ],
)
def test_the_edge_tells_the_type_of_an_error_and_never_its_text(
    raised: str, status: int, told: dict[str, Json] | None
) -> None:
    near, far = socket.socketpair()
    code = "import socket; from leeward.sandbox.child import Edge\n"
    code += f"with Edge(socket.socket(fileno={far.fileno()}), tells_why=False): raise {raised}"
    with near:
        done = subprocess.run(
            [sys.executable, "-c", code],
            pass_fds=(far.fileno(),),
            timeout=20,
            check=False,
            capture_output=True,
        )
        far.close()
        got = wire.receive(near)
    assert (done.returncode, done.stdout, done.stderr) == (status, b"", b"")
    assert (got[0] if got else None) == told
