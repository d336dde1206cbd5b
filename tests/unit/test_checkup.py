"""The checkup tells good, missing and what would stop the start apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leeward.checkup import Check, Probes, State, checkup
from leeward.config import Config, Vault
from leeward.model.errors import BankError, SandboxError
from leeward.sandbox.doors import Capability

PLATFORM = (Capability("Linux", True, "Linux"),)


def _fine() -> tuple[str, ...]:
    return "network", "files"


def _broken() -> tuple[str, ...]:
    raise SandboxError("the worker could not decode AVIF", "reinstall pillow")


def _no_bank(file: Path) -> str:
    raise BankError(f"{file} is no list", "name another")


def _probes(workers: Callable[[], tuple[str, ...]] = _fine, bank: Callable[[Path], str] = str) -> Probes:
    return Probes(lambda: PLATFORM, workers, bank)


def _checks(tmp_path: Path, probes: Probes, banks: tuple[Path, ...] = ()) -> dict[str, Check]:
    config = Config(data_dir=tmp_path / "data", state_dir=tmp_path / "state", banks=banks)
    return {check.topic: check for check in checkup(config, probes)}


def test_nothing_stops_a_start_that_can_be_made(tmp_path: Path) -> None:
    checks = _checks(tmp_path, _probes())
    assert State.STOPS not in {check.state for check in checks.values()}
    assert checks["banks"].state is State.MISSING


@pytest.mark.parametrize(("is_needed", "state"), [(True, State.STOPS), (False, State.MISSING)])
def test_what_the_platform_lacks_is_told(tmp_path: Path, is_needed: bool, state: State) -> None:
    lacking = Probes(lambda: (Capability("empty network", False, "no", is_needed),), _fine, str)
    config = Config(data_dir=tmp_path, state_dir=tmp_path)
    said = [check for check in checkup(config, lacking) if "empty network" in check.said]
    assert [(check.state, bool(check.hint)) for check in said] == [(state, True)]


def test_the_doors_that_a_worker_closed_are_told(tmp_path: Path) -> None:
    assert _checks(tmp_path, _probes())["sandbox"].said == "doors closed to a worker: network, files"


def test_a_decoder_that_cannot_run_stops_the_start(tmp_path: Path) -> None:
    check = _checks(tmp_path, _probes(workers=_broken))["decoders"]
    assert (check.state, check.said, check.hint) == (
        State.STOPS,
        "the worker could not decode AVIF",
        "reinstall pillow",
    )


def test_a_bank_that_cannot_be_opened_stops_the_start(tmp_path: Path) -> None:
    check = _checks(tmp_path, _probes(bank=_no_bank), (Path("x.csv"),))["bank"]
    assert (check.state, check.said) == (State.STOPS, "x.csv is no list")


def test_a_configured_bank_that_opens_is_good(tmp_path: Path) -> None:
    assert _checks(tmp_path, _probes(), (Path("x.csv"),))["bank"].state is State.GOOD


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file in the way")
    check = _checks(tmp_path, _probes())["built banks"]
    assert check.state is State.STOPS
    assert "data" in check.said


@pytest.mark.parametrize("count", [0, 3])
def test_the_number_of_workers_is_said(tmp_path: Path, count: int) -> None:
    config = Config(data_dir=tmp_path, state_dir=tmp_path, workers=count)
    said = {check.topic: check.said for check in checkup(config, _probes())}["workers"]
    assert int(said.split()[0]) == count or (count == 0 and int(said.split()[0]) >= 1)


@pytest.mark.parametrize(("is_kept", "state"), [(True, State.GOOD), (False, State.MISSING)])
def test_whether_media_of_cases_are_kept_is_told(tmp_path: Path, is_kept: bool, state: State) -> None:
    config = Config(data_dir=tmp_path, state_dir=tmp_path, vault=Vault(is_kept=is_kept))
    found = {check.topic: check for check in checkup(config, _probes())}["vault"]
    assert found.state is state
    assert bool(found.hint) is not is_kept
