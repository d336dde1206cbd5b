"""Many media are looked at at once, and nobody waits for ever, whatever dies."""

import asyncio
import hashlib
import io
import os
import signal
import time
import zipfile
from collections.abc import Mapping

import pytest

from leeward.media.samples import samples
from leeward.model.errors import SandboxError
from leeward.model.findings import Finding, Json
from leeward.model.look import Look
from leeward.pipeline.ingest.lookers import Lookers
from leeward.sandbox.pool import Pool, PoolSettings

SAMPLES = dict(samples())
ASK: Mapping[str, Json] = {"signals": ["md5"]}
SETTINGS = PoolSettings(workers=2, memory_bytes=2 << 30, seconds=20.0, most_seconds=60.0)
PATIENT_S = 60.0
TASKS = "tests.unit.sandbox.tasks"


class _Pools:
    """Starts one pool, and keeps it at hand."""

    def __init__(self, task: str = "leeward.pipeline.ingest.task:look", warm: str = f"{TASKS}:warm") -> None:
        self.task, self.warm = task, warm
        self.pool: Pool | None = None

    def __call__(self) -> Pool:
        self.pool = Pool(self.task, self.warm, SETTINGS, time.monotonic)
        return self.pool

    def kill(self) -> None:
        assert self.pool
        for pid in self.pool.pids():
            os.kill(pid, signal.SIGKILL)


def _real() -> _Pools:
    return _Pools(warm="leeward.pipeline.ingest.task:warm")


def _held(content: bytes) -> int:
    fd = os.memfd_create("leeward-test")
    os.write(fd, content)
    return fd


def _is_open(fd: int) -> bool:
    return os.path.exists(f"/proc/self/fd/{fd}")


async def _looked(lookers: Lookers, content: bytes) -> Finding:
    return await asyncio.wait_for(lookers.look(_held(content)), PATIENT_S)


def _archive(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


async def test_more_media_than_workers_are_looked_at_and_closed() -> None:
    contents = [SAMPLES["PNG"] + bytes([number]) for number in range(20)]
    fds = [_held(content) for content in contents]
    async with Lookers(_real(), ASK) as lookers:
        found = await asyncio.wait_for(asyncio.gather(*map(lookers.look, fds)), PATIENT_S)
        folded = await _looked(lookers, _archive(("a.png", SAMPLES["PNG"]), ("b", b"no picture")))
        empty = await _looked(lookers, b"")
    assert [one.look for one in found] == [Look.LOOKED] * 20
    assert [one.signals[0].value for one in found] == [hashlib.md5(c).hexdigest() for c in contents]
    assert not any(map(_is_open, fds))
    assert hashlib.md5(SAMPLES["PNG"]).hexdigest() in {one.value for one in folded.signals}
    assert (folded.member, folded.media_type) == (None, "application/zip")
    assert folded.look is not Look.LOOKED  # one of its members is no media that anybody knows
    assert empty.look is Look.UNREADABLE
    with pytest.raises(SandboxError, match="closed"):
        await lookers.look(_held(b"x"))


async def test_a_worker_that_is_killed_costs_nothing() -> None:
    pools = _real()
    async with Lookers(pools, ASK) as lookers:
        looking = asyncio.gather(*(_looked(lookers, SAMPLES["PNG"]) for _ in range(30)))
        await asyncio.sleep(0.05)
        pools.kill()
        found = await looking
        assert (await _looked(lookers, SAMPLES["JPEG"])).look is Look.LOOKED
    assert [one.look for one in found] == [Look.LOOKED] * 30


async def test_a_decoder_that_crashes_again_and_again_is_an_unreadable_media() -> None:
    async with Lookers(_Pools(f"{TASKS}:look"), {"do": "segfault"}) as lookers:
        found = await _looked(lookers, b"x")
        assert (found.look, lookers.broken) == (Look.UNREADABLE, None)
        assert "crashed twice" in str(found.reason)


async def test_who_waits_when_it_is_closed_is_told_at_once() -> None:
    begun = time.monotonic()
    fds = [_held(b"x") for _ in range(5)]
    async with Lookers(_Pools(f"{TASKS}:look"), {"do": "sleep"}) as lookers:
        looking = [asyncio.ensure_future(lookers.look(fd)) for fd in fds]
        await asyncio.sleep(0.2)
    outcomes = await asyncio.wait_for(asyncio.gather(*looking, return_exceptions=True), PATIENT_S)
    assert all(isinstance(one, SandboxError) for one in outcomes)
    assert time.monotonic() - begun < 15
    assert not any(map(_is_open, fds))


async def test_who_no_longer_waits_harms_nobody() -> None:
    async with Lookers(_real(), ASK) as lookers:
        given_up = asyncio.ensure_future(lookers.look(_held(SAMPLES["PNG"])))
        await asyncio.sleep(0)
        given_up.cancel()
        assert (await _looked(lookers, SAMPLES["PNG"])).look is Look.LOOKED


async def test_workers_that_do_not_start_stop_the_start_and_leave_nothing_open() -> None:
    before = len(os.listdir("/proc/self/fd"))
    with pytest.raises(SandboxError):
        async with Lookers(_Pools(warm=f"{TASKS}:no_such_warm"), ASK):
            pass
    assert len(os.listdir("/proc/self/fd")) == before


async def test_a_start_that_fails_for_want_of_anything_is_told_and_does_not_hang() -> None:
    def start() -> Pool:
        raise OSError(24, "Too many open files")

    with pytest.raises(SandboxError, match="Too many open files"):
        await asyncio.wait_for(Lookers(start, ASK).__aenter__(), PATIENT_S)


async def test_workers_that_can_start_no_more_refuse_everything_from_then_on() -> None:
    pools = _Pools(f"{TASKS}:look")
    async with Lookers(pools, {"do": "segfault"}) as lookers:
        assert pools.pool
        pools.pool._task = pools.pool._warm = "tests.unit.sandbox.tasks:nobody"
        nursery, pools.pool._nursery = pools.pool._nursery, None
        outcomes = await asyncio.wait_for(
            asyncio.gather(*(lookers.look(_held(b"x")) for _ in range(6)), return_exceptions=True), PATIENT_S
        )
        assert any(isinstance(one, SandboxError) for one in outcomes)
        assert lookers.broken
        with pytest.raises(SandboxError):
            await lookers.look(_held(b"x"))
        if nursery:
            nursery.close()
