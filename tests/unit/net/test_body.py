"""A body is counted after unpacking, and a bomb costs one piece of memory."""

import gzip
import tracemalloc
import zlib

import aiohttp
import pytest

from leeward.model.errors import NotFetched
from leeward.model.look import Look
from leeward.net.body import pour
from tests.unit.net.servers import answer, saying, speaking

CONTENT = bytes(range(256)) * 999
PACKINGS = {
    "": CONTENT,
    "identity": CONTENT,
    "aws-chunked": CONTENT,
    "gzip": gzip.compress(CONTENT),
    "GZIP": gzip.compress(CONTENT),
    "x-gzip": gzip.compress(CONTENT),
    "deflate": zlib.compress(CONTENT),
    "gzip, identity": gzip.compress(CONTENT),
}


async def poured(body: bytes, packing: str, most_bytes: int) -> bytes:
    got = bytearray()
    said = answer(body, "200 OK", f"Content-Encoding: {packing}", "Connection: close")
    async with (
        speaking(saying(said)) as home,
        aiohttp.ClientSession(auto_decompress=False) as session,
        session.get(home) as response,
    ):
        await pour(response, most_bytes, got.extend)
    return bytes(got)


@pytest.mark.parametrize("packing", PACKINGS)
async def test_what_is_packed_comes_out_as_it_was(packing: str) -> None:
    assert await poured(PACKINGS[packing], packing, len(CONTENT)) == CONTENT


@pytest.mark.parametrize("packing", PACKINGS)
async def test_one_byte_too_many_is_too_many(packing: str) -> None:
    with pytest.raises(NotFetched) as error:
        await poured(PACKINGS[packing], packing, len(CONTENT) - 1)
    assert error.value.look is Look.TOO_LARGE


_X = gzip.compress(b"x")


@pytest.mark.parametrize(
    "body",
    [b"", b"x", _X[:-1], _X + b"y", _X * 2],
    ids=["nothing", "no gzip", "cut", "more behind", "twice"],
)
async def test_what_does_not_unpack_is_worth_another_try(body: bytes) -> None:
    with pytest.raises(NotFetched) as error:
        await poured(body, "gzip", 1000)
    assert (error.value.look, error.value.is_passing) == (Look.UNREACHABLE, True)


@pytest.mark.parametrize("packing", ["br", "zstd", "gzip, gzip", "compress", "x"])
async def test_packings_nobody_asked_for_are_refused(packing: str) -> None:
    with pytest.raises(NotFetched) as error:
        await poured(b"x", packing, 1000)
    assert error.value.look is Look.UNSUPPORTED


async def test_a_bomb_costs_little_memory() -> None:
    bomb = gzip.compress(bytes(200_000_000), 9)
    assert len(bomb) < 250_000
    tracemalloc.start()
    with pytest.raises(NotFetched):
        await poured(bomb, "gzip", 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


async def test_what_is_declared_too_large_is_not_waited_for() -> None:
    got = bytearray()
    async with (
        speaking(saying(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n")) as home,
        aiohttp.ClientSession(auto_decompress=False, timeout=aiohttp.ClientTimeout(2)) as session,
        session.get(home) as response,
    ):
        with pytest.raises(NotFetched) as error:
            await pour(response, 10, got.extend)
    assert error.value.look is Look.TOO_LARGE
