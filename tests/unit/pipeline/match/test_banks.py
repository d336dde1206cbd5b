"""Banks are built from their lists, used again, and built again when they must be."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from leeward.matcher.bank import FILE, LOG, Bank
from leeward.model.errors import BankError, DamagedBank
from leeward.pipeline.match.banks import (
    BankSettings,
    OpenedBank,
    find_built,
    folder_of,
    list_changed,
    open_bank,
    open_built,
)
from leeward.pipeline.match.origin import NAME, recall, remember

MD5, OTHER, PDQ = "a1" * 16, "d4" * 16, "f0" * 32


@pytest.fixture
def settings(tmp_path: Path) -> BankSettings:
    return BankSettings(tmp_path / "data")


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    file = tmp_path / "stand-ins.csv"
    file.write_text(f"md5,{MD5},bridge\npdq,{PDQ}\nnonsense\nphotodna,AAAA\n")
    return file


def opened(file: Path, settings: BankSettings) -> OpenedBank:
    bank = open_bank(file, settings)
    bank.index.close()
    return bank


def has(bank: OpenedBank, value: str) -> bool:
    with Bank.open(bank.folder) as index:
        return bool(index.search("md5", [bytes.fromhex(value)], 0))


def test_a_list_is_built_once_and_says_what_became_of_it(listed: Path, settings: BankSettings) -> None:
    first, again = opened(listed, settings), opened(listed, settings)
    assert (first.built, again.built) == (True, False)
    for bank in (first, again):
        assert (bank.name, bank.counts, bank.said) == ("stand-ins", {"md5": 1, "pdq": 1}, "")
        assert (bank.bad_lines, bank.unusable) == (1, {"photodna": 1})
        assert [str(bad).partition(": ")[0] for bad in bank.bad] == ["stand-ins.csv:3"]
        assert bank.source == listed.resolve()


def test_the_index_lies_with_the_banks_and_is_for_its_owner_only(
    listed: Path, settings: BankSettings
) -> None:
    folder = opened(listed, settings).folder
    assert folder.parent == settings.data_dir / "banks"
    assert folder.name.startswith("stand-ins-")
    assert folder.suffix == ".bank"
    assert folder.stat().st_mode & 0o077 == 0


def test_lists_of_the_same_name_in_two_places_do_not_share_an_index(
    listed: Path, settings: BankSettings
) -> None:
    other = listed.parent / "elsewhere" / listed.name
    other.parent.mkdir()
    other.write_text(f"md5,{OTHER}\n")
    assert opened(listed, settings).folder != opened(other, settings).folder


def test_a_list_that_is_only_touched_is_not_built_again(listed: Path, settings: BankSettings) -> None:
    opened(listed, settings)
    os.utime(listed, ns=(1, 1))
    assert not opened(listed, settings).built
    assert not opened(listed, settings).built


def test_a_list_whose_name_is_no_text_can_be_used(tmp_path: Path, settings: BankSettings) -> None:
    file = Path(os.fsdecode(os.fsencode(tmp_path) + b"/l\xffst.csv"))
    file.write_text(f"md5,{MD5}\nnonsense\n")
    first, again = opened(file, settings), opened(file, settings)
    assert (first.built, again.built) == (True, False)
    assert first.name == "l\\udcffst"
    assert str(first.bad[0]).encode()


def test_a_folder_that_cannot_be_written_is_an_error_with_a_hint(listed: Path, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    with pytest.raises(BankError) as refused:
        open_bank(listed, BankSettings(tmp_path / "data"))
    assert refused.value.hint


def test_a_list_that_has_changed_is_built_again_and_said(listed: Path, settings: BankSettings) -> None:
    opened(listed, settings)
    listed.write_text(f"md5,{OTHER}\n")
    bank = opened(listed, settings)
    assert (bank.built, bank.said) == (True, "built again: its list has changed")
    assert bank.counts == {"md5": 1}
    assert has(bank, OTHER)
    assert not has(bank, MD5)


def _lose_origin(folder: Path) -> None:
    (folder / NAME).unlink()


def _lose_index(folder: Path) -> None:
    (folder / FILE).unlink()


def _another_digest(folder: Path) -> None:
    origin = recall(folder)
    assert origin is not None
    remember(folder, replace(origin, digest="00" * 32))


def _another_maker(folder: Path) -> None:
    origin = recall(folder)
    assert origin is not None
    remember(folder, replace(origin, maker="leeward 0.0.1: md5"))


def _empty_index(folder: Path) -> None:
    (folder / FILE).write_bytes(b"")


def _cut_index(folder: Path) -> None:
    (folder / FILE).write_bytes((folder / FILE).read_bytes()[:-10])


def _another_version(folder: Path) -> None:
    content = bytearray((folder / FILE).read_bytes())
    content[8] += 1
    (folder / FILE).write_bytes(content)


@pytest.mark.parametrize(
    "spoil",
    [_lose_origin, _lose_index, _another_digest, _another_maker, _empty_index, _cut_index, _another_version],
)
def test_an_index_that_cannot_be_trusted_is_built_again_and_said(
    listed: Path, settings: BankSettings, spoil: object
) -> None:
    assert callable(spoil)
    spoil(opened(listed, settings).folder)
    bank = opened(listed, settings)
    assert bank.built
    assert bank.said
    assert has(bank, MD5)
    assert opened(listed, settings).said == ""


def test_a_flipped_bit_is_found_before_the_index_is_used(listed: Path, settings: BankSettings) -> None:
    folder = opened(listed, settings).folder
    content = bytearray((folder / FILE).read_bytes())
    content[content.index(bytes.fromhex(MD5))] ^= 1
    (folder / FILE).write_bytes(content)
    with pytest.raises(DamagedBank, match="is damaged"):
        open_bank(folder, settings)
    bank = opened(listed, settings)
    assert bank.built
    assert "damaged" in bank.said
    assert has(bank, MD5)


def test_strict_names_the_first_bad_line_also_of_a_bank_that_is_built_already(
    listed: Path, settings: BankSettings
) -> None:
    strict = replace(settings, strict=True)
    with pytest.raises(BankError, match=r"stand-ins\.csv:3"):
        open_bank(listed, strict)
    opened(listed, settings)
    with pytest.raises(BankError, match=r"stand-ins\.csv:3"):
        open_bank(listed, strict)


def test_a_list_without_a_usable_entry_is_refused_and_says_what_it_had(
    tmp_path: Path, settings: BankSettings
) -> None:
    file = tmp_path / "list.csv"
    file.write_text("photodna,AAAA\nphotodna,BBBB\nmd5,short\n")
    with pytest.raises(BankError, match=r"2 photodna; 1 bad line: list\.csv:3"):
        open_bank(file, settings)
    file.write_text("md5,short\n" * 1000)
    with pytest.raises(BankError, match=r"1,000 bad lines, the first: list\.csv:1"):
        open_bank(file, settings)


def test_what_is_changed_by_hand_outlives_the_list(listed: Path, settings: BankSettings) -> None:
    with Bank.open(opened(listed, settings).folder) as index:
        index.remove("md5", bytes.fromhex(MD5))
        index.add("md5", bytes.fromhex(OTHER))
    listed.write_text(listed.read_text() + f"md5,{'e5' * 16}\n")
    bank = opened(listed, settings)
    assert bank.built
    assert [has(bank, value) for value in (MD5, OTHER, "e5" * 16)] == [False, True, True]


def test_a_damaged_log_of_changes_stops_at_once(listed: Path, settings: BankSettings) -> None:
    folder = opened(listed, settings).folder
    (folder / LOG).write_bytes(b"00000000 {}\n00000000 {}\n")
    with pytest.raises(DamagedBank) as refused:
        open_bank(listed, settings)
    assert LOG in refused.value.hint


def test_a_built_folder_opens_without_its_list(listed: Path, settings: BankSettings) -> None:
    folder = opened(listed, replace(settings, name="ours")).folder
    listed.unlink()
    bank = opened(folder, settings)
    assert (bank.name, bank.built, bank.said) == ("ours", False, "")
    origin = recall(folder)
    assert origin is not None
    assert list_changed(origin) is None


def test_a_built_folder_says_that_its_list_has_changed(listed: Path, settings: BankSettings) -> None:
    folder = opened(listed, settings).folder
    listed.write_text(f"md5,{OTHER}\n")
    assert "changed" in opened(folder, settings).said


def test_a_built_folder_says_that_it_was_made_elsewhere(listed: Path, settings: BankSettings) -> None:
    folder = opened(listed, settings).folder
    _another_maker(folder)
    assert "another version" in opened(folder, settings).said


def test_a_name_opens_the_built_bank_unless_there_is_such_a_file(
    listed: Path, settings: BankSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = opened(listed, settings).folder
    for name in ("stand-ins", folder.name, folder.stem):
        assert opened(Path(name), settings).folder == folder
    (tmp_path / "stand-ins").write_text(f"md5,{OTHER}\n")
    assert opened(Path("stand-ins"), settings).counts == {"md5": 1}
    for name in ("nobody", "elsewhere/stand-ins"):
        with pytest.raises(BankError, match="neither a file nor the name of a built bank") as refused:
            open_bank(Path(name), settings)
        assert refused.value.hint


def test_a_name_that_two_banks_have_is_refused(
    listed: Path, settings: BankSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other" / listed.name
    other.parent.mkdir()
    other.write_text(f"md5,{OTHER}\n")
    opened(listed, settings)
    opened(other, settings)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BankError, match="2 banks are called 'stand-ins'"):
        open_bank(Path("stand-ins"), settings)


def test_a_built_bank_is_found_by_its_list_its_folder_or_its_name(
    listed: Path, settings: BankSettings
) -> None:
    folder = opened(listed, settings).folder
    for bank in (listed, folder, "stand-ins"):
        assert find_built(str(bank), settings) == folder
    listed.unlink()
    assert find_built(str(listed), settings) == folder
    with pytest.raises(BankError, match=r"no bank 'a\\x1b\[31m'"):
        find_built("a\x1b[31m", settings)


@pytest.mark.parametrize("name", ["threat-updates.json", "ncmec-entries.xml"])
def test_a_list_that_ends_in_the_middle_is_refused_and_the_old_index_stays(
    settings: BankSettings, tmp_path: Path, name: str
) -> None:
    file = tmp_path / name
    whole = (LISTS / name).read_bytes()
    file.write_bytes(whole)
    before = opened(file, settings)
    file.write_bytes(whole[: len(whole) * 9 // 10])
    with pytest.raises(BankError, match="ends in the middle") as refused:
        open_bank(file, settings)
    assert "--bank NAME" in refused.value.hint
    assert opened(before.folder, settings).counts == before.counts


def test_a_link_that_leads_to_itself_is_refused(settings: BankSettings, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(BankError):
        open_bank(tmp_path / "loop", settings)


LISTS = Path(__file__).parents[3] / "vectors" / "lists"


@pytest.mark.parametrize(
    ("name", "counts", "unusable"),
    [
        ("stand-ins.csv", {"md5": 1, "sha1": 1, "sha256": 1, "pdq": 2, "vpdq": 1}, {"photodna": 1}),
        ("stand-ins-pdq.txt", {"pdq": 2}, {}),
        ("md5sum.txt", {"md5": 2}, {}),
        ("dataset.csv", {"pdq": 2, "md5": 1, "vpdq": 1}, {"false-positive": 1, "url": 1}),
        ("dataset.txt", {"pdq": 2, "md5": 1, "vpdq": 1}, {"false-positive": 1, "raw_text": 1}),
        ("threat-updates.json", {"pdq": 1, "md5": 1}, {"withdrawn": 2, "false-positive": 1, "uri": 1}),
        ("threat-descriptors.json", {"md5": 1}, {}),
        ("hma-contents.jsonl", {"pdq": 2, "md5": 1}, {"disabled": 1}),
        (
            "ncmec-entries.xml",
            {"md5": 2, "sha1": 1, "pdq": 1},
            {"photodna": 1, "tmk_pdqf": 1, "withdrawn": 1, "tombstone": 1},
        ),
    ],
)
def test_every_recorded_list_becomes_a_bank(
    settings: BankSettings, name: str, counts: dict[str, int], unusable: dict[str, int]
) -> None:
    bank = opened(LISTS / name, settings)
    assert (bank.counts, bank.unusable, bank.bad_lines) == (counts, unusable, 0)


def test_a_damaged_folder_without_its_list_is_refused(listed: Path, settings: BankSettings) -> None:
    folder = opened(listed, settings).folder
    _cut_index(folder)
    with pytest.raises(DamagedBank):
        open_bank(folder, settings)


def test_what_was_never_built_cannot_be_opened_as_built(listed: Path, settings: BankSettings) -> None:
    for place in (listed, listed.parent):
        with pytest.raises(BankError, match="no bank is built"):
            open_built(place, settings)
    assert not folder_of(listed, settings).exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from leeward.pipeline.match.banks import BankSettings, open_bank

def die(what, share):
    if what.startswith(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)

open_bank(Path(sys.argv[1]), BankSettings(Path(sys.argv[2]), progress=die))
"""


@pytest.mark.parametrize("moment", ["reading", "building"])
def test_a_builder_that_is_killed_leaves_the_old_index_in_force(
    listed: Path, settings: BankSettings, moment: str
) -> None:
    bank = opened(listed, settings)
    listed.write_text(f"md5,{OTHER}\npdq,{PDQ}\n")
    command = [sys.executable, "-c", KILLED, str(listed), str(settings.data_dir), moment]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert has(bank, MD5)
    assert not has(bank, OTHER)
    again = opened(listed, settings)
    assert again.built
    assert has(again, OTHER)
