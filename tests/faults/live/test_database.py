"""The database dies, hangs, or its disk is full: senders are told to come again, and nothing is lost."""

import asyncio
import os
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from demo.traffic import town
from tests.databases import home
from tests.faults.stand import IS_FULL, Stand, children, pictures, stand, timed

pytestmark = [pytest.mark.asyncio(loop_scope="package"), pytest.mark.xdist_group("guard")]
OUT_S = 60.0 if IS_FULL else 6.0
MOST_S = 10.0  # Mastodon waits that long for an answer
POSTS = 600 if IS_FULL else 60


async def _all_came(guard: Stand, numbers: range) -> None:
    assert Counter(guard.town.sent[one].was_taken for one in numbers) == {True: len(numbers)}
    await guard.settled(int(await guard.one("SELECT count(*) FROM items")), within_s=60)
    found = [int(row[0]) for row in await guard.ask("SELECT native_id FROM items")]
    assert sorted(one for one in found if one in numbers) == list(numbers)
    assert await guard.one("SELECT max(round)::int FROM decisions") == 1
    assert guard.exits == [], guard.said()
    guard.supervise()
    assert guard.exits == [], guard.said()
    assert guard.tracebacks() == ""


def _answers(guard: Stand, numbers: range) -> set[int]:
    return {status for one in numbers for status in guard.town.sent[one].answers}


async def _refused_in_time(guard: Stand, number: int) -> None:
    began = time.monotonic()
    status, retry_after = await guard.deliver(guard.event(number))
    assert (status, retry_after) == (503, "5")
    assert time.monotonic() - began < MOST_S


async def test_a_database_that_is_gone_for_long_costs_nothing(guard: Stand) -> None:
    """Killed again whenever it comes back."""
    numbers = range(1_000, 1_000 + POSTS)
    telling = asyncio.create_task(guard.tell(numbers, 2 * POSTS / OUT_S))
    until = time.monotonic() + OUT_S
    refused = 0
    while time.monotonic() < until:
        guard.signal_database(signal.SIGKILL)
        with suppress(TimeoutError):
            status, retry_after = await guard.deliver(guard.event(1))
            refused += status == 503
            assert (status, retry_after) in {(503, "5"), (202, None)}
        await asyncio.sleep(0.02)
    assert refused
    assert await guard.status("/healthz") == 200
    with timed("back after a death"):
        await guard.ready()
        await telling
    assert _answers(guard, numbers) <= {202, 503}
    await _all_came(guard, numbers)


async def test_a_database_that_hangs_is_refused_for_in_time_and_nothing_is_lost(guard: Stand) -> None:
    numbers = range(2_000, 2_000 + POSTS)
    server = guard.database()
    assert server
    frozen = [server.pid, *children(server.pid)]
    telling = asyncio.create_task(guard.tell(numbers, POSTS / OUT_S))
    await asyncio.sleep(0.5)
    try:
        for pid in frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        await asyncio.gather(*(_refused_in_time(guard, 2) for _ in range(20)))
        assert await guard.status("/readyz") == 503
        assert await guard.status("/healthz") == 200
        await asyncio.sleep(OUT_S / 4)
    finally:
        for pid in frozen:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
    with timed("back after a hang"):
        await guard.ready()
        await telling
    assert _answers(guard, numbers) <= {202, 503}
    await _all_came(guard, numbers)


@contextmanager
def _small_disk(folder: Path, megabytes: int) -> Iterator[None]:
    folder.mkdir()
    options = ["-t", "tmpfs", "-o", f"size={megabytes}m,mode=0755", "leeward-tests"]
    if os.geteuid() or subprocess.run(["mount", *options, str(folder)], capture_output=True).returncode:
        pytest.skip("only who may mount a small disk can fill one")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


async def test_a_full_disk_costs_nothing() -> None:
    numbers = range(4_000, 4_000 + POSTS)
    with home() as folder, _small_disk(folder / "disk", 160):
        async with town(pictures()) as there, stand(folder / "disk", there, logs=folder) as guard:
            guard.start("web", "worker")
            await guard.all_up()
            assert (await guard.deliver(guard.event(1)))[0] == 202
            filling = folder / "disk" / "filling"
            _fill(filling)
            telling = asyncio.create_task(guard.tell(numbers, 50))
            await asyncio.sleep(OUT_S / 2)
            assert await guard.status("/healthz") == 200
            filling.unlink()
            with timed("back after a full disk"):
                await telling
                await guard.ready()
            assert 503 in _answers(guard, numbers)
            await _all_came(guard, numbers)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as stream, suppress(OSError):
        while stream.write(bytes(1 << 16)):
            continue
