"""A Leeward that stands guard over a pretend Mastodon, in processes of its own, started again as needed."""

import asyncio
import ctypes
import hashlib
import hmac
import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import asyncpg

from demo.traffic import Town, drawn
from leeward.store.cluster import postmaster
from tests.architecture.tree import ROOT

T = TypeVar("T")
PICTURES = 20
LISTED = 7  # the picture that the bank knows
IS_FULL = os.environ.get("FULL_FAULTS") == "1"
GONE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InternalServerError,
    asyncpg.InterfaceError,
    OSError,
    TimeoutError,
)
QUICK = "heartbeat_seconds = 3\nsettle_seconds = 6\n"  # for [live]: what is lost is found sooner
BACKLOG = 300 if IS_FULL else 100  # media that wait, after which senders have to, too
_PRCTL, _PARENTS_DEATH = ctypes.CDLL(None).prctl, 1  # Source: prctl(2), PR_SET_PDEATHSIG
PATIENCE_S = (0.3,) + 90 * (1.0,)  # a sender's, in a hurry
_TOLD = """\
data_dir = "{home}/data"
state_dir = "{home}/state"
banks = ["{home}/stand-ins.csv"]
workers = 2
[canary]
is_on = false
"""


@dataclass(slots=True)
class Stand:
    """One installation. exits: (role, status) of every process that ended without being asked to."""

    home: Path
    town: Town
    port: int
    session: aiohttp.ClientSession
    logs: Path
    hook: str = ""
    secret: bytes = b""
    exits: list[tuple[str, int]] = field(default_factory=list)
    killed: list[str] = field(default_factory=list)
    _running: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def connect(self, token: str = "") -> None:
        """Protect the town by its webhooks. token: of a moderator there; without one nobody is signed in."""
        file = self.home / "token"
        file.write_text(token)
        way = ("--token-file", str(file), "--no-canaries") if token else ("--no-sign-in",)
        asked = ("connect", self.town.address, *way, "--way-in", "webhook", "--json")
        process = await asyncio.to_thread(self._program, *asked, output=subprocess.PIPE)
        out, _ = await asyncio.to_thread(process.communicate, timeout=60)
        assert process.returncode == 0, self.said()
        told = json.loads(out)
        self.hook, self.secret = self.address + told["webhook"], told["secret"].encode()

    async def command(self, *words: str) -> int:
        """The exit status of one command."""
        process = await asyncio.to_thread(self._program, *words)
        return await asyncio.to_thread(process.wait, 120)

    def start(self, *roles: str) -> None:
        """Start processes: "up", "web" or "worker", perhaps with a number behind it."""
        for role in roles:
            self._running[role] = self._role(role)

    async def ready(self, within_s: float = 60) -> None:
        """Wait until it would take webhooks."""
        async with asyncio.timeout(within_s):
            while await self.status("/readyz") != 200:
                self.supervise()
                await asyncio.sleep(0.1)

    async def all_up(self) -> None:
        """Wait until every process has said that it is up."""
        await self.ready()
        async with asyncio.timeout(60):
            while sum('"leeward.up"' in line for line in self.lines()) < len(self._running):
                self.supervise()
                await asyncio.sleep(0.1)

    async def status(self, path: str) -> int:
        """What a question is answered with; 0: with nothing."""
        with suppress(aiohttp.ClientError, OSError):
            async with self.session.get(self.address + path) as answer:
                return answer.status
        return 0

    def supervise(self) -> None:
        """Start again what has ended."""
        for role, process in self._running.items():
            if (status := process.poll()) is not None:
                if status != -signal.SIGKILL:
                    self.exits.append((role, status))
                self._running[role] = self._role(role)

    def pid(self, role: str) -> int:
        return self._running[role].pid

    def kill(self, role: str) -> None:
        """kill -9 of one process, or of "database"."""
        self.killed.append(role)
        if role == "database":
            self.signal_database(signal.SIGKILL)
        else:
            self._running[role].kill()
            self._running[role].wait()

    def database(self) -> postmaster.Server | None:
        """The private server, if it is alive."""
        folders = [path.parent for path in self.home.glob("data/postgres/*/PG_VERSION")]
        return postmaster.alive(folders[0]) if folders else None

    def signal_database(self, number: signal.Signals) -> None:
        """To PostgreSQL and to every process of it."""
        server = self.database()
        for pid in [server.pid, *children(server.pid)] if server else []:
            with suppress(ProcessLookupError):
                os.kill(pid, number)

    async def ask(self, question: str, *args: object) -> list[Any]:
        """Rows of the database, which is waited for."""

        async def asked() -> list[Any]:
            server = self.database()
            if server is None or not server.is_ready:
                raise ConnectionError
            url = f"postgresql://leeward@/leeward?host={server.sockets}&port={server.port}"
            connection = await asyncpg.connect(url, server_settings={"search_path": "leeward"}, timeout=10)
            try:
                return list(await connection.fetch(question, *args))
            finally:
                connection.terminate()

        async with asyncio.timeout(60):
            while True:
                with suppress(*GONE):
                    return await asked()
                await asyncio.sleep(0.1)

    async def one(self, question: str, *args: object) -> Any:
        """The first value of the first row."""
        return (await self.ask(question, *args))[0][0]

    async def until(self, question: str, wanted: object, within_s: float = 60) -> None:
        """Wait until the database answers just this."""
        found: object = None
        try:
            async with asyncio.timeout(within_s):
                while (found := await self.one(question)) != wanted:
                    self.supervise()
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise AssertionError(f"{question} gave {found}, not {wanted}; {self.said()}") from None

    async def settled(self, posts: int, within_s: float = 60) -> None:
        """Wait until that many posts are decided, nothing is to be looked at, and the ledger has it all."""
        await self.until("SELECT count(*) FROM items WHERE decided_at IS NOT NULL", posts, within_s)
        await self.until("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'look'", 0, within_s)
        await self.until("SELECT count(*) FROM ledger WHERE number IS NULL", 0, within_s)

    async def deliver(self, body: bytes, mark: str | None = None) -> tuple[int, str | None]:
        """Status and Retry-After of one webhook. mark: its signature, if not the right one; "": none."""
        headers = {"Content-Type": "application/json"}
        signature = "sha256=" + hmac.new(self.secret, body, hashlib.sha256).hexdigest()
        if mark != "":
            headers["X-Hub-Signature"] = mark or signature
        async with self.session.post(self.hook, data=io.BytesIO(body), headers=headers) as answer:
            return answer.status, answer.headers.get("Retry-After")

    def event(self, number: int, *urls: str, kind: str = "status.created", **changes: object) -> bytes:
        """The webhook about one post. urls: of its media, if not the town's own."""
        status = self.town.status(number) | changes
        if urls:
            media = [{"id": f"{number}-{at}", "type": "image", "url": url} for at, url in enumerate(urls)]
            status["media_attachments"] = media
        return json.dumps({"event": kind, "created_at": status["created_at"], "object": status}).encode()

    async def tell(self, numbers: Sequence[int], a_second: float, at_once: int = 64) -> None:
        """Posts, at a steady pace, each as often as it takes."""
        gate, began = asyncio.Semaphore(at_once), time.monotonic()
        self.town.patience_s = PATIENCE_S

        async def one(place: int, number: int) -> None:
            await asyncio.sleep(max(0.0, began + place / a_second - time.monotonic()))
            async with gate:
                await self.town.tell(self.session, self.hook, self.secret, number)

        await asyncio.gather(*(one(place, number) for place, number in enumerate(numbers)))

    def said(self) -> str:
        """The last of what the processes said."""
        return "\n".join(self.lines()[-30:])

    def tracebacks(self) -> str:
        """What no process may ever say, with what follows."""
        lines = self.lines()
        found = [at for at, line in enumerate(lines) if "Traceback" in line]
        return "\n".join(line for at in found for line in lines[max(0, at - 2) : at + 40])

    def lines(self) -> list[str]:
        return [line for log in self.logs.glob("*.log") for line in log.read_text("utf-8").splitlines()]

    def stop(self) -> None:
        """As Ctrl-C would."""
        for process in self._running.values():
            process.send_signal(signal.SIGTERM)
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()

    def _role(self, role: str) -> "subprocess.Popen[bytes]":
        return self._program(role.partition("-")[0], prepare=_end_with_the_tests)

    def _program(
        self,
        command: str,
        *words: str,
        output: int = subprocess.DEVNULL,
        prepare: Callable[[], None] | None = None,
    ) -> "subprocess.Popen[bytes]":
        with (self.logs / f"{command}.log").open("ab") as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "leeward",
                    command,
                    *words,
                    "--config",
                    str(self.home / "leeward.toml"),
                ],
                cwd=ROOT,
                stdout=output,
                stderr=log,
                preexec_fn=prepare,
                env={name: value for name, value in os.environ.items() if not name.startswith("LEEWARD_")},
            )


