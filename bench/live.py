"""From webhook to decision and to hold: `leeward up` against a local server with 640×480 JPEG files.

The server that tells of posts and serves the pictures runs on the same two cores, and so does PostgreSQL.
A post counts when its picture was fetched, decoded in the sandbox, hashed, compared, decided and recorded.
Every twentieth picture is on the list: its post is held, and the time to that is from the first webhook.
"""

import asyncio
import hashlib
import json
import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import aiohttp
import asyncpg

from bench.rows import Row
from demo.traffic import Town, drawn, served
from leeward.store.cluster.running import open_engine

PICTURES, LISTED = 200, 10
AIM_A_SECOND, AIM_HOLD_S, AIM_MB = 300, 2.0, 400
AT_ONCE = 64  # webhooks under way: Mastodon's own workers are fewer

PEER = (
    "HMA did 70 file look-ups a second on two cores of this kind with two workers, a bank of a million and "
    "790 MB a worker, without fetching, deciding or recording"
)


def run(quick: bool) -> list[Row]:
    """Posts a second, seconds to the hold at half the aim, and memory; with one process and with three."""
    return asyncio.run(_run(1_000 if quick else 6_000))


async def _run(posts: int) -> list[Row]:
    pictures = drawn(PICTURES)
    alone = await _measured(pictures, posts, ("up",))
    many = await _measured(pictures, posts, ("web", "worker", "worker"))
    return [*_rows("one process", alone), *_rows("web and two workers", many)]


@dataclass(frozen=True, slots=True)
class Figures:
    """a_second: posts decided. decided_s, held_s: p50 and p95 at half the aim. megabytes: PSS, without
    PostgreSQL."""

    a_second: float
    decided_s: tuple[float, float]
    held_s: tuple[float, float]
    megabytes: float


def _rows(how: str, figures: Figures) -> list[Row]:
    half = f"at {AIM_A_SECOND // 2} posts a second"
    return [
        _row(f"{how}: posts a second, webhook to decision", "1/s", figures.a_second, AIM_A_SECOND, PEER),
        _row(f"{how}: decided, p50, {half}", "s", figures.decided_s[0], None),
        _row(f"{how}: decided, p95, {half}", "s", figures.decided_s[1], None),
        _row(f"{how}: held, p50, {half}", "s", figures.held_s[0], None),
        _row(f"{how}: held, p95, {half}", "s", figures.held_s[1], AIM_HOLD_S),
        _row(f"{how}: memory besides PostgreSQL", "MB", figures.megabytes, AIM_MB),
    ]


def _row(what: str, unit: str, ours: float, target: float | None, note: str = "") -> Row:
    met = None if target is None else (ours >= target if unit == "1/s" else ours < target)
    return Row("live", what, unit, ours, target=target, met=met, note=note)


async def _measured(pictures: Sequence[bytes], posts: int, commands: Sequence[str]) -> Figures:
    async with protected(Town(pictures, 0), commands) as stand:
        await stand.tell(range(AT_ONCE * 2))  # warms what is compiled and cached
        first = AT_ONCE * 2
        a_second = await stand.sustained(range(first, first + posts))
        slow = range(first + posts, first + posts + min(posts, AIM_A_SECOND * 5))
        await stand.tell(slow, AIM_A_SECOND / 2)
        decided, held = await stand.waits(slow)
        return Figures(a_second, decided, held, stand.megabytes())


@dataclass(slots=True)
class Stand:
    """A protected town. hook: where its webhooks go. processes: Leeward's. database: Leeward's."""

    town: Town
    hook: str
    secret: bytes
    session: aiohttp.ClientSession
    processes: Sequence[asyncio.subprocess.Process]
    database: Any

    async def tell(self, numbers: range, a_second: float | None = None) -> None:
        """Tell of these posts, and wait until all are decided."""
        gate, began = asyncio.Semaphore(AT_ONCE), time.time()

        async def one(number: int) -> None:
            async with gate:
                await self.town.tell(self.session, self.hook, self.secret, number)

        tasks = []
        for place, number in enumerate(numbers):
            if a_second:
                await asyncio.sleep(max(0.0, began + place / a_second - time.time()))
            tasks.append(asyncio.create_task(one(number)))
        await asyncio.gather(*tasks)
        while await self.database.fetchval("SELECT count(*) FROM items WHERE decided_at IS NULL"):
            await asyncio.sleep(0.1)

    async def sustained(self, numbers: range) -> float:
        """Posts a second, from the first webhook to the last decision."""
        began = time.time()
        await self.tell(numbers)
        last = await self.database.fetchval("SELECT extract(epoch FROM max(decided_at)) FROM items")
        return len(numbers) / (float(last) - began)

    async def waits(self, numbers: range) -> tuple[tuple[float, float], tuple[float, float]]:
        """Seconds from telling to the decision and to the hold: (p50, p95) each."""
        ids = [str(number) for number in numbers]
        await self._until_held(ids)
        decided = await self.database.fetch(_DECIDED, ids)
        held = await self.database.fetch(_HELD, ids)
        assert len(decided) == len(ids), "not every post was decided"
        assert held, "none was held"
        return self._spread(decided), self._spread(held)

    async def _until_held(self, ids: Sequence[str]) -> None:
        while await self.database.fetchval(_NOT_HELD, ids):
            await asyncio.sleep(0.1)

    def _spread(self, rows: Sequence[Any]) -> tuple[float, float]:
        waits = sorted(float(row["at"]) - self.town.sent[int(row["native_id"])].at for row in rows)
        return median(waits), waits[int(len(waits) * 0.95)]

    def megabytes(self) -> float:
        """Proportional memory of Leeward's processes and their decoders, without PostgreSQL's."""
        return sum(_megabytes(pid) for one in self.processes for pid in _family(one.pid))


