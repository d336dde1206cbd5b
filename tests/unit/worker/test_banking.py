"""Banks are opened before anything starts, and a new version of a list is taken into use under way."""

import asyncio
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from leeward.canary.bank import BANK, write_list
from leeward.model.errors import BankError
from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Signal
from leeward.pipeline.match.banks import BankSettings
from leeward.worker.banking import LiveBanks

PATIENT_S = 30.0


def _md5(word: str) -> str:
    return hashlib.md5(word.encode()).hexdigest()


def _finding(word: str) -> Finding:
    return Finding(Look.LOOKED, None, 1, "image/png", (Signal("md5", _md5(word)),))


def _write(path: Path, *words: str) -> None:
    """As lists come: whole, in place of the old one."""
    draft = path.with_suffix(".new")
    draft.write_text("".join(f"{_md5(word)}\n" for word in words), "ascii")
    os.replace(draft, path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "stand-ins.txt"
    _write(path, "bridge")
    return path


@pytest.fixture
def banks(path: Path, tmp_path: Path) -> Iterator[LiveBanks]:
    banks = LiveBanks([path], BankSettings(tmp_path / "data", strict=False), {"pdq": 31, "vpdq": 31})
    banks.open()
    yield banks
    banks.close()


def _finds(banks: LiveBanks, word: str) -> bool:
    return bool(banks.matches(_finding(word)))


async def test_a_list_that_is_replaced_is_taken_into_use(banks: LiveBanks, path: Path) -> None:
    changes: list[int] = []
    banks.on_change = lambda: changes.append(1)
    assert (_finds(banks, "bridge"), _finds(banks, "pier")) == (True, False)
    (name,) = [bank.name for bank in banks.opened]
    before = banks.version(name)
    await banks.refresh()
    assert changes == []
    _write(path, "pier", "mole")
    await banks.refresh()
    assert (_finds(banks, "bridge"), _finds(banks, "pier")) == (False, True)
    assert banks.version(name) not in {before, ""}
    assert banks.version("another") == ""
    assert changes == [1]


@pytest.mark.parametrize("broken", ["empty", "gone", "nonsense"])
async def test_a_new_list_that_is_broken_leaves_the_old_one_in_use(
    banks: LiveBanks, path: Path, broken: str
) -> None:
    if broken == "gone":
        path.unlink()
    else:
        path.write_text("" if broken == "empty" else "no hash\nat all\n", "ascii")
    with pytest.raises(BankError):
        await banks.refresh()
    assert _finds(banks, "bridge")
    await banks.refresh()  # said once
    _write(path, "pier")
    await banks.refresh()
    assert _finds(banks, "pier")


async def test_each_process_watches_its_lists_by_itself_and_survives_a_broken_one(
    banks: LiveBanks, path: Path
) -> None:
    stop = asyncio.Event()
    with capture_logs() as logs:
        watching = asyncio.create_task(banks.watch(stop, every_s=0.05))
        path.write_text("no hash\n", "ascii")
        async with asyncio.timeout(PATIENT_S):
            while not any(one["event"] == "banks.not_changed" for one in logs):
                await asyncio.sleep(0.02)
            _write(path, "pier")
            while not _finds(banks, "pier"):
                await asyncio.sleep(0.02)
        stop.set()
        await asyncio.wait_for(watching, PATIENT_S)


def test_of_two_lists_a_broken_second_one_leaves_nothing_of_the_first_open(
    path: Path, tmp_path: Path
) -> None:
    before = len(os.listdir("/proc/self/fd"))
    banks = LiveBanks(
        [path, tmp_path / "none.txt"], BankSettings(tmp_path / "data", strict=False), {"pdq": 31}
    )
    with pytest.raises(BankError):
        banks.open()
    mapped = Path("/proc/self/maps").read_text("ascii", "replace")
    assert str(tmp_path / "data") not in mapped
    assert len(os.listdir("/proc/self/fd")) == before
    banks.close()


@pytest.mark.parametrize("name", ["stand-ins.csv", "elsewhere/stand-ins.txt"])
def test_two_lists_of_one_name_could_not_be_told_apart_and_are_refused(
    path: Path, tmp_path: Path, name: str
) -> None:
    """Or a list that is called as our canaries' would excuse what it matches."""
    other = tmp_path / name
    other.parent.mkdir(exist_ok=True)
    other.write_text("".join(f"{_md5(word)}\n" for word in ("pier",)), "ascii")
    banks = LiveBanks([path, other], BankSettings(tmp_path / "data", strict=False), {"pdq": 31})
    with pytest.raises(BankError, match="two lists are called 'stand-ins'"):
        banks.open()
    assert banks.opened == ()


def test_no_list_of_an_operator_may_be_called_as_the_canaries(tmp_path: Path) -> None:
    theirs = tmp_path / f"{BANK}.txt"
    theirs.write_text(f"{_md5('bridge')}\n", "ascii")
    lists = [theirs, write_list(tmp_path / "canaries")]
    with pytest.raises(BankError, match="two lists are called 'leeward-canary'"):
        LiveBanks(lists, BankSettings(tmp_path / "data", strict=False), {"pdq": 31}).open()
