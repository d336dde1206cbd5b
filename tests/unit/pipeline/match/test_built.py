"""Built banks in the data folder."""

from pathlib import Path

import pytest

from leeward.matcher.bank import FILE
from leeward.model.errors import BankError
from leeward.pipeline.match.built import folders, forget, named


def bank(data_dir: Path, name: str, digest: str = "0123456789ab") -> Path:
    folder = data_dir / "banks" / f"{name}-{digest}.bank"
    folder.mkdir(parents=True)
    (folder / FILE).write_bytes(b"")
    return folder


def test_a_bank_goes_by_its_name_and_its_folders_name(tmp_path: Path) -> None:
    folder = bank(tmp_path, "stand-ins")
    bank(tmp_path, "ins")
    for name in ("stand-ins", "stand-ins-0123456789ab", "stand-ins-0123456789ab.bank"):
        assert named(name, tmp_path) == folder
    for name in ("stand", "", "0123456789ab", "*"):
        assert named(name, tmp_path) is None


def test_two_banks_of_one_name_are_not_guessed_between(tmp_path: Path) -> None:
    both = [bank(tmp_path, "a\x1bb", digest) for digest in ("0" * 12, "1" * 12)]
    assert list(folders(tmp_path)) == both
    with pytest.raises(BankError, match=r"2 banks are called 'a\\x1bb'"):
        named("a\x1bb", tmp_path)
    assert named(both[1].name, tmp_path) == both[1]


def test_where_nothing_was_built_there_is_no_bank(tmp_path: Path) -> None:
    assert list(folders(tmp_path)) == []
    assert named("any", tmp_path) is None


def test_what_is_forgotten_is_gone_and_nothing_else(tmp_path: Path) -> None:
    gone, kept = bank(tmp_path, "a"), bank(tmp_path, "b")
    forget(gone, tmp_path)
    assert list(folders(tmp_path)) == [kept]


def test_only_a_banks_folder_in_the_data_folder_is_forgotten(tmp_path: Path) -> None:
    elsewhere = bank(tmp_path / "elsewhere", "a")
    link = bank(tmp_path / "data", "b").with_name("c-0123456789ab.bank")
    link.symlink_to(elsewhere)
    plain = link.with_name("notes")
    plain.mkdir()
    for folder in (elsewhere, link, plain, plain.parent, plain / ".." / ".." / ".."):
        with pytest.raises(BankError, match="no built bank in"):
            forget(folder, tmp_path / "data")
    assert (elsewhere / FILE).exists()
    assert plain.exists()


def test_what_cannot_be_removed_is_told(tmp_path: Path) -> None:
    with pytest.raises(BankError) as refused:
        forget(tmp_path / "banks" / "a-0123456789ab.bank", tmp_path)
    assert refused.value.hint
