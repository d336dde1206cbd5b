import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from leeward.model.errors import SandboxError
from leeward.sandbox import wire
from leeward.sandbox.nursery import Nursery, NurseryGone, Worker

TASKS = "tests.unit.sandbox.tasks"
ROOM = 256 * 1024 * 1024


@pytest.fixture
def nursery() -> Iterator[Nursery]:
    started = Nursery(f"{TASKS}:look", f"{TASKS}:warm", ROOM)
    yield started
    started.close()


def ready(worker: Worker) -> dict[str, object]:
    worker.link.settimeout(10)
    got = wire.receive(worker.link)
    assert got is not None
    return dict(got[0])


def is_gone(pid: int) -> bool:
    until = time.monotonic() + 60  # much less, unless the machine is busy
    while Path(f"/proc/{pid}").exists() and time.monotonic() < until:
        time.sleep(0.01)
    return not Path(f"/proc/{pid}").exists()


def test_a_worker_says_when_its_doors_are_closed(nursery: Nursery) -> None:
    worker = nursery.fork()
    assert "system calls" in str(ready(worker)["ready"])
    nursery.bury(worker)


def test_a_buried_worker_leaves_its_status_and_no_process(nursery: Nursery) -> None:
    worker = nursery.fork()
    ready(worker)
    grave = nursery.bury(worker)
    assert grave is not None
    assert os.waitstatus_to_exitcode(grave.status) == -9
    assert grave.memory_bytes > 0
    assert not Path(f"/proc/{worker.pid}").exists()


def test_closing_a_worker_twice_harms_nobody(nursery: Nursery) -> None:
    worker = nursery.fork()
    worker.close()
    worker.close()


def test_a_worker_whose_link_is_let_go_ends_by_itself(nursery: Nursery) -> None:
    worker = nursery.fork()
    ready(worker)
    worker.link.close()
    assert is_gone(worker.pid)
    grave = nursery.bury(worker)
    assert grave is not None
    assert os.waitstatus_to_exitcode(grave.status) == 0


def test_closing_a_nursery_ends_its_workers_and_leaves_no_descriptor() -> None:
    before = len(os.listdir("/proc/self/fd"))
    nursery = Nursery(f"{TASKS}:look", f"{TASKS}:warm", ROOM)
    workers = [nursery.fork() for _ in range(3)]
    nursery.close()
    for worker in workers:
        assert is_gone(worker.pid)
        worker.close()
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_nursery_that_is_gone_forks_nobody(nursery: Nursery) -> None:
    nursery.close()
    with pytest.raises(NurseryGone):
        nursery.fork()


def test_a_warm_up_that_fails_is_named_and_leaves_no_descriptor() -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(SandboxError, match="the JPEG decoder is missing"):
        Nursery(f"{TASKS}:look", f"{TASKS}:warm_that_fails", ROOM)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_warm_up_that_knows_what_to_do_says_so() -> None:
    with pytest.raises(SandboxError) as caught:
        Nursery(f"{TASKS}:look", f"{TASKS}:warm_that_knows_what_to_do", ROOM)
    assert caught.value.message == "the sandbox does not start: the decoder for AVIF does not work"
    assert caught.value.hint == "install the packages again"


def test_nothing_of_our_environment_reaches_the_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(SandboxError) as caught:
        Nursery(f"{TASKS}:look", f"{TASKS}:warm_that_tells_the_environment", ROOM)
    assert "OPENBLAS_NUM_THREADS" in caught.value.message
    assert "AWS" not in caught.value.message
    assert "PROXY" not in caught.value.message


def test_the_warm_up_already_has_no_network_where_that_is_allowed(nursery: Nursery) -> None:
    with pytest.raises(SandboxError) as caught:
        Nursery(f"{TASKS}:look", f"{TASKS}:warm_that_tells_the_network", ROOM)
    if "network" in nursery.closed:
        assert caught.value.message.endswith("interfaces: lo")
