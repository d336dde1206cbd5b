"""A real relay: whoever follows it gets what the others send, announced or forwarded.

It speaks https on port 443 only, so it lives on loopback addresses of its own, behind doors with certificates
made for the occasion. It forwards a Delete as it came, but signs it with its OWN key: never believe the
body, look at the origin. Source: activityrelay 0.3.5.
"""

import random
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from demo.federation.actor import Actor
from demo.federation.door import HTTPS, Door
from demo.federation.lies import new_key
from demo.federation.processes import Process, free_port

SUBSCRIBERS = 60  # addresses for actors and doors, each used once
KEEP_KEY = (  # its own `setup` does the same, and takes 7 s to make a key
    "import sys; from relay.state import State\n"
    "with State('relay.yaml', True).database.session(True) as connection:\n"
    "    connection.put_config('private-key', sys.stdin.read())\n"
)


class CannotRun(RuntimeError):
    """This machine does not let us listen on port 443; says why."""


class Relay:
    """`with Relay(python, folder) as relay, relay.subscriber("dora") as dora: ...`

    Whoever talks https to it must believe the certificates in `trust`, for example by SSL_CERT_FILE.
    """

    def __init__(self, python: Path, folder: Path) -> None:
        self.python, self.folder = python, folder / "relay"
        self.domain, *self._addresses = _own_addresses()
        self.url = f"https://{self.domain}"
        self.actor, self.inbox = f"{self.url}/actor", f"{self.url}/inbox"
        self.trust = self.folder / "client.pem"
        self._closing = ExitStack()
        port = free_port()
        self.process = Process(
            "activityrelay",
            (str(python), "-m", "relay", "-c", str(self.folder / "relay.yaml"), "run"),
            "127.0.0.1",
            port,
            self.folder / "relay.log",
            {"SSL_CERT_FILE": str(self.trust)},
        )

    def __enter__(self) -> Self:
        """Raises: CannotRun: port 443 is not ours to take."""
        why = why_not(self.domain)
        if why:
            raise CannotRun(why)
        self._set_up()
        with ExitStack() as starting:
            starting.callback(self.process.kill)
            self.process.start()
            starting.enter_context(self._door(self.domain, self.process.port))
            self._closing = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.close()

    @contextmanager
    def subscriber(self, name: str) -> Iterator[Actor]:
        """An actor on an address of its own that a relay would take; it has yet to follow."""
        address = self._addresses.pop()
        with (
            Actor(name, "Application", f"https://{address}", self.trust) as actor,
            self._door(address, actor.site.port),
        ):
            yield actor

    @contextmanager
    def door(self, port: int) -> Iterator[str]:
        """The https address under which the relay finds a server of ours on 127.0.0.1:port."""
        address = self._addresses.pop()
        with self._door(address, port):
            yield f"https://{address}"

    def _door(self, address: str, port: int) -> Door:
        return Door(address, port, self.folder / "server.pem", self.folder / "server.key")

    def _set_up(self) -> None:
        self.folder.mkdir(parents=True)
        settings: Mapping[str, object] = {
            "listen": "127.0.0.1",
            "port": self.process.port,
            "domain": self.domain,
            "workers": 1,
            "database_type": "sqlite",
            "cache_type": "database",
            "sqlite_path": "relay.sqlite3",
        }
        lines = [f"{name}: {value}\n" for name, value in settings.items()]
        (self.folder / "relay.yaml").write_text("".join(lines), "utf-8")
        self._python("-m", "trustme", "-q", "-d", ".", "-i", self.domain, *self._addresses)
        key = new_key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        self._python("-c", KEEP_KEY, words=key.decode())

    def _python(self, *arguments: str, words: str = "") -> None:
        done = subprocess.run(
            [str(self.python), *arguments],
            input=words,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.folder,
            timeout=60,
        )
        assert done.returncode == 0, f"relay {arguments[1]}: {done.stderr[-500:]}"


def why_not(address: str) -> str:
    """Why no relay can run on this machine, in words; empty if it can."""
    try:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((address, HTTPS))
    except PermissionError:
        return "the relay speaks on port 443 only, which this user may not take; run it as root"
    except OSError as error:
        return f"the relay speaks on port 443 only, and that cannot be taken: {error.strerror}"
    return ""


def _own_addresses() -> list[str]:
    """Loopback addresses that nothing else uses, by chance: the relay's first.

    Nobody gets one twice: the relay keeps each subscriber's key for two days.
    """
    net = f"{random.randint(64, 127)}.{random.randint(0, 255)}"
    return [f"127.{net}.{host}" for host in range(1, SUBSCRIBERS + 2)]
