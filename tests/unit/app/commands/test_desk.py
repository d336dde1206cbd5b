"""Who decides, and what a verdict would order; the rest is tried by the commands over it."""

import getpass
from pathlib import Path

import pytest

from leeward.app.commands import desk
from leeward.app.station import Station, station
from leeward.config import Config, Database
from leeward.model.cases import State
from leeward.model.errors import CaseError, ConfigError, UsageError
from leeward.pipeline.act.planning import NO_GATE, Means
from leeward.review.cases.prospects import Prospect
from tests.scenes import ACCOUNTS, Scene, card, scene


def _config(url: str, folder: Path) -> Config:
    return Config(data_dir=folder / "data", state_dir=folder / "state", database=Database(url=url))


def test_the_person_is_who_is_named_else_who_is_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.person(" Ada ") == "Ada"
    monkeypatch.setenv("LOGNAME", "grace")
    assert desk.person(None) == "grace" == getpass.getuser()


@pytest.mark.parametrize("name", ["", "  ", "a job", "x" * 81, "a\x1b[31m"])
def test_a_name_that_nobody_could_be_found_by_is_refused(name: str) -> None:
    with pytest.raises(UsageError) as caught:
        desk.person(name)
    assert "--as" in caught.value.hint


def test_actions_may_be_written_as_words_of_a_shell() -> None:
    assert desk.action("suspend-account") == "suspend_account"
    with pytest.raises(ConfigError):
        desk.action("burn")


async def test_the_prospect_says_who_will_do_what_and_changes_nothing(
    fresh_database: str, tmp_path: Path
) -> None:
    async with scene(fresh_database) as stage:
        await stage.add_server(card((*ACCOUNTS, "remove_post"), {"suspend_account": None}))
        case = await stage.add_case()
        early = await _asked(fresh_database, tmp_path, case)
        assert (early.state, early.is_possible) == (State.DECIDED, False)
        await stage.act_until_quiet(case)
        before = await _noted(stage, case)
        later = await _asked(fresh_database, tmp_path, case)
        assert await _noted(stage, case) == before
    assert later.is_possible
    means = {one.action: (one.means, one.note) for one in later.orders}
    assert means["remove_post"] == (Means.API, "")
    assert means["suspend_account"] == (Means.HAND, "a page")
    assert means["deny_url"] == (Means.OURS, NO_GATE)


async def test_there_is_no_prospect_of_a_case_that_is_not_there(fresh_database: str, tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="no case 5"):
        await _asked(fresh_database, tmp_path, 5)


async def _asked(url: str, folder: Path, case: int) -> Prospect:
    async with station(_config(url, folder), connections=1) as opened:
        assert isinstance(opened, Station)
        return await desk.prospect(opened, case, ["suspend_account"])


async def _noted(stage: Scene, case: int) -> tuple[dict[str, str], list[str]]:
    return await stage.states(case), await stage.noted(case)
