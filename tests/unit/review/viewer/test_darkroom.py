"""Derivatives come out of a sandbox; what dies, hangs or lies in there becomes words."""

import asyncio
import base64
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager

import pytest

from leeward.media.ladder.headers import is_within
from leeward.media.ladder.levels import Level, Way, Wish
from leeward.model.errors import NotLooked, SandboxError
from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.review.viewer.darkroom import Darkroom, darkroom
from leeward.sandbox.pool import Pool, PoolSettings
from tests.pictures import bridge

BRIDGE = bridge(640, 480)
HERE = __name__
SETTINGS = PoolSettings(1, 2 << 30, 2.0, 2.0)


def _memory(content: bytes) -> int:
    fd = os.memfd_create("a test")
    os.write(fd, content)
    return fd


def ready() -> None:
    """Nothing to warm up."""


def dying(fd: int, ask: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """As a decoder that a media crashes."""
    os.kill(os.getpid(), signal.SIGSEGV)
    yield {}


def hanging(fd: int, ask: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """As a decoder that never ends."""
    while fd >= 0:
        pass
    yield {}


def silent(fd: int, ask: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """As one that says nothing."""
    yield from ()


def lying(fd: int, ask: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """As one that a media took over: it sends all that there is, whatever it was asked for."""
    numbers = ("width", "height", "left", "top", "frame", "frames", "of_width", "of_height")
    data = base64.b64encode(os.pread(fd, 1 << 20, 0)).decode()
    yield {"shown": dict.fromkeys(numbers, 1) | {"data": data, "media_type": "text/html"}}


def babbling(fd: int, ask: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """As one that makes no sense."""
    yield {"shown": {"width": -1, "data": "?"}}


@asynccontextmanager
async def _room(task: str) -> AsyncIterator[Darkroom]:
    room = Darkroom(lambda: Pool(f"{HERE}:{task}", f"{HERE}:ready", SETTINGS, time.monotonic), Limits())
    try:
        yield room
    finally:
        await room.close()


async def test_many_at_once_get_theirs_and_nothing_stays_open() -> None:
    room = darkroom(Limits(), time.monotonic)
    await room.develop(_memory(BRIDGE), Wish(Level.MOSAIC))
    open_before = len(os.listdir("/proc/self/fd"))
    wishes = [Wish(level) for level in Level for _ in range(3)]
    found = await asyncio.gather(*(room.develop(_memory(BRIDGE), one) for one in wishes))
    assert all(is_within(one.data, wish.level, Way.WHOLE) for one, wish in zip(found, wishes, strict=True))
    assert all((one.of_width, one.of_height) == (640, 480) for one in found)
    await room.close()
    assert len(os.listdir("/proc/self/fd")) <= open_before


async def test_whoever_goes_away_leaves_nothing_behind() -> None:
    room = darkroom(Limits(), time.monotonic)
    await room.develop(_memory(BRIDGE), Wish(Level.MOSAIC))
    open_before = len(os.listdir("/proc/self/fd"))
    waiting = [asyncio.create_task(room.develop(_memory(BRIDGE), Wish(Level.GREY))) for _ in range(6)]
    await asyncio.sleep(0)
    for one in waiting:
        one.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    await room.develop(_memory(BRIDGE), Wish(Level.MOSAIC))
    await room.close()
    assert len(os.listdir("/proc/self/fd")) <= open_before


@pytest.mark.parametrize(
    ("task", "says"),
    [
        ("dying", "crashed"),
        ("hanging", "seconds"),
        ("silent", "no sensible answer"),
        ("lying", "more than it was asked for"),
        ("babbling", "no sensible answer"),
    ],
)
async def test_what_goes_wrong_in_the_sandbox_is_words(task: str, says: str) -> None:
    async with _room(task) as room:
        for _ in range(2):
            with pytest.raises(NotLooked, match=says):
                await room.develop(_memory(BRIDGE), Wish(Level.BLURRED))


async def test_a_media_that_cannot_be_shown_says_why() -> None:
    room = darkroom(Limits(pixels=10), time.monotonic)
    with pytest.raises(NotLooked, match="the limit is 10 pixels"):
        await room.develop(_memory(BRIDGE), Wish(Level.MOSAIC))
    await room.close()


async def test_a_sandbox_that_does_not_start_says_so_each_time() -> None:
    room = Darkroom(lambda: Pool("nowhere:none", f"{HERE}:ready", SETTINGS, time.monotonic), Limits())
    for _ in range(2):
        with pytest.raises(SandboxError):
            await room.develop(_memory(BRIDGE), Wish(Level.MOSAIC))
    await room.close()