@asynccontextmanager
async def stand(  # noqa: PLR0913 - one line of the configuration each
    home: Path,
    town: Town,
    live: str = QUICK,
    net: str = "",
    allowed: str = "",
    logs: Path | None = None,
    token: str = "",
) -> AsyncIterator[Stand]:
    """An installation that protects the town; its processes are for the test to start.

    live, net: lines for these tables of the configuration. allowed: another host, as in the configuration.
    logs: a folder for what the processes say. token: of a moderator of the town.
    """
    (home / "data").mkdir(mode=0o755)  # PostgreSQL's user must get through, where this is root's
    listed = hashlib.md5(town.pictures[LISTED]).hexdigest()
    (home / "stand-ins.csv").write_text(f"signal,value\nmd5,{listed}\npdq,{os.urandom(32).hex()}\n")
    port = free_port()
    hosts = f'["127.0.0.1:{town.port}", {allowed}]'
    tables = f"[web]\nport = {port}\n[live]\n{live}\n[net]\nallow_private = {hosts}\n{net}\n"
    (home / "leeward.toml").write_text(_TOLD.format(home=home) + tables)
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), timeout=timeout) as session:
        made = Stand(home, town, port, session, logs or home)
        try:
            await made.connect(token)
            yield made
        finally:
            await asyncio.to_thread(made.stop)


