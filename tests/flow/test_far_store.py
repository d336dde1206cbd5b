"""A store that answers late is read from many times at once."""

import os
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from leeward.plugins import loader
from leeward.plugins.connectors.protocol import Found
from leeward.sweep.ahead import Ahead
from tests.contracts.stores import BUCKET, store

LATE_S = 0.06  # seconds before each request arrives
OBJECTS = 96


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64


@contextmanager
def _far(host: str, port: int) -> Iterator[int]:
    """A way to a server on which every request takes its time. Gives its port."""

    class Way(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with socket.create_connection((host, port)) as there:
                answers = threading.Thread(target=_pass_on, args=(there, self.request, 0.0), daemon=True)
                answers.start()
                _pass_on(self.request, there, LATE_S)
                answers.join(1)

    with _Server(("127.0.0.1", 0), Way) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.01,))
        serving.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            serving.join()


def _pass_on(here: socket.socket, there: socket.socket, late_s: float) -> None:
    with suppress(OSError):
        while part := here.recv(65_536):
            time.sleep(late_s)
            there.sendall(part)
        there.shutdown(socket.SHUT_WR)


@pytest.fixture
def far_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with store(monkeypatch, {f"{number:03}": b"%d" % number for number in range(OBJECTS)}) as endpoint:
        host, port = endpoint.removeprefix("http://").split(":")
        with _far(host, int(port)) as far_port:
            monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{far_port}")
            yield


def _found() -> list[Found]:
    return [step for step in loader.source("bucket").walk(f"s3://{BUCKET}") if isinstance(step, Found)]


def _rate(read: Callable[[list[Found]], list[bytes]], files: list[Found]) -> float:
    began = time.monotonic()
    assert sorted(read(files)) == sorted(b"%d" % int(found.path[-3:]) for found in files)
    return len(files) / (time.monotonic() - began)


def _read(found: Found) -> bytes:
    with os.fdopen(found.open(), "rb") as file:
        return file.read()


def _one_at_a_time(files: list[Found]) -> list[bytes]:
    return [_read(found) for found in files]


def _ahead(files: list[Found]) -> list[bytes]:
    with closing(Ahead(iter(files))) as ahead:
        read = []
        while not ahead.is_over:
            if found := ahead.take(1.0):
                read.append(_read(found))
        return read


@pytest.mark.usefixtures("far_store")
def test_objects_that_come_late_come_at_least_four_times_as_fast_as_one_by_one() -> None:
    files = _found()
    assert len(files) == OBJECTS
    slow = _rate(_one_at_a_time, files[:16])
    assert _rate(_ahead, files) >= 4 * slow
