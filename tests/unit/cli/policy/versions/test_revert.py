"""`leeward policy revert`: an earlier version is in force, and in its files, whatever is killed."""

import asyncio
import signal
from pathlib import Path

import pytest

from leeward.app.station import station
from leeward.config import load
from tests.databases import blocking
from tests.unit.cli.conftest import House
from tests.unit.cli.policy.files import GOOD, a_file
from tests.unit.cli.policy.kills import killed_at

OTHER = GOOD.replace("Listed", "On a list")
PRIVATE = GOOD.partition("[[test]]")[0].replace('"exact"', '"own"')


@pytest.fixture
def file(house: House, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The configured policy, in its second version."""
    file = a_file(house)
    (house.folder / "private").mkdir()
    a_file(house, PRIVATE, "private/own.toml")
    monkeypatch.setenv("LEEWARD_LIVE__POLICY", file)
    house.says("policy", "use", "--as", "ada")
    a_file(house, OTHER)
    a_file(house, PRIVATE.replace("Listed", "Private"), "private/own.toml")
    house.says("policy", "use", "--as", "ada")
    return Path(file)


def _started() -> int:
    """The version in force once a process has started."""

    async def started() -> int:
        async with station(load()) as opened:
            await asyncio.sleep(0)
            return opened.version

    return blocking(started())


def test_a_version_is_in_force_again_and_in_its_file(house: House, file: Path) -> None:
    said = house.says("policy", "revert", "1", "--as", "bob", "--why", "too many hits")
    own = file.parent / "private" / "own.toml"
    put_back = [f"  put back: {one}" for one in (file, own)]
    assert said.splitlines() == ["Small: version 3 is in force.", *put_back]
    assert file.read_text("utf-8") == GOOD
    told = house.tells("policy", "history")["versions"][0]
    assert (told["kind"], told["author"], told["why"]) == ("reverted", "bob", "too many hits")
    assert house.tells("policy", "revert", "1", "--as", "bob")["is_new"] is False


def test_only_files_that_change_are_told_and_those_that_go(house: House, file: Path) -> None:
    own, more = file.parent / "private" / "own.toml", file.parent / "private" / "more.toml"
    more.write_text(PRIVATE.replace('"own"', '"more"'), "utf-8")
    house.says("policy", "use", "--as", "ada")
    said = house.says("policy", "revert", "2", "--as", "bob")
    assert said.splitlines()[1:] == [f"  taken away: {more}"]
    assert not more.exists()
    told = house.tells("policy", "revert", "3", "--as", "bob")
    assert (told["written"], told["gone"]) == ([str(more)], [])
    assert own.exists()
    assert more.exists()


def test_what_would_be_lost_is_told_and_kept(house: House, file: Path) -> None:
    file.write_text(OTHER + "# an edit\n", "utf-8")
    assert "edits that were never in force" in house.refuses("policy", "revert", "1", "--as", "bob")
    assert file.read_text("utf-8").endswith("# an edit\n")
    assert "no version 9" in house.refuses("policy", "revert", "9", "--as", "bob")


@pytest.mark.parametrize("rename", [1, 2])
def test_a_kill_after_the_database_and_before_a_file_is_finished_by_the_next_start(
    house: House, file: Path, rename: int
) -> None:
    assert killed_at(rename, "policy", "revert", "1", "--as", "bob") == -signal.SIGKILL
    own = file.parent / "private" / "own.toml"
    assert "Private" in own.read_text("utf-8") or "On a list" in file.read_text("utf-8")
    assert house.tells("policy", "show")["version"] == 3
    assert _started() == 3
    assert (file.read_text("utf-8"), own.read_text("utf-8")) == (GOOD, PRIVATE)
    assert _started() == 3


def test_a_kill_is_finished_by_the_same_command_too(house: House, file: Path) -> None:
    assert killed_at(1, "policy", "revert", "1", "--as", "bob") == -signal.SIGKILL
    assert house.tells("policy", "revert", "1", "--as", "bob")["is_new"] is False
    assert file.read_text("utf-8") == GOOD
