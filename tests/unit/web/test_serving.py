"""The site answers until it is asked to stop, and what is under way then is finished."""

import asyncio
import signal
import socket
import time

import pytest

from leeward.model.errors import ConfigError
from leeward.web.serving import serve
from tests.unit.web.parts import Told, ask, free_port, parts, served


async def test_an_answer_under_way_is_finished_when_it_stops() -> None:
    told = Told(pause_s=0.5)
    async with served(told) as port:
        asking = asyncio.create_task(ask(port, "POST /in/7/webhook", b"{}"))
        while not told.asked:
            await asyncio.sleep(0.01)
    assert (await asking).status == 202
    with pytest.raises(OSError, match=r"refused|Connect"):
        await ask(port, "GET /healthz")


async def test_an_idle_one_stops_at_once_and_leaves_signals_to_others() -> None:
    before = [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)]
    async with served(Told()):
        assert [signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)] == before
        begun = time.monotonic()
    assert time.monotonic() - begun < 3


async def test_a_port_in_use_is_told_and_not_shared() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        with pytest.raises(ConfigError, match=rf"127\.0\.0\.1:{port} cannot be listened on") as caught:
            await serve(parts(Told(), port), asyncio.Event())
        assert "another leeward" in caught.value.hint, "what it is most often"
        assert "web.port" in caught.value.hint


@pytest.mark.parametrize("host", ["203.0.113.7", "a" * 70 + ".example", "::203"])
async def test_a_host_that_is_not_ours_is_told(host: str) -> None:
    made = parts(Told(), free_port())
    object.__setattr__(made, "host", host)
    with pytest.raises(ConfigError, match="cannot be listened on"):
        await serve(made, asyncio.Event())
