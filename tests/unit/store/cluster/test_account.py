import os
import pwd
from pathlib import Path

import pytest

from leeward.model.errors import DatabaseError
from leeward.store.cluster.account import fit, fit_beside, ourselves

ROOT = os.geteuid() == 0
NOBODY = pwd.getpwnam("nobody")


def test_postgresql_never_runs_as_root() -> None:
    assert fit().uid != 0
    assert fit(0 if ROOT else None).uid != 0


def test_a_program_runs_as_the_account_in_an_environment_without_ours(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PGHOST", "elsewhere.test")
    monkeypatch.setenv("LC_ALL", "tlh")
    ended = fit().run(["/bin/sh", "-c", "id -u; umask; pwd; echo $LC_ALL $PGHOST"])
    assert ended.said.split() == [str(fit().uid), "0077", "/", "C"]


def test_a_program_can_be_told_something_and_its_status_counts() -> None:
    ended = fit().run(["/bin/sh", "-c", "cat; exit 3"], given=b"told")
    assert (ended.status, ended.said) == (3, "told")


def test_only_the_last_words_are_kept() -> None:
    ended = fit().run(["/bin/sh", "-c", "yes first | head -9999; echo last"])
    assert len(ended.said) == 4000
    assert ended.said.endswith("first\nlast")


def test_files_that_belong_to_somebody_keep_their_owner() -> None:
    if ROOT:
        assert fit(NOBODY.pw_uid).name == "nobody"
    else:
        with pytest.raises(DatabaseError, match="is of root"):
            fit(0)


def test_a_new_cluster_in_a_users_folder_is_that_users(database_home: Path) -> None:
    if ROOT:
        os.chown(database_home, NOBODY.pw_uid, NOBODY.pw_gid)
    assert fit_beside(database_home).name == ("nobody" if ROOT else ourselves().name)


def test_a_folder_of_a_user_that_nobody_knows_does_not_choose_the_account(database_home: Path) -> None:
    if ROOT:
        os.chown(database_home, 54_321, 54_321)
    assert fit_beside(database_home) == fit()


def test_a_closed_folder_cannot_be_entered(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0)
    assert not fit().can_enter(closed)
    assert fit().can_enter(Path("/"))


def test_a_program_that_cannot_be_started_is_an_error_with_a_hint() -> None:
    with pytest.raises(DatabaseError, match="cannot be started") as caught:
        fit().run(["/no/such/program"])
    assert "database.url" in caught.value.hint
