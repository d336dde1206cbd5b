"""Serves what it is given on a port of its own and keeps what it was sent."""

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from demo.federation.asking import Json
from demo.federation.signing import Request

AS_ACTIVITY = "application/activity+json"
NOTHING = b'{"error": "not here"}'


@dataclass(frozen=True, slots=True)
class Serving:
    """One answer to GET. delay_s: how long to keep silent before it, in seconds."""

    body: bytes
    mime: str = AS_ACTIVITY
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    delay_s: float = 0.0


def as_json(content: Json, status: int = 200, mime: str = AS_ACTIVITY) -> Serving:
    """A JSON answer."""
    return Serving(json.dumps(content).encode(), mime, status)


@dataclass(slots=True)
class Site:
    """A small web site in this process. Change `served` whenever you like.

    public_url: the address in documents and signatures, if it is not the server's own.
    """

    public_url: str = ""
    served: dict[str, Serving] = field(default_factory=dict)  # by path, without the query
    inbox_status: int = 202
    guard: Callable[[Request], bool] | None = None  # says who may fetch; the rest gets 401
    received: list[Request] = field(default_factory=list)  # POSTs, oldest first
    fetched: list[Request] = field(default_factory=list)  # GETs, oldest first
    port: int = 0
    _server: ThreadingHTTPServer | None = None
    _thread: threading.Thread | None = None

    def open(self) -> None:
        """Take a port (the same one after `close`) and serve."""
        server = ThreadingHTTPServer(("127.0.0.1", self.port), _handler(self))
        server.daemon_threads = True
        self.port = server.server_address[1]
        self.public_url = self.public_url or f"http://127.0.0.1:{self.port}"
        self._server = server
        self._thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop serving: from now on nobody answers."""
        server, self._server = self._server, None
        if server is not None and self._thread is not None:
            server.shutdown()
            server.server_close()
            self._thread.join()

    def answer(self, request: Request) -> Serving:
        """What a request gets."""
        if request.method == "POST":
            self.received.append(request)
            return Serving(b"", status=self.inbox_status)
        self.fetched.append(request)
        if self.guard is not None and not self.guard(request):
            return Serving(b'{"error": "Request not signed"}', status=401)
        return self.served.get(urlsplit(request.url).path, Serving(NOTHING, status=404))


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            """Any path."""
            self._reply()

        def do_HEAD(self) -> None:
            """Any path."""
            self._reply()

        def do_POST(self) -> None:
            """Any inbox."""
            self._reply()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing on the terminal."""

        def _reply(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            serving = site.answer(Request(self.command, site.public_url + self.path, headers, body))
            time.sleep(serving.delay_s)
            self.send_response(serving.status)
            for name, value in {"Content-Type": serving.mime, **serving.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(serving.body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(serving.body)

    return Handler
