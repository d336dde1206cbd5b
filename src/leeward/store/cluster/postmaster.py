"""One server process on one folder of data: is it alive, start it, end it."""

import os
import signal
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from subprocess import DEVNULL, Popen
from time import sleep

from leeward.model.errors import DatabaseError
from leeward.store.cluster.account import Account, last_words
from leeward.store.cluster.programs import Programs

PORT = 5432  # names the socket only: nobody listens on the network
_STEP_S = 0.02
_START_STEPS = 15_000  # 5 minutes: recovery after a crash reads the log of up to 1 GB again
_STOP_STEPS = 1_500  # 30 seconds for open transactions to be broken off and all to be written
_NOBODYS_PID = 1 << 22 | 1  # above what any Linux gives a process
_PID_FILE = "postmaster.pid"
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "max_wal_size": "512MB",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "on",  # into the folder's log/: one file a weekday, begun anew each week
    "log_filename": "postgresql-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
    "log_min_messages": "log",  # no errors of statements: they can repeat what somebody wrote
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_checkpoints": "off",
}


@dataclass(frozen=True, slots=True)
class Server:
    """A live server. sockets: the folder of its socket. port: only a part of the socket's name."""

    pid: int
    port: int
    sockets: Path
    is_ready: bool


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start a server. port: only a part of the socket's name. settings: over the usual ones."""

    account: Account
    programs: Programs
    sockets: Path
    port: int = PORT
    settings: tuple[tuple[str, str], ...] = ()


def alive(folder: Path) -> Server | None:
    """The server that works on a folder of data; None if there is none, or only what a dead one left."""
    lines = _pid_file(folder)
    pid = int(lines[0]) if lines and lines[0].isdecimal() else 0
    if not pid or str(folder) not in _command_line(pid):
        return None
    port, sockets, *_, status = lines[3:] if len(lines) > 7 else ("0", "", "")
    return Server(pid, int(port), Path(sockets), status.strip() == "ready")


def start(folder: Path, launch: Launch) -> "Popen[bytes]":
    """Start a server and wait until it takes connections. Whoever starts it must wait() for it in the end.

    Raises: DatabaseError: it does not start; with its last words.
    """
    _end_orphans(folder)
    _disown(folder)
    for name in (f".s.PGSQL.{launch.port}", f".s.PGSQL.{launch.port}.lock"):  # in there is nobody but us
        (launch.sockets / name).unlink(missing_ok=True)
    settings = SETTINGS | {"cluster_name": _name(folder), "unix_socket_directories": str(launch.sockets)}
    options = [f"--{key}={value}" for key, value in (settings | dict(launch.settings)).items()]
    command: list[str | Path] = [
        launch.programs.program("postgres"),
        "-D",
        folder,
        "-p",
        str(launch.port),
        *options,
    ]
    with tempfile.TemporaryFile() as said:
        process = launch.account.start(command, given=DEVNULL, output=said, said=said)
        for _ in range(_START_STEPS):
            server = alive(folder)
            if server and server.is_ready:
                return process
            if process.poll() is not None:
                break
            sleep(_STEP_S)
        else:
            process.kill()
            process.wait()
        raise DatabaseError(
            f"the private PostgreSQL in {folder} does not start: {_complaint(folder, last_words(said))}",
            f"see also the files in {folder / 'log'}",
        )


def await_ready(folder: Path) -> None:
    """Wait until a live server takes connections. Raises: DatabaseError: it ends, or takes minutes."""
    for _ in range(_START_STEPS):
        server = alive(folder)
        if server is None or server.is_ready:
            break
        sleep(_STEP_S)
    if server is None or not server.is_ready:
        raise DatabaseError(
            f"the private PostgreSQL in {folder} does not get ready", f"see the files in {folder / 'log'}"
        )


def stop(folder: Path, process: "Popen[bytes] | None" = None) -> None:
    """End the server of a folder, if there is one: fast, and after half a minute hard. Nothing is lost.

    process: what start() gave, where we started it.
    """
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
        server = alive(folder)
        if server:
            _send(server.pid, number)
        if _has_ended(folder, process):
            return


def _has_ended(folder: Path, process: "Popen[bytes] | None") -> bool:
    for _ in range(_STOP_STEPS):
        if (process is None or process.poll() is not None) and alive(folder) is None:
            return True
        sleep(_STEP_S)
    return False


def _complaint(folder: Path, said: str) -> str:
    """The last line that says why a server did not start: on its standard error, or in its newest log."""
    logs = sorted((folder / "log").glob("*.log"), key=lambda path: path.stat().st_mtime)
    lines = [*said.splitlines(), *(logs[-1].read_text("utf-8", "replace").splitlines() if logs else [])]
    reasons = [line for line in lines if "FATAL:" in line or "PANIC:" in line]
    return reasons[-1] if reasons else said or "it says nothing"


def _end_orphans(folder: Path) -> None:
    """After a server was killed, its children may still be at work. Nothing depends on how they end."""
    title = f"postgres: {_name(folder)}: ".encode()
    orphans = [pid for pid in _processes() if _raw_command_line(pid).startswith(title)]
    for pid in orphans:
        _send(pid, signal.SIGKILL)
    for _ in range(_STOP_STEPS):
        if not any(_raw_command_line(pid).startswith(title) for pid in orphans):
            return
        sleep(_STEP_S)


def _disown(folder: Path) -> None:
    """Let nobody be taken for the server that was killed.

    PostgreSQL looks itself whether memory of the old server is still in use. But it cannot tell a recycled
    process number, or a death of which nobody has taken note, from a live server; containers have both.

    Raises: DatabaseError: a server that somebody else started works on the folder.
    """
    lines = _pid_file(folder)
    if lines and lines[0].isdecimal():
        _refuse_strangers(folder, int(lines[0]))
        _write_in_place(folder / _PID_FILE, "\n".join([str(_NOBODYS_PID), *lines[1:], ""]))
    else:  # a power cut leaves it empty, and PostgreSQL then asks for somebody to remove it
        (folder / _PID_FILE).unlink(missing_ok=True)


def _refuse_strangers(folder: Path, pid: int) -> None:
    words = _command_line(pid)
    is_postgres = bool(words) and Path(words[0]).name in {"postgres", "postmaster"}
    if is_postgres and _works_in(pid) in {folder, None}:
        raise DatabaseError(
            f"a PostgreSQL that Leeward did not start (process {pid}) works on {folder}", "end it first"
        )


def _works_in(pid: int) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def _write_in_place(file: Path, text: str) -> None:
    """Never through a link: the folder belongs to a user with fewer rights than ours. Never half."""
    handle = os.open(file, os.O_WRONLY | os.O_NOFOLLOW)
    try:
        os.ftruncate(handle, os.pwrite(handle, text.encode(), 0))
    finally:
        os.close(handle)


def _pid_file(folder: Path) -> list[str]:
    try:
        return (folder / _PID_FILE).read_text("utf-8", "replace").splitlines()
    except OSError:
        return []


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()]


def _command_line(pid: int) -> list[str]:
    return [os.fsdecode(word) for word in _raw_command_line(pid).split(b"\0")]


def _raw_command_line(pid: int) -> bytes:
    """Empty for who is dead, also if nobody has taken note of the death."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _name(folder: Path) -> str:
    """What the server's children call themselves in the list of processes."""
    return f"leeward-{sha256(os.fsencode(folder)).hexdigest()[:12]}"


def _send(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
