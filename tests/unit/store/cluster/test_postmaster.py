import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryFile
from time import sleep

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster import build, place, postmaster, programs
from leeward.store.cluster.account import Account
from leeward.store.cluster.postmaster import Launch
from tests.databases import ask, home


@pytest.fixture(scope="module")
def module_home() -> Iterator[Path]:
    with home() as folder:
        yield folder


@pytest.fixture(scope="module")
def launch(module_home: Path) -> Launch:
    settled = place.settle(module_home)
    chosen = programs.preferred(programs.on_offer(settled.folder, None))
    return Launch(settled.account, chosen, place.sockets(settled))


@pytest.fixture(scope="module")
def folder(module_home: Path, launch: Launch) -> Path:
    lasting = module_home / "postgres" / str(launch.programs.major)
    build.finish(build.draft(lasting.parent, launch.programs, launch.account), lasting)
    return lasting


@contextmanager
def _started(folder: Path, launch: Launch) -> Iterator["Popen[bytes]"]:
    process = postmaster.start(folder, launch)
    try:
        yield process
    finally:
        postmaster.stop(folder, process)


def _killed(process: "Popen[bytes]") -> None:
    process.kill()
    process.wait()


def _url(launch: Launch) -> str:
    return f"postgresql://{build.USER}@/{build.DATABASE}?host={launch.sockets}"


def test_a_server_lives_from_start_to_stop_and_listens_to_its_socket_only(
    folder: Path, launch: Launch
) -> None:
    assert postmaster.alive(folder) is None
    with _started(folder, launch) as process:
        server = postmaster.alive(folder)
        assert server == postmaster.Server(process.pid, postmaster.PORT, launch.sockets, is_ready=True)
        names = ("listen_addresses", "fsync", "synchronous_commit", "TimeZone", "server_encoding")
        asked = ", ".join(f"current_setting('{name}')" for name in names)
        assert ask(_url(launch), f"SELECT {asked}") == [("", "on", "on", "UTC", "UTF8")]
        assert ask(_url(launch), "SELECT lower('ÅÄÖ'), 'Z' < 'a'") == [("åäö", True)]
        postmaster.await_ready(folder)
    assert postmaster.alive(folder) is None


def test_what_a_statement_says_does_not_get_into_the_log(folder: Path, launch: Launch) -> None:
    with _started(folder, launch), pytest.raises(Exception, match="invalid input"):
        ask(_url(launch), "SELECT 'a drawn bridge'::int")
    logs = "".join(path.read_text() for path in (folder / "log").iterdir())
    assert "database system is ready" in logs
    assert "bridge" not in logs


def test_after_a_kill_it_starts_again_at_once_also_if_nobody_noted_the_death(
    folder: Path, launch: Launch
) -> None:
    with _started(folder, launch) as process:
        process.kill()
        while postmaster.alive(folder):
            sleep(0.01)
        with _started(folder, launch):
            assert ask(_url(launch), "SELECT 1") == [(1,)]


def test_children_of_a_killed_server_are_ended_before_the_next_start(folder: Path, launch: Launch) -> None:
    process = postmaster.start(folder, launch)
    children = [pid for pid in _pids() if _parent(pid) == process.pid]
    assert children
    for pid in children:
        os.kill(pid, signal.SIGSTOP)  # they cannot notice that their parent is gone
    _killed(process)
    with _started(folder, launch):
        assert not [pid for pid in children if _words(pid)]


def _pids() -> list[int]:
    return [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def _bystander(account: Account) -> Iterator[int]:
    with TemporaryFile() as said:
        process = account.start(["sleep", "60"], given=DEVNULL, output=said, said=said)
        try:
            yield process.pid
        finally:
            _killed(process)


def test_a_recycled_process_number_is_not_taken_for_a_server(folder: Path, launch: Launch) -> None:
    _killed(postmaster.start(folder, launch))
    pid_file = folder / "postmaster.pid"
    with _bystander(launch.account) as pid:
        lines = pid_file.read_text().splitlines()
        pid_file.write_text("\n".join([str(pid), *lines[1:]]) + "\n")
        assert postmaster.alive(folder) is None
        with _started(folder, launch):
            assert ask(_url(launch), "SELECT 1") == [(1,)]
        assert Path(f"/proc/{pid}").exists()


@pytest.mark.parametrize("left", ["", "\n", "no number\n"], ids=["empty", "blank", "nonsense"])
def test_a_damaged_pid_file_does_not_stop_a_start(folder: Path, launch: Launch, left: str) -> None:
    (folder / "postmaster.pid").write_text(left)
    with _started(folder, launch):
        assert postmaster.alive(folder)


def test_a_server_that_somebody_else_started_is_left_alone(folder: Path, launch: Launch) -> None:
    script = f'cd "$0"; exec "$1" -D . -c listen_addresses= -c unix_socket_directories="{launch.sockets}"'
    command = ["sh", "-c", script, str(folder), str(launch.programs.program("postgres"))]
    with TemporaryFile() as said:
        stranger = launch.account.start(command, given=DEVNULL, output=said, said=said)
        while not _is_taken(folder):
            sleep(0.01)
        try:
            with pytest.raises(DatabaseError, match=f"did not start \\(process {stranger.pid}\\)"):
                postmaster.start(folder, launch)
            assert stranger.poll() is None
        finally:
            stranger.terminate()
            stranger.wait()


def _is_taken(folder: Path) -> bool:
    file = folder / "postmaster.pid"
    return file.exists() and "ready" in file.read_text()


def test_a_server_that_does_not_start_says_why(folder: Path, launch: Launch) -> None:
    broken = Launch(launch.account, launch.programs, launch.sockets, settings=(("shared_buffers", "drawn"),))
    with pytest.raises(DatabaseError, match="shared_buffers"):
        postmaster.start(folder, broken)
    with pytest.raises(DatabaseError, match="does not get ready"):
        postmaster.await_ready(folder)


def test_stopping_what_does_not_run_does_nothing(folder: Path, tmp_path: Path) -> None:
    postmaster.stop(folder)
    postmaster.stop(tmp_path)