def _end_with_the_tests() -> None:
    """Whoever kills the tests leaves nothing running."""
    _PRCTL(_PARENTS_DEATH, signal.SIGTERM)


def pictures() -> list[bytes]:
    """Bridges, of which the bank knows one."""
    return drawn(PICTURES)


def few_listed(one_in: int) -> list[bytes]:
    """The same, but only one in so many is known."""
    drawings = pictures()
    others = drawings[:LISTED] + drawings[LISTED + 1 :]
    return [drawings[LISTED] if at == LISTED else others[at % len(others)] for at in range(one_in)]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def children(pid: int) -> list[int]:
    """The processes that this one started."""
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def memory_mb(pid: int) -> float:
    """What a process has of its own, in MiB, with its children."""
    own = 0
    for one in [pid, *children(pid), *(kid for child in children(pid) for kid in children(child))]:
        with suppress(OSError):
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
            own += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return own / 1024


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Says how long something took, with pytest -s."""
    began = time.monotonic()
    yield
    sys.stdout.write(f"\n{what}: {time.monotonic() - began:.1f} s\n")


async def eventually(is_so: Callable[[], Awaitable[T]], within_s: float = 30) -> T:
    """What a question gives as soon as it is true."""
    async with asyncio.timeout(within_s):
        while not (found := await is_so()):
            await asyncio.sleep(0.1)
        return found
