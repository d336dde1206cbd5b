"""What the tests let a worker do. Runs in the sandbox; no media, only misbehaviour."""

import ctypes
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import cast

from leeward.model.errors import SandboxError
from leeward.model.findings import Json


def warm() -> None:
    """Nothing to exercise."""


def warm_that_fails() -> None:
    raise ValueError("the JPEG decoder is missing")


def warm_that_knows_what_to_do() -> None:
    raise SandboxError("the decoder for AVIF does not work", "install the packages again")


def warm_that_exits() -> None:
    sys.exit(5)


def warm_that_leaves_a_thread() -> None:
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()


def warm_that_tells_the_environment() -> None:
    raise ValueError(" ".join(sorted(os.environ)))


def warm_that_tells_the_network() -> None:
    raise ValueError("interfaces: " + " ".join(name for _index, name in socket.if_nameindex()))


def look(fd: int, ask: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """Do what `ask["do"]` names, then say so."""
    yield {"did": cast("Json", DEEDS[str(ask["do"])](fd))}


def say_many(fd: int, ask: Mapping[str, Json]) -> Iterator[Mapping[str, Json]]:
    """Say as many messages as asked, with a pause (seconds) before each."""
    if "patience_s" in ask:
        yield {"patience_s": ask["patience_s"]}
    for number in range(int(str(ask["messages"]))):
        time.sleep(float(str(ask.get("pause_s", 0))))
        yield {"number": number}


def _read(fd: int) -> str:
    return os.read(fd, 100).decode()


def _memory_bomb(fd: int) -> int:
    return len(bytearray(1 << 34))


def _slow_memory_bomb(fd: int) -> int:
    kept = []
    while True:
        kept.append(bytearray(1 << 20))


def _native_memory_bomb(fd: int) -> None:
    """Do what a decoder in C does that does not check its malloc."""
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    libc.malloc.argtypes = [ctypes.c_size_t]
    while taken := libc.malloc(1 << 20):
        ctypes.memset(taken, 1, 1 << 20)
    os.abort()


def _spin(fd: int) -> None:
    while True:
        pass


def _raise(fd: int) -> None:
    raise ValueError("words of a hostile file")


def _raw(payload: bytes) -> Callable[[int], None]:
    """Write past the wire's own checks: what a worker that was taken over would do."""

    def write(fd: int) -> None:
        for descriptor in range(3, 1024):
            if descriptor != fd and _is_socket(descriptor):
                _write_all(descriptor, payload)
        time.sleep(60)

    return write


def _write_all(descriptor: int, payload: bytes) -> None:
    while payload:
        payload = payload[os.write(descriptor, payload) :]


def _is_socket(descriptor: int) -> bool:
    try:
        return os.fstat(descriptor).st_mode & 0o170000 == 0o140000
    except OSError:
        return False


def _framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


def _close_everything(fd: int) -> None:
    os.closerange(3, 1024)
    time.sleep(60)


def _thread(fd: int) -> int:
    sums: list[int] = []
    thread = threading.Thread(target=lambda: sums.append(sum(range(10))))
    thread.start()
    thread.join()
    return sums[0]


def _descriptors(fd: int) -> int:
    return sum(_is_open(descriptor) for descriptor in range(1024))


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _call(name: str, *arguments: object) -> int:
    libc = ctypes.CDLL(None, use_errno=True)
    result = int(getattr(libc, name)(*arguments))
    if result < 0:
        code = ctypes.get_errno()
        raise OSError(code, name)
    return result


DEEDS: dict[str, Callable[[int], object]] = {
    "read": _read,
    "nothing": lambda _: None,
    "thread": _thread,
    "count descriptors": _descriptors,
    "environment": lambda _: len(os.environ),
    "dumpable": lambda _: _call("prctl", 3, 0, 0, 0, 0),
    "sleep": lambda _: time.sleep(60),
    "spin": _spin,
    "raise": _raise,
    "segfault": lambda _: ctypes.string_at(0),
    "exit": lambda _: sys.exit(3),
    "abort": lambda _: os.abort(),
    "close every descriptor": _close_everything,
    "memory bomb": _memory_bomb,
    "slow memory bomb": _slow_memory_bomb,
    "native memory bomb": _native_memory_bomb,
    "giant message": lambda _: "a" * (9 << 20),
    "not json": lambda _: object(),
    "raw giant": _raw(b"\x7f\xff\xff\xff" + b"a" * 1000),
    "raw garbage": _raw(_framed(b"\xff\xfe junk")),
    "raw list": _raw(_framed(b"[1,2]")),
    "raw nan": _raw(_framed(b'{"said":{"x":NaN}}')),
    "raw deep": _raw(_framed(b'{"said":' + b'{"a":' * 100 + b"1" + b"}" * 101)),
    "raw empty lists": _raw(_framed(b'{"said":{"a":[' + b"[]," * 1_000_000 + b"1]}}")),
    "raw unknown": _raw(_framed(b'{"hello":1}')),
    "raw ready": _raw(_framed(b'{"ready":[]}')),
    "raw patience": _raw(_framed(b'{"said":{"patience_s":"long"}}')),
    "raw error": _raw(_framed(b'{"error":"words of a hostile file"}')),
    "raw second end": _raw(_framed(b'{"done":true}') + _framed(b'{"done":true}')),
    "socket": lambda _: socket.socket(),
    "unix socket": lambda _: socket.socket(socket.AF_UNIX),
    "raw socketpair": lambda _: socket.socketpair(),
    "read a file": lambda _: Path("/etc/passwd").read_text(),
    "list a folder": lambda _: os.listdir("/"),
    "stat a file": lambda _: os.stat("/etc/passwd").st_size,
    "write a file": lambda _: Path("/tmp/leeward-sandbox-test").write_text("x"),
    "make a folder": lambda _: os.mkdir("/tmp/leeward-sandbox-test"),
    "unlink": lambda _: os.unlink("/tmp/leeward-sandbox-test"),
    "rename": lambda _: os.rename("/tmp/leeward-sandbox-test", "/tmp/leeward-sandbox-test-2"),
    "link": lambda _: os.symlink("/etc/passwd", "/tmp/leeward-sandbox-test"),
    "chmod": lambda _: os.chmod("/tmp", 0o777),
    "truncate": lambda _: os.truncate("/tmp/leeward-sandbox-test", 0),
    "change folder": lambda _: os.chdir("/tmp"),
    "memory file": lambda _: os.memfd_create("x"),
    "fork": lambda _: os.fork(),
    "vfork": lambda _: _call("vfork"),
    "kill the parent": lambda _: os.kill(os.getppid(), signal.SIGKILL),
    "kill everybody": lambda _: os.kill(-1, signal.SIGKILL),
    "raise its limits": lambda _: _call("setrlimit", 9, (ctypes.c_ulong * 2)(1 << 40, 1 << 40)),
    "become dumpable": lambda _: _call("prctl", 4, 1, 0, 0, 0),
    "outlive the parent": lambda _: _call("prctl", 1, 0, 0, 0, 0),
    "run code it wrote": lambda _: _call("mprotect", ctypes.c_void_p(0x10000), ctypes.c_size_t(4096), 7),
    "take over signals": lambda _: _call("fcntl", 0, 8, os.getppid()),
    "execute": lambda _: os.execv("/bin/true", ["true"]),
    "trace": lambda _: _call("ptrace", 16, os.getppid(), 0, 0),
    "read another's memory": lambda _: _call("process_vm_readv", os.getppid(), None, 0, None, 0, 0),
    "leave the namespace": lambda _: _call("unshare", 0x10000000),
    "mount": lambda _: _call("mount", b"none", b"/tmp", b"tmpfs", 0, None),
    "ask for io_uring": lambda _: _call("syscall", 425, 8, (ctypes.c_char * 120)()),
    "speak x32": lambda _: _call("syscall", ctypes.c_long(0x40000000 | 39)),
}
