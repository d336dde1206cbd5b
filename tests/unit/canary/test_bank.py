"""The canaries' list: a bank like any other."""

import hashlib
from pathlib import Path

import pytest

from leeward.canary.bank import BANK, pdq_of, write_list
from leeward.canary.drawing import NUMBERS, drawn, png
from leeward.model.errors import ConfigError
from leeward.model.findings import Finding
from leeward.model.look import Look
from leeward.model.signals import Signal, View
from leeward.pipeline.decide.made import CANARY_BANK
from leeward.pipeline.match.banks import BankSettings, open_bank
from leeward.pipeline.match.lookup import Matcher


def _finding(*signals: Signal) -> Finding:
    return Finding(Look.LOOKED, None, 1, "image/png", signals)


def test_decisions_know_the_bank_by_its_name() -> None:
    assert BANK == CANARY_BANK


def test_every_canary_is_found_by_its_bytes_and_by_its_picture(tmp_path: Path) -> None:
    bank = open_bank(write_list(tmp_path), BankSettings(tmp_path))
    assert (bank.name, bank.bad_lines) == (BANK, 0)
    assert dict(bank.counts) == {"md5": len(NUMBERS), "pdq": len(NUMBERS), "sha256": len(NUMBERS)}
    matcher = Matcher([bank], {})
    try:
        for number in NUMBERS:
            digest = hashlib.sha256(png(drawn(number))).hexdigest()
            for signal in (
                Signal("pdq", pdq_of(drawn(number)), 100, View.STORED),
                Signal("sha256", digest),
            ):
                (match,) = matcher.matches(_finding(signal))
                assert (match.bank, match.distance) == (BANK, 0)
    finally:
        matcher.close()


def test_a_list_that_is_right_is_left_alone(tmp_path: Path) -> None:
    first = write_list(tmp_path).stat()
    assert write_list(tmp_path).stat().st_mtime_ns == first.st_mtime_ns


def test_a_list_that_somebody_changed_is_written_anew(tmp_path: Path) -> None:
    file = write_list(tmp_path)
    whole = file.read_bytes()
    file.write_bytes(whole[:100])
    assert write_list(tmp_path).read_bytes() == whole
    assert [one.name for one in tmp_path.iterdir()] == [file.name]


def test_a_folder_that_cannot_be_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(ConfigError, match="canaries"):
        write_list(tmp_path / "file" / "below")
