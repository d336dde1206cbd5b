"""The checkup tells good, missing and what would stop the start apart."""

from collections.abc import Callable
from pathlib import Path

import pytest

from leeward.checkup import Check, Probes, State, checkup
from leeward.config import Config
from leeward.model.errors import BankError, SandboxError


def _fine() -> None:
    return


def _broken() -> None:
    raise SandboxError("the worker could not decode AVIF", "reinstall pillow")


def _no_bank(file: Path) -> str:
    raise BankError(f"{file} is no list", "name another")


def _probes(workers: Callable[[], None] = _fine, bank: Callable[[Path], str] = str) -> Probes:
    return Probes(lambda: {"network": True, "exec": False}, workers, bank)


def _checks(tmp_path: Path, probes: Probes, banks: tuple[Path, ...] = ()) -> dict[str, Check]:
    config = Config(data_dir=tmp_path / "data", state_dir=tmp_path / "state", banks=banks)
    return {check.topic: check for check in checkup(config, probes)}


def test_nothing_stops_a_start_that_can_be_made(tmp_path: Path) -> None:
    checks = _checks(tmp_path, _probes())
    assert State.STOPS not in {check.state for check in checks.values()}
    assert checks["banks"].state is State.MISSING


def test_a_door_that_cannot_be_shut_is_told(tmp_path: Path) -> None:
    check = _checks(tmp_path, _probes())["sandbox"]
    assert (check.state, "exec" in check.said, bool(check.hint)) == (State.MISSING, True, True)


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