_DECIDED = """SELECT native_id, extract(epoch FROM decided_at) AS at FROM items WHERE native_id = ANY($1)"""
_HELD = """SELECT i.native_id, extract(epoch FROM min(o.ended_at)) AS at
FROM orders o JOIN cases c ON c.id = o."case" JOIN items i ON i.id = c.item
WHERE i.native_id = ANY($1) AND o.state = 'done' GROUP BY i.native_id"""
_NOT_HELD = """SELECT count(*) FROM cases c JOIN items i ON i.id = c.item
WHERE i.native_id = ANY($1) AND NOT EXISTS (
    SELECT 1 FROM orders o WHERE o."case" = c.id AND o.state = 'done')"""


@asynccontextmanager
async def protected(made: Town, commands: Sequence[str], listed: int = LISTED) -> AsyncIterator[Stand]:
    """A town and the Leeward that protects it. listed: how many of its pictures are on the list."""
    async with AsyncExitStack() as held:
        home = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="leeward-bench-")))
        home.chmod(0o755)  # as root, PostgreSQL runs as somebody else, and must get through
        told = await held.enter_async_context(served(made))
        engine = await asyncio.to_thread(open_engine, None, home / "data", time.time)
        held.push_async_callback(asyncio.to_thread, engine.stop)
        port = _free_port()
        config = _configured(home, made.pictures[:listed], port)
        connected = json.loads(await _leeward(config, "connect", told.address, *_CONNECT))
        processes = [await _started(config, command, held) for command in commands]
        session = await held.enter_async_context(aiohttp.ClientSession())
        await _until_ready(session, port)
        options = {"search_path": "leeward"}
        database = await asyncpg.connect(engine.engine.url, server_settings=options)
        held.push_async_callback(database.close)
        hook = f"http://127.0.0.1:{port}{connected['webhook']}"
        yield Stand(told, hook, connected["secret"].encode(), session, processes, database)


_CONNECT = ("--no-sign-in", "--way-in", "webhook", "--json")


def _configured(home: Path, known_files: Sequence[bytes], port: int) -> Path:
    known = [f"md5,{hashlib.md5(one).hexdigest()}" for one in known_files]
    noise = [f"pdq,{os.urandom(32).hex()}" for _ in range(10_000)]
    (home / "known.csv").write_text("\n".join(["signal,value", *known, *noise]) + "\n", "utf-8")
    config = home / "leeward.toml"
    config.write_text(
        f"""data_dir = "data"
state_dir = "state"
banks = ["known.csv"]
[web]
port = {port}
[net]
allow_private = ["127.0.0.1"]
[canary]
is_on = false
[live]
fuse = 100000
""",
        "utf-8",
    )
    return config


async def _leeward(config: Path, *arguments: str) -> bytes:
    command = [sys.executable, "-m", "leeward", *arguments, "--config", str(config)]
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    told, _ = await process.communicate()
    return told


async def _started(config: Path, command: str, held: AsyncExitStack) -> asyncio.subprocess.Process:
    words = [sys.executable, "-m", "leeward", command, "--config", str(config)]
    process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.DEVNULL)
    held.push_async_callback(_ended, process)
    return process


async def _ended(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.send_signal(signal.SIGTERM)
    await process.wait()


async def _until_ready(session: aiohttp.ClientSession, port: int) -> None:
    for _ in range(300):
        try:
            async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
                if answer.status == 200:
                    return
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.2)
    raise TimeoutError("leeward did not come up")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _family(pid: int) -> list[int]:
    """A process and everything that it started, but PostgreSQL."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        children = (task / "children").read_text("ascii").split()
        found += [one for child in children if _name(int(child)) != "postgres" for one in _family(int(child))]
    return found


def _name(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text("utf-8").strip()


def _megabytes(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
