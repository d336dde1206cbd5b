"""Whatever is killed, and whenever: what was committed is there, once, and the next start finds its way."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from time import sleep, time

import asyncpg
import pytest

from leeward.store.cluster import build, postmaster, programs
from leeward.store.cluster.private import Private
from tests.architecture.tree import ROOT as CHECKOUT
from tests.databases import ask, blocking, home
from tests.faults.opens_database import newest

IS_ROOT = os.geteuid() == 0
NOBODY = 65_534
COUNT = "SELECT count(*), sum(span) FROM bridge"


@contextmanager
def _leeward(folder: Path, which: str = "usual") -> Iterator["Popen[str]"]:
    """Another process that opens the database. Killed at the end, if it still lives."""
    command = [sys.executable, "-m", "tests.faults.opens_database", str(folder), which]
    with Popen(command, cwd=CHECKOUT, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _url(process: "Popen[str]") -> str:
    assert process.stdout
    assert process.stderr
    return process.stdout.readline().strip() or pytest.fail(process.stderr.read())


def _until(is_so: Callable[[], object], process: "Popen[str]") -> None:
    while not is_so() and process.poll() is None:
        sleep(0.002)


def _servers(folder: Path) -> set[str]:
    """The folders of data below `folder` on which a server works."""
    return {
        str(path.parent) for path in folder.glob("postgres/*/PG_VERSION") if postmaster.alive(path.parent)
    }


def test_a_server_whose_leeward_was_killed_is_adopted_and_ended_by_the_next(database_home: Path) -> None:
    with _leeward(database_home) as first:
        url = _url(first)
        ask(url, "CREATE TABLE bridge AS SELECT 1 AS span")
        first.kill()
        first.wait()
        born = ask(url, "SELECT pg_postmaster_start_time()")
        cluster = Private(database_home, time)
        assert cluster.ensure().tools.url() == url
        assert ask(url, "SELECT pg_postmaster_start_time()") == born
        assert ask(url, COUNT) == [(1, 1)]
        cluster.stop()
    assert _servers(database_home) == set()


def test_three_that_start_at_once_share_one_server(database_home: Path) -> None:
    with _leeward(database_home) as one, _leeward(database_home) as two, _leeward(database_home) as three:
        urls = {_url(process) for process in (one, two, three)}
        assert len(urls) == 1
        assert ask(urls.pop(), "SELECT 1") == [(1,)]
        assert len(_servers(database_home)) == 1
        assert len(list(database_home.glob("postgres/*/PG_VERSION"))) == 1
        for process in (one, two, three):
            process.communicate(timeout=30)
    assert _servers(database_home) == set()


def test_a_half_made_cluster_counts_for_nothing(database_home: Path) -> None:
    for name in ("PG_VERSION", "base/1/PG_VERSION", "global/pg_control"):
        with _leeward(database_home) as process:
            _until(lambda name=name: list(database_home.glob(f"postgres/*.new-*/{name}")), process)  # type: ignore[misc]
            process.kill()
            process.wait()
    cluster = Private(database_home, time)
    assert ask(cluster.ensure().engine.url, "SELECT 1") == [(1,)]
    assert not list(database_home.glob("postgres/*new*"))
    cluster.stop()


def test_what_was_committed_survives_any_number_of_kills(database_home: Path) -> None:
    cluster = Private(database_home, time)
    url = cluster.ensure().engine.url
    ask(url, "CREATE TABLE bridge (span int PRIMARY KEY)")
    committed = 0
    for _ in range(4):
        live = cluster.ensure()
        server = postmaster.alive(live.folder)
        assert server
        committed = blocking(_write_until_killed(url, committed, server.pid))
        while postmaster.alive(live.folder):
            sleep(0.01)
    ((count, highest),) = ask(cluster.ensure().engine.url, "SELECT count(*), max(span) FROM bridge")
    assert isinstance(count, int)
    assert count == highest
    assert committed <= count <= committed + 1
    cluster.stop()


async def _write_until_killed(url: str, committed: int, pid: int) -> int:
    """The last row of which the server said that it is there."""
    connection = await asyncpg.connect(url)
    try:
        first = await connection.fetchval("SELECT coalesce(max(span), 0) FROM bridge")
        assert first >= committed
        committed = first
        while True:
            await connection.execute("INSERT INTO bridge VALUES ($1)", committed + 1)
            committed += 1
            if committed == first + 50:
                os.kill(pid, signal.SIGKILL)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
        return committed
    finally:
        connection.terminate()


def _soon() -> bool:
    sleep(0.15)
    return True


def _older() -> programs.Programs:
    """Something on this machine that is older than the package."""
    found = [one for one in programs.found() if one.major < 18]
    return found[-1] if found else pytest.skip("no PostgreSQL older than the package's on this machine")


def test_a_killed_upgrade_leaves_the_old_data_the_truth_until_the_new_ones_are_whole(
    database_home: Path,
) -> None:
    older = _older()
    cluster = Private(database_home, time, lambda place, major: [older])
    live = cluster.ensure()
    ask(
        live.tools.url(),
        "CREATE TABLE bridge AS SELECT g AS span, repeat('x', 500) FROM generate_series(1, 20000) g",
    )
    cluster.stop()
    place = live.folder.parent
    moments: list[Callable[[], object]] = [
        lambda: list(place.glob("*.new-*/global/pg_control")),
        lambda: (place / "socket/.s.PGSQL.5433").exists(),
        lambda: (place / "socket/.s.PGSQL.5434").exists(),
        lambda: (place / "socket/.s.PGSQL.5434").exists() and _soon(),  # while rows are copied
    ]
    for is_now in moments:
        with _leeward(database_home, "newest") as process:
            _until(is_now, process)
            process.kill()
            process.wait()
        assert (live.folder / "PG_VERSION").exists()
        assert not list(place.glob("[0-9]*.replaced"))
    carried = Private(database_home, time, newest)
    new = carried.ensure()
    assert new.tools.programs.major > older.major
    assert ask(new.engine.url, COUNT) == [(20_000, 200_010_000)]
    assert _servers(database_home) == {str(new.folder)}
    assert sorted(path.name for path in place.glob("[0-9]*")) == [
        f"{older.major}.replaced",
        str(new.folder.name),
    ]
    carried.stop()


def test_a_killed_upgrade_can_be_given_up(database_home: Path) -> None:
    """The programs to go on with are gone again: the old data serve as before, at the usual socket."""
    older = _older()
    cluster = Private(database_home, time, lambda place, major: [older])
    live = cluster.ensure()
    ask(live.tools.url(), "CREATE TABLE bridge AS SELECT 1 AS span")
    cluster.stop()
    with _leeward(database_home, "newest") as process:
        _until((live.folder.parent / "socket/.s.PGSQL.5433").exists, process)
        process.kill()
        process.wait()
    assert ask(cluster.ensure().engine.url, COUNT) == [(1, 1)]
    cluster.stop()


@pytest.mark.skipif(not IS_ROOT, reason="who is not root tests this with every other test")
def test_who_is_not_root_has_a_cluster_of_its_own_in_a_strange_environment(database_home: Path) -> None:
    os.chown(database_home, NOBODY, NOBODY)
    work = (
        "import os, sys; sys.argv[1:] = sys.argv[2:]; from tests.faults import opens_database as it; "
        f"os.setgroups([]); os.setgid({NOBODY}); os.setuid({NOBODY}); it.main()"
    )
    command = [sys.executable, "-c", work, "-", str(database_home), "usual"]
    strange = {
        "LC_ALL": "tlh_QO",
        "LANG": "xx",
        "HOME": "/nonexistent",
        "PATH": "/usr/bin:/bin",
        "PGPORT": "1",
    }
    with Popen(
        command, cwd=CHECKOUT, stdin=PIPE, stdout=PIPE, stderr=PIPE, text=True, env=strange
    ) as process:
        url = _url(process)
        assert ask(url, "SELECT current_user::text") == [("leeward",)]
        (folder,) = _servers(database_home)
        assert Path(folder).stat().st_uid == NOBODY
        process.communicate(timeout=30)
        assert process.returncode == 0
    assert _servers(database_home) == set()


def test_a_server_that_loses_a_backend_goes_on_by_itself(database_home: Path) -> None:
    cluster = Private(database_home, time)
    live = cluster.ensure()
    question = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'"
    ((pid,),) = ask(live.tools.url(build.ADMIN), question)
    assert isinstance(pid, int)
    server = postmaster.alive(live.folder)
    os.kill(pid, signal.SIGKILL)
    for _ in range(500):
        try:
            assert ask(cluster.ensure().engine.url, "SELECT 1") == [(1,)]
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            sleep(0.01)
        else:
            break
    still = postmaster.alive(live.folder)
    assert server
    assert still
    assert still.pid == server.pid
    cluster.stop()


def test_the_disk_being_full_is_an_error_with_the_space_left(database_home: Path) -> None:
    """Stands for it: a limit on the size of files, which makes initdb fail half-way."""
    if not Path("/usr/bin/prlimit").exists():
        pytest.skip("no prlimit on this machine")
    command = [sys.executable, "-m", "tests.faults.opens_database", str(database_home), "usual"]
    limited = ["/usr/bin/prlimit", "--fsize=4000000", *command]
    with Popen(limited, cwd=CHECKOUT, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, text=True) as process:
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "MB left" in said or "makes no data" in said
    cluster = Private(database_home, time)
    assert ask(cluster.ensure().engine.url, "SELECT 1") == [(1,)]
    cluster.stop()


def test_a_home_of_tests_leaves_no_server_and_no_folder_behind() -> None:
    with home() as folder:
        (folder / "data").mkdir(mode=0o755)
        with _leeward(folder / "data") as process:
            _url(process)
        (made,) = folder.glob("data/postgres/*/PG_VERSION")
        server = postmaster.alive(made.parent)
        assert server, "whoever is killed leaves it"
    assert not Path(f"/proc/{server.pid}/cwd").exists()
    assert not folder.exists()
