import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from leeward.model.errors import NotLooked, SandboxError
from leeward.model.look import Look
from leeward.sandbox import pool as pools
from leeward.sandbox.pool import End, Ended, Job, Json, News, Pool, PoolSettings, Refused, Said

TASKS = "tests.unit.sandbox.tasks"
MIB = 1024 * 1024
SETTINGS = PoolSettings(workers=2, memory_bytes=256 * MIB, seconds=20.0, most_seconds=30.0)
PATIENT_S = 30.0


@pytest.fixture
def paper(tmp_path: Path) -> Callable[[], int]:
    path = tmp_path / "paper"
    path.write_text("hello")
    return lambda: os.open(path, os.O_RDONLY)


@pytest.fixture
def pool() -> Iterator[Pool]:
    with Pool(f"{TASKS}:look", f"{TASKS}:warm", SETTINGS, time.monotonic) as started:
        yield started


def drain(pool: Pool) -> list[News]:
    news: list[News] = []
    until = time.monotonic() + PATIENT_S
    while pool.busy and time.monotonic() < until:
        news += pool.wait(1.0)
    assert pool.busy == 0
    return news


def ends(news: list[News]) -> list[End]:
    return [one.end for one in news if isinstance(one, Ended)]


def gone(pids: tuple[int, ...]) -> bool:
    """Wait until no process, not even a zombie, is left."""
    until = time.monotonic() + 60  # much less, unless the machine is busy
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.01)
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def deed(paper: Callable[[], int], do: str, ticket: int = 1) -> Job:
    return Job(ticket, paper, {"do": do})


def test_a_worker_reads_what_the_parent_opened_and_says_so(pool: Pool, paper: Callable[[], int]) -> None:
    job = deed(paper, "read")
    pool.submit(job)
    assert drain(pool) == [Said(job, {"did": "hello"}), Ended(job, End.DONE, "")]


def test_every_worker_is_idle_at_first_and_a_job_makes_one_busy(pool: Pool, paper: Callable[[], int]) -> None:
    assert (pool.idle, pool.busy, len(set(pool.pids()))) == (2, 0, 2)
    pool.submit(deed(paper, "sleep"))
    assert (pool.idle, pool.busy) == (1, 1)


def test_submitting_to_a_full_pool_is_an_error(pool: Pool, paper: Callable[[], int]) -> None:
    pool.submit(deed(paper, "sleep"))
    pool.submit(deed(paper, "sleep"))
    with pytest.raises(ValueError, match="no worker is idle"):
        pool.submit(deed(paper, "read"))


def test_media_that_cannot_be_opened_comes_back_refused_and_costs_no_worker(pool: Pool) -> None:
    gone = NotLooked(Look.VANISHED, "it is gone")

    def vanish() -> int:
        raise gone

    job = Job(7, vanish, {"do": "read"})
    pool.submit(job)
    assert pool.busy == 1
    assert drain(pool) == [Refused(job, gone)]
    assert pool.idle == 2


def test_the_parent_keeps_no_descriptor_of_a_job(pool: Pool, paper: Callable[[], int]) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for do in ["read", "raise", "segfault", "exit"] * 3:
        pool.submit(deed(paper, do))
        drain(pool)
    assert len(os.listdir("/proc/self/fd")) == before


def test_a_worker_keeps_no_descriptor_of_a_job(pool: Pool, paper: Callable[[], int]) -> None:
    counts = []
    for _ in range(40):
        pool.submit(deed(paper, "count descriptors"))
        counts += [one.message["did"] for one in drain(pool) if isinstance(one, Said)]
    assert set(counts) == {5}  # the three standard ones, the link and the media


def test_an_ask_too_large_to_send_is_an_error_and_costs_no_worker(
    pool: Pool, paper: Callable[[], int]
) -> None:
    with pytest.raises(ValueError, match="too long"):
        pool.submit(Job(1, paper, {"do": "a" * 100_000}))
    assert pool.idle == 2


@pytest.mark.parametrize(("patience_s", "end"), [(5.0, End.DONE), (0.0, End.TIMED_OUT)])
def test_a_task_may_ask_for_patience_until_its_next_message(
    paper: Callable[[], int], patience_s: float, end: End
) -> None:
    settings = PoolSettings(workers=1, memory_bytes=256 * MIB, seconds=0.5, most_seconds=30.0)
    ask: dict[str, Json] = {"messages": 1, "pause_s": 1.0, "patience_s": patience_s}
    with Pool(f"{TASKS}:say_many", f"{TASKS}:warm", settings, time.monotonic) as pool:
        pool.submit(Job(1, paper, ask))
        news = drain(pool)
    assert ends(news) == [end]
    assert all("patience_s" not in one.message for one in news if isinstance(one, Said))


