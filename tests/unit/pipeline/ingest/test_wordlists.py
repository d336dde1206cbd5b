"""Lists are used whole, or not at all; and nothing that is said repeats them."""

from pathlib import Path

import pytest

from leeward.model.errors import ConfigError
from leeward.pipeline.ingest import wordlists
from leeward.pipeline.ingest.scanning import marker
from leeward.pipeline.ingest.wordlists import CANARIES, bad_lines, canary_list, read, read_all

MARK = marker(b"k" * 32)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stones.txt"


def test_a_list_is_named_for_its_file_and_knows_its_entries(file: Path) -> None:
    file.write_text("# stones\narch\nold bridge\n", "utf-8")
    found = read("terms", file, MARK)
    assert (found.name, len(found.entries), len(found.version)) == ("stones", 2, 64)


def test_the_version_is_of_the_entries_and_of_our_key(file: Path) -> None:
    file.write_text("arch\nbridge\n", "utf-8")
    version = read("terms", file, MARK).version
    file.write_text("# later\nBridge\n\narch\narch\n", "utf-8")
    assert read("terms", file, MARK).version == version
    assert read("terms", file, marker(b"other")).version != version
    file.write_text("arch\nbridges\n", "utf-8")
    assert read("terms", file, MARK).version != version


def test_a_bad_line_is_named_and_not_repeated(file: Path) -> None:
    file.write_bytes(b"arch\n\xe2\x80\x8b\nkanariwort \xff\n")
    with pytest.raises(ConfigError) as caught:
        read("terms", file, MARK)
    assert caught.value.message == f"{file}:2: is empty after folding (and 1 more)"
    assert bad_lines("terms", file)[0] == 1
    assert len(bad_lines("terms", file)[1]) == 2


@pytest.mark.parametrize("content", ["", "# nothing\n"])
def test_a_list_without_an_entry_is_refused(file: Path, content: str) -> None:
    file.write_text(content, "utf-8")
    with pytest.raises(ConfigError, match="has no entry"):
        read("terms", file, MARK)


def test_what_is_no_file_is_refused(file: Path) -> None:
    with pytest.raises(ConfigError, match="No such file"):
        read("terms", file, MARK)
    file.mkdir()
    with pytest.raises(ConfigError, match="is no file"):
        read("urls", file, MARK)


def test_what_is_too_large_is_refused(file: Path) -> None:
    with file.open("wb") as stream:
        stream.truncate(wordlists.MOST_BYTES + 1)
    with pytest.raises(ConfigError, match="larger than"):
        read("terms", file, MARK)


def test_two_lists_of_one_name_cannot_be_told_apart(tmp_path: Path) -> None:
    files = [tmp_path / "a" / "stones.txt", tmp_path / "b" / "stones.txt"]
    for one in files:
        one.parent.mkdir()
        one.write_text("arch\n", "utf-8")
    with pytest.raises(ConfigError, match="another list of terms is called 'stones'"):
        read_all("terms", files, MARK)


def test_nobody_else_has_a_list_called_like_ours(tmp_path: Path) -> None:
    file = tmp_path / f"{CANARIES}.txt"
    file.write_text("arch\n", "utf-8")
    with pytest.raises(ConfigError, match="another list"):
        read_all("terms", [file], MARK)
    assert len(canary_list("terms").entries) == len(canary_list("urls").entries) == 1


def test_a_list_of_one_entry_has_another_digest_than_the_entry(tmp_path: Path) -> None:
    file = tmp_path / "one.txt"
    file.write_text("bridge\n", "utf-8")
    found = read("terms", file, MARK)
    assert found.version != MARK(found.entries[0].identity)
