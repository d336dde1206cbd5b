"""`leeward bank` builds, checks and changes banks, and never prints a value."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from leeward.cli.bank import command
from leeward.model.errors import BankError, DamagedBank, LeewardError, StaleBank

MD5, OTHER, PDQ = "a1" * 16, "d4" * 16, "f0" * 32


class Shell:
    """Runs `leeward bank` with a configuration of its own."""

    def __init__(self, folder: Path) -> None:
        self.list = folder / "stand-ins.csv"
        self.list.write_text(f"md5,{MD5},bridge\npdq,{PDQ}\nnonsense\nphotodna,AAAA\n")
        self._config = folder / "leeward.toml"
        self._config.write_text(f'data_dir = "{folder / "data"}"\n')
        self.data = folder / "data"

    def run(self, *words: object, given: str = "") -> Result:
        arguments = [str(words[0]), "--config", str(self._config), *map(str, words[1:])]
        result = CliRunner().invoke(command, arguments, input=given, catch_exceptions=True)
        assert MD5 not in result.output
        assert PDQ not in result.output
        return result

    def said(self, *words: object, given: str = "") -> str:
        result = self.run(*words, given=given)
        assert result.exception is None, result.exception
        return result.output

    def error(self, *words: object, given: str = "") -> LeewardError:
        error = self.run(*words, given=given).exception
        assert isinstance(error, LeewardError), error
        assert MD5 not in error.message + error.hint
        return error

    def told(self, *words: object) -> dict[str, object]:
        found = json.loads(self.said(*words, "--json"))
        assert isinstance(found, dict)
        return found


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


def test_build_says_what_went_in_what_was_left_out_and_which_lines_are_bad(shell: Shell) -> None:
    said = shell.said("build", shell.list)
    for part in ("stand-ins built", "1 md5, 1 pdq", "1 photodna", "stand-ins.csv:3: "):
        assert part in said
    assert "is built already" in shell.said("build", shell.list)


def test_build_tells_machines_the_same(shell: Shell) -> None:
    told = shell.told("build", shell.list)
    assert told["bank"] == "stand-ins"
    assert told["counts"] == {"md5": 1, "pdq": 1}
    assert told["unusable"] == {"photodna": 1}
    assert told["bad_lines"] == 1
    assert told["built"] is True
    assert shell.told("build", shell.list)["built"] is False


def test_build_takes_a_name_for_one_file(shell: Shell) -> None:
    assert shell.told("build", "--name", "ours", shell.list)["bank"] == "ours"
    assert "--name" in shell.error("build", "--name", "ours", shell.list, shell.list).message
    assert "--name" in shell.error("build", "--name", "../ours", shell.list).message


def test_build_says_why_it_built_again(shell: Shell) -> None:
    shell.said("build", shell.list)
    shell.list.write_text(f"md5,{OTHER}\n")
    assert "built again: its list has changed" in shell.said("build", shell.list)


def test_strict_stops_at_the_first_bad_line(shell: Shell) -> None:
    assert "stand-ins.csv:3" in shell.error("build", "--strict", shell.list).message


def test_check_reads_all_of_it(shell: Shell) -> None:
    folder = Path(str(shell.told("build", shell.list)["folder"]))
    assert "is sound" in shell.said("check", shell.list)
    assert "is sound" in shell.said("check", folder)
    assert "is sound" in shell.said("check", "stand-ins")
    content = bytearray((folder / "base.idx").read_bytes())
    content[content.index(bytes.fromhex(MD5))] ^= 1
    (folder / "base.idx").write_bytes(content)
    assert isinstance(shell.error("check", "stand-ins"), DamagedBank)


def test_check_says_that_the_list_has_changed(shell: Shell) -> None:
    shell.said("build", shell.list)
    shell.list.write_text(f"md5,{OTHER}\n")
    assert isinstance(shell.error("check", shell.list), StaleBank)


@pytest.mark.parametrize("words", [("check",), ("add",), ("remove",)])
def test_a_bank_that_is_not_there_is_not_guessed(shell: Shell, words: tuple[str, ...]) -> None:
    assert isinstance(shell.error(*words, "nowhere"), BankError)
    assert "leeward bank build" in shell.error(*words, shell.list).hint


def test_a_name_that_two_banks_have_is_not_guessed(shell: Shell) -> None:
    other = shell.list.parent / "other" / shell.list.name
    other.parent.mkdir()
    other.write_text(f"md5,{OTHER}\n")
    shell.said("build", shell.list, other)
    assert "2 banks are called" in shell.error("check", "stand-ins").message


def test_values_are_added_and_removed_by_argument_or_standard_input(shell: Shell) -> None:
    shell.said("build", shell.list)
    assert shell.said("add", "--entry", "late", "stand-ins", f"md5={OTHER}") == "1 added\n"
    assert shell.said("add", "stand-ins", given=f"md5,{MD5},e\npdq,{PDQ}\n") == "2 added\n"
    assert shell.said("add", "stand-ins", "-", given=f"md5,{MD5},e\n") == "1 added\n"
    assert shell.said("remove", "stand-ins", given=f"md5,{MD5}\n") == "1 removed\n"
    assert shell.said("remove", "stand-ins", f"md5={'e5' * 16}") == "1 removed\n"
    assert "value 1" in shell.error("add", "stand-ins", f"md5={MD5}0").message
    assert "nothing" in shell.error("add", "stand-ins").message


def test_list_shows_every_bank_and_whether_it_is_up_to_date(shell: Shell) -> None:
    assert "no bank is built yet" in shell.said("list")
    folder = Path(str(shell.told("build", shell.list)["folder"]))
    row = shell.told("list")
    assert (row["bank"], row["counts"], row["state"]) == ("stand-ins", {"md5": 1, "pdq": 1}, "up to date")
    assert "stand-ins" in shell.said("list")
    shell.list.write_text(f"md5,{OTHER}\n")
    assert str(shell.told("list")["state"]).startswith("its list has changed: the next scan")
    shell.list.unlink()
    assert str(shell.told("list")["state"]).startswith("its list is gone")
    (folder / "base.idx").write_bytes(b"")
    assert "base.idx" in str(shell.told("list")["state"])


def test_list_breaks_no_path_where_no_terminal_is(tmp_path: Path) -> None:
    deep = tmp_path.joinpath(*(["a folder with a rather long name"] * 5))
    deep.mkdir(parents=True)
    shell = Shell(deep)
    shell.said("build", shell.list)
    assert [str(shell.list.resolve()) in line for line in shell.said("list").splitlines()] == [False, True]


def test_what_was_changed_by_hand_is_counted_and_never_shown(shell: Shell) -> None:
    shell.said("build", shell.list)
    assert "by hand since then" not in shell.said("check", "stand-ins")
    shell.said("add", "--note", "seen", "stand-ins", f"md5={OTHER}", f"SHA-256={PDQ}")
    shell.said("remove", "stand-ins", f"md5={MD5}")
    assert "by hand since then: 2 added, 1 removed" in shell.said("check", "stand-ins")
    assert "2 added, 1 removed" in shell.said("list")
    for told in (shell.told("check", "stand-ins"), shell.told("list"), shell.told("build", shell.list)):
        assert (told["added_by_hand"], told["removed_by_hand"]) == (2, 1)


@pytest.mark.parametrize("how", ["name", "folder", "list", "lost list"])
def test_forget_deletes_the_built_bank_and_never_the_list(shell: Shell, how: str) -> None:
    folder = Path(str(shell.told("build", shell.list)["folder"]))
    shell.said("add", "stand-ins", f"md5={OTHER}")
    text = shell.list.read_text()
    if how == "lost list":
        shell.list.unlink()
    said = shell.said("forget", {"name": "stand-ins", "folder": folder}.get(how, shell.list))
    assert f"removed {folder}" in said
    assert "1 added" in said
    assert f"not touched: {shell.list}" in said
    assert not folder.exists()
    assert how == "lost list" or shell.list.read_text() == text
    assert "no bank" in shell.error("forget", "stand-ins").message


def test_forget_deletes_a_damaged_bank_too(shell: Shell) -> None:
    folder = Path(str(shell.told("build", shell.list)["folder"]))
    for file in folder.iterdir():
        file.write_bytes(b"rubbish\n\nrubbish\n")
    (folder / "changes.log").write_bytes(b"rubbish\n\nrubbish\n")
    assert "removed" in shell.said("forget", "stand-ins")
    assert not folder.exists()


def test_forget_refuses_what_lies_outside_the_data_folder(shell: Shell) -> None:
    elsewhere = shell.list.parent / "lent.bank"
    Path(str(shell.told("build", shell.list)["folder"])).rename(elsewhere)
    assert "no built bank in" in shell.error("forget", elsewhere).message
    assert (elsewhere / "base.idx").exists()
    assert isinstance(shell.error("forget", shell.list), BankError)


def test_nothing_that_a_list_or_its_name_holds_reaches_the_terminal_as_it_is(shell: Shell) -> None:
    evil = shell.list.with_name("a\x1b[31m[red]:bomb:\r\n\u202e.csv")
    evil.write_text(f"md5,{MD5},\x1b[2J,[b]\nmd5,x\nphotodna,A\n")
    folder = Path(str(shell.told("build", evil)["folder"]))
    said = [shell.said(*words) for words in (["build", evil], ["check", folder], ["list"])]
    said += [shell.said("build", "--name", "\x1b[1m[red]", evil), shell.said("forget", folder)]
    for text in said:
        assert "[red]" in text
        assert not set("\x1b\r\u202e\U0001f4a3") & set(text)
    for words in (["check", "\x1b[31m"], ["forget", "\x1b"], ["add", evil]):
        error = shell.error(*words)
        assert not set("\x1b\r") & set(error.message + error.hint)


def test_lines_that_are_no_entries_are_told_the_form(shell: Shell) -> None:
    shell.said("build", shell.list)
    assert shell.said("add", "stand-ins", given=f"md5;{OTHER}\n") == "1 added\n"
    error = shell.error("add", "stand-ins", given=f"md5|{OTHER}\n")
    assert "line 1 is no entry" in error.message
    assert "signal,value[,entry][,note]" in error.hint


def test_bad_lines_are_counted_in_english(shell: Shell) -> None:
    assert "  1 bad line:\n" in shell.said("build", shell.list)
    shell.list.write_text(f"md5,{MD5}\n" + "md5,x\n" * 1200)
    assert "  1,200 bad lines:\n" in shell.said("build", shell.list)


def test_a_list_that_may_not_be_read_is_not_a_wrong_word_on_the_command_line(shell: Shell) -> None:
    shell.list.chmod(0)
    result = shell.run("build", shell.list)  # root may read it all the same
    assert result.exception is None or isinstance(result.exception, BankError)