def test_patience_is_clamped(paper: Callable[[], int]) -> None:
    settings = PoolSettings(workers=1, memory_bytes=256 * MIB, seconds=0.2, most_seconds=0.4)
    ask: dict[str, Json] = {"messages": 1, "pause_s": 10, "patience_s": 1e9}
    with Pool(f"{TASKS}:say_many", f"{TASKS}:warm", settings, time.monotonic) as pool:
        pool.submit(Job(1, paper, ask))
        begun = time.monotonic()
        (ended,) = drain(pool)
    assert isinstance(ended, Ended)
    assert (ended.end, ended.detail) == (End.TIMED_OUT, "said nothing for 0.4 s")
    assert time.monotonic() - begun < 5


def test_each_message_starts_the_time_anew(paper: Callable[[], int]) -> None:
    settings = PoolSettings(workers=1, memory_bytes=256 * MIB, seconds=1.5, most_seconds=30.0)
    with Pool(f"{TASKS}:say_many", f"{TASKS}:warm", settings, time.monotonic) as pool:
        pool.submit(Job(1, paper, {"messages": 5, "pause_s": 0.4}))
        news = drain(pool)
    assert ends(news) == [End.DONE]
    assert [one.message["number"] for one in news if isinstance(one, Said)] == [0, 1, 2, 3, 4]


def test_a_worker_is_replaced_after_its_share_of_jobs(pool: Pool, paper: Callable[[], int]) -> None:
    first = set(pool.pids())
    left, done = 2 * pools.JOBS_A_WORKER + 2, 0
    while left or pool.busy:
        while left and pool.idle:
            pool.submit(deed(paper, "nothing"))
            left -= 1
        done += ends(pool.wait(5.0)).count(End.DONE)
    assert done == 2 * pools.JOBS_A_WORKER + 2
    assert first != set(pool.pids())
    assert len(pool.pids()) == 2


def test_an_idle_worker_that_is_killed_is_replaced_without_news(pool: Pool, paper: Callable[[], int]) -> None:
    killed = pool.pids()
    for pid in killed:
        os.kill(pid, signal.SIGKILL)
    assert gone(killed)
    pool.submit(deed(paper, "read"))
    assert ends(drain(pool)) == [End.DONE]


def test_the_doors_a_worker_closed_can_be_told(pool: Pool) -> None:
    assert {"system calls", "memory", "writing", "core dumps", "privileges", "parent"} <= set(pool.closed)


@pytest.mark.parametrize(
    ("warm", "why"),
    [
        ("warm_that_fails", "ValueError: the JPEG decoder is missing"),
        ("warm_that_exits", "without a word"),
        ("warm_that_leaves_a_thread", "left 1 threads running"),
        ("no_such_warm_up", "no_such_warm_up"),
    ],
)
def test_a_warm_up_that_fails_stops_the_start_and_is_named(warm: str, why: str) -> None:
    pool = Pool(f"{TASKS}:look", f"{TASKS}:{warm}", SETTINGS, time.monotonic)
    with pytest.raises(SandboxError, match=why):
        pool.__enter__()
    assert pool.pids() == ()


def test_workers_that_keep_dying_at_their_start_stop_the_pool_and_are_named() -> None:
    impossible = PoolSettings(workers=2, memory_bytes=-(1 << 50), seconds=1.0, most_seconds=1.0)
    pool = Pool(f"{TASKS}:look", f"{TASKS}:warm", impossible, time.monotonic)
    with pytest.raises(SandboxError, match="keep dying before they start: ValueError"):
        pool.__enter__()
    assert pool.pids() == ()


def test_a_pool_that_an_interrupt_hits_ends_its_workers(paper: Callable[[], int]) -> None:
    pool = Pool(f"{TASKS}:look", f"{TASKS}:warm", SETTINGS, time.monotonic)
    pids: tuple[int, ...] = ()
    signal.signal(signal.SIGALRM, signal.default_int_handler)
    with pytest.raises(KeyboardInterrupt), pool:  # noqa: PT012 - the interrupt comes while it waits
        pids = pool.pids()
        pool.submit(deed(paper, "sleep"))
        signal.setitimer(signal.ITIMER_REAL, 0.2)
        pool.wait(10)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    assert len(pids) == 2
    assert gone(pids)


def test_closing_ends_busy_workers_within_a_second(paper: Callable[[], int]) -> None:
    with Pool(f"{TASKS}:look", f"{TASKS}:warm", SETTINGS, time.monotonic) as pool:
        pids = pool.pids()
        pool.submit(deed(paper, "spin"))
        begun = time.monotonic()
    assert time.monotonic() - begun < 1.5  # a second, and a busy machine
    assert gone(pids)


def test_waiting_ends_early_when_somebody_rings(pool: Pool) -> None:
    heard, ring = os.pipe()
    try:
        pool.wake_by(heard)
        begun = time.monotonic()
        os.write(ring, b"!")
        assert pool.wait(PATIENT_S) == []
        assert time.monotonic() - begun < PATIENT_S / 2
        assert os.read(heard, 9) == b"!"  # it is the caller's to empty
        begun = time.monotonic()
        assert pool.wait(0.2) == []
        assert time.monotonic() - begun >= 0.15
    finally:
        os.close(heard)
        os.close(ring)
