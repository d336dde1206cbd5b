"""What a worker that was taken over may try, and what becomes of it."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from leeward.sandbox.pool import End, Ended, Job, Json, News, Pool, PoolSettings, Said

TASKS = "tests.unit.sandbox.tasks"
MIB = 1024 * 1024
SETTINGS = PoolSettings(workers=2, memory_bytes=128 * MIB, seconds=2.5, most_seconds=30.0)
REFUSED = "raised PermissionError"
ALARM = "killed by SIGSYS"


@pytest.fixture
def paper(tmp_path: Path) -> Callable[[], int]:
    path = tmp_path / "paper"
    path.write_text("hello")
    return lambda: os.open(path, os.O_RDONLY)


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(f"{TASKS}:look", f"{TASKS}:warm", SETTINGS, time.monotonic) as started:
        yield started


def drain(pool: Pool) -> list[News]:
    news: list[News] = []
    until = time.monotonic() + 30
    while pool.busy and time.monotonic() < until:
        news += pool.wait(1.0)
    assert pool.busy == 0
    return news


def fate(pool: Pool, paper: Callable[[], int], do: str) -> tuple[End, str]:
    """Let a worker do something, then make sure that the pool is whole and works on."""
    pool.submit(Job(1, paper, {"do": do}))
    ended = [one for one in drain(pool) if isinstance(one, Ended)]
    assert len(ended) == 1
    assert pool.idle == 2
    after = [Job(ticket, paper, {"do": "read"}) for ticket in (2, 3)]
    for job in after:
        pool.submit(job)
    news = drain(pool)
    assert all(Said(job, {"did": "hello"}) in news and Ended(job, End.DONE, "") in news for job in after)
    return ended[0].end, ended[0].detail


@pytest.mark.parametrize(
    "do",
    [
        "socket",
        "unix socket",
        "raw socketpair",
        "read a file",
        "list a folder",
        "stat a file",
        "write a file",
        "make a folder",
        "unlink",
        "rename",
        "link",
        "chmod",
        "truncate",
        "change folder",
        "memory file",
        "fork",
        "vfork",
        "kill the parent",
        "kill everybody",
        "raise its limits",
        "become dumpable",
        "outlive the parent",
        "run code it wrote",
        "take over signals",
    ],
)
def test_a_closed_door_is_refused(pool: Pool, paper: Callable[[], int], do: str) -> None:
    assert fate(pool, paper, do) == (End.DIED, REFUSED)


@pytest.mark.parametrize(
    "do",
    [
        "execute",
        "trace",
        "read another's memory",
        "leave the namespace",
        "mount",
        "ask for io_uring",
        pytest.param(
            "speak x32", marks=pytest.mark.skipif(os.uname().machine != "x86_64", reason="x86 only")
        ),
    ],
)
def test_what_no_decoder_does_ends_the_worker(pool: Pool, paper: Callable[[], int], do: str) -> None:
    assert fate(pool, paper, do) == (End.DIED, ALARM)


@pytest.mark.parametrize(
    ("do", "end", "detail"),
    [
        ("memory bomb", End.OUT_OF_MEMORY, "asked for more memory than it may have"),
        ("slow memory bomb", End.OUT_OF_MEMORY, "asked for more memory than it may have"),
        ("native memory bomb", End.OUT_OF_MEMORY, "killed by SIGABRT with its memory used up"),
        ("spin", End.TIMED_OUT, "said nothing for 2.5 s"),
        ("sleep", End.TIMED_OUT, "said nothing for 2.5 s"),
        ("segfault", End.DIED, "killed by SIGSEGV"),
        ("abort", End.DIED, "killed by SIGABRT"),
        ("exit", End.DIED, "exit status 3"),
        ("raise", End.DIED, "raised ValueError"),
        ("close every descriptor", End.DIED, "killed by SIGKILL"),
        ("giant message", End.DIED, "raised BadMessage"),
        ("not json", End.DIED, "raised TypeError"),
        ("raw giant", End.DIED, "a message is too long"),
        ("raw garbage", End.DIED, "a message is not JSON"),
        ("raw list", End.DIED, "a message is not an object"),
        ("raw nan", End.DIED, "a message is not JSON"),
        ("raw deep", End.DIED, "a message is too deep"),
        ("raw empty lists", End.DIED, "a message has too many parts"),
        ("raw unknown", End.DIED, "a message came out of turn"),
        ("raw ready", End.DIED, "a message came out of turn"),
        ("raw patience", End.DIED, "a patience is not a number of seconds"),
        ("raw error", End.DIED, "raised"),
        ("raw second end", End.DONE, ""),
    ],
)
def test_a_misbehaving_worker_costs_its_job_only(
    pool: Pool, paper: Callable[[], int], do: str, end: End, detail: str
) -> None:
    assert fate(pool, paper, do) == (end, detail)


@pytest.mark.parametrize(("do", "told"), [("thread", 45), ("environment", 0), ("dumpable", 0)])
def test_what_a_worker_finds_inside(pool: Pool, paper: Callable[[], int], do: str, told: Json) -> None:
    job = Job(1, paper, {"do": do})
    pool.submit(job)
    assert drain(pool)[0] == Said(job, {"did": told})


def test_a_worker_killed_at_work_costs_its_job_only(pool: Pool, paper: Callable[[], int]) -> None:
    job = Job(1, paper, {"do": "sleep"})
    pool.submit(job)
    pool.wait(0.1)
    for pid in pool.pids():
        os.kill(pid, signal.SIGKILL)
    assert drain(pool) == [Ended(job, End.DIED, "killed by SIGKILL")]
    assert fate(pool, paper, "read") == (End.DONE, "")


def test_hundreds_of_killers_in_a_row_leave_the_pool_whole(pool: Pool, paper: Callable[[], int]) -> None:
    descriptors, begun = len(os.listdir("/proc/self/fd")), time.monotonic()
    for _ in range(200):
        pool.submit(Job(1, paper, {"do": "segfault"}))
        assert [one.end for one in drain(pool) if isinstance(one, Ended)] == [End.DIED]
    assert time.monotonic() - begun < 20  # a tenth of a second each would be slow already
    assert len(os.listdir("/proc/self/fd")) == descriptors


def test_a_nursery_that_is_killed_is_founded_anew(paper: Callable[[], int]) -> None:
    with Pool(f"{TASKS}:look", f"{TASKS}:warm", SETTINGS, time.monotonic) as pool:
        job = Job(1, paper, {"do": "sleep"})
        pool.submit(job)
        os.kill(_parent_of(pool.pids()[0]), signal.SIGKILL)
        assert [one.end for one in drain(pool) if isinstance(one, Ended)] == [End.DIED]
        assert fate(pool, paper, "read") == (End.DONE, "")


def _parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[1])


def test_two_pools_side_by_side_do_not_know_each_other(pool: Pool, paper: Callable[[], int]) -> None:
    with Pool(f"{TASKS}:say_many", f"{TASKS}:warm", SETTINGS, time.monotonic) as other:
        pool.submit(Job(1, paper, {"do": "segfault"}))
        other.submit(Job(1, paper, {"messages": 3}))
        assert [one.end for one in drain(other) if isinstance(one, Ended)] == [End.DONE]
        assert [one.end for one in drain(pool) if isinstance(one, Ended)] == [End.DIED]
    assert fate(pool, paper, "read") == (End.DONE, "")


def test_a_thousand_jobs_all_come_back_once(pool: Pool, paper: Callable[[], int]) -> None:
    tickets = iter(range(1000))
    ended: list[int] = []
    while len(ended) < 1000:
        while pool.idle and (ticket := next(tickets, None)) is not None:
            pool.submit(Job(ticket, paper, {"do": "read"}))
        news = pool.wait(5.0)
        assert news or pool.busy
        ended += [one.job.ticket for one in news if isinstance(one, Ended) and one.end is End.DONE]
    assert sorted(ended) == list(range(1000))


def test_workers_killed_all_the_time_never_lose_or_repeat_a_job(pool: Pool, paper: Callable[[], int]) -> None:
    tickets = iter(range(600))
    ended: list[int] = []
    while len(ended) < 600:
        while pool.idle and (ticket := next(tickets, None)) is not None:
            pool.submit(Job(ticket, paper, {"do": "read"}))
            if ticket % 7 == 0:
                with suppress(ProcessLookupError):  # dead already, not yet replaced
                    os.kill(pool.pids()[ticket % 2], signal.SIGKILL)
        ended += [one.job.ticket for one in pool.wait(5.0) if isinstance(one, Ended)]
    assert sorted(ended) == list(range(600))


PARENT = textwrap.dedent(f"""
    import os, sys, time
    from leeward.sandbox.pool import Job, Pool, PoolSettings
    with Pool("{TASKS}:look", "{TASKS}:warm", PoolSettings(2, 1 << 27, 60.0, 60.0), time.monotonic) as pool:
        pool.submit(Job(1, lambda: os.open("/dev/null", os.O_RDONLY), {{"do": "spin"}}))
        os.write(1, " ".join(map(str, pool.pids())).encode() + b"\\n")
        pool.wait(60.0)
        time.sleep(60)
""")


def test_workers_die_with_a_parent_that_is_killed_even_the_busy_ones() -> None:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, env=env) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        family = [*pids, _parent_of(pids[0])]
        assert len(pids) == 2
        assert all(_lives(pid) for pid in family)
        parent.kill()
    until = time.monotonic() + 60  # much less, unless the machine is busy
    while any(_lives(pid) for pid in family) and time.monotonic() < until:
        time.sleep(0.01)
    assert not any(_lives(pid) for pid in family)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
