"""What a built bank remembers of its list."""

import hashlib
import os
import pwd
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from leeward import __version__
from leeward.model.banks import BadLine
from leeward.model.errors import BankError
from leeward.pipeline.match.origin import (
    NAME,
    Origin,
    Stamp,
    digest_of,
    open_list,
    recall,
    remember,
    this_maker,
)
from leeward.plugins import loader

ORIGIN = Origin(
    "/lists/a.csv",
    Stamp(5, 6, 7),
    "ab" * 32,
    "csv_list",
    (BadLine("a.csv", 3, "why"),),
    1,
    {"url": 2},
    "leeward 0",
)


def test_what_is_remembered_is_recalled(tmp_path: Path) -> None:
    remember(tmp_path, ORIGIN)
    assert recall(tmp_path) == ORIGIN
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


@pytest.mark.parametrize("content", [b"", b"{", b"{}", b"[]", b"\xff"])
def test_what_cannot_be_read_is_not_recalled(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    assert recall(tmp_path) is None


def test_nothing_is_recalled_where_nothing_was_remembered(tmp_path: Path) -> None:
    assert recall(tmp_path) is None


def test_a_maker_is_a_version_with_its_signals() -> None:
    assert __version__ in this_maker()
    assert all(name in this_maker() for name in loader.names("signals"))


def test_a_stamp_changes_when_the_file_is_written_or_replaced(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    stamps = []
    for content, mtime in [("a", 1), ("b", 2), ("bc", 2)]:
        file.write_text(content)
        os.utime(file, ns=(mtime, mtime))
        with open_list(file) as stream:
            stamps.append(Stamp.of(stream))
    (tmp_path / "new").write_text("bc")
    os.utime(tmp_path / "new", ns=(2, 2))
    os.replace(tmp_path / "new", file)
    with open_list(file) as stream:
        assert len({*stamps, Stamp.of(stream)}) == 4


def test_a_digest_is_that_of_the_bytes_and_rewinds(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(b"bridge" * 1_000_000)
    told: list[float] = []
    with open_list(file) as stream:
        assert digest_of(stream, 6_000_000, told.append) == hashlib.sha256(file.read_bytes()).hexdigest()
        assert stream.tell() == 0
    assert told[-1] == 1.0


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("missing.csv", "neither a file nor the name"),
        ("a-file/x", "neither a file"),
        ("a-folder", "is no file"),
    ],
)
def test_what_is_no_file_is_refused(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "a-folder").mkdir()
    (tmp_path / "a-file").write_text("")
    with pytest.raises(BankError, match=said) as refused:
        open_list(tmp_path / name)
    assert refused.value.hint


REFUSED = """
import os, sys
from pathlib import Path
from leeward.model.errors import BankError
from leeward.pipeline.match.origin import open_list

if os.geteuid() == 0:  # root may read everything
    os.seteuid(65534)
try:
    open_list(Path(sys.argv[1]))
except BankError as error:
    print(error.message, error.hint, sep="\\n")
"""


@pytest.mark.parametrize(("closed", "verb", "right"), [("a.csv", "read it", ":r "), (".", "enter ", ":x ")])
def test_a_list_that_may_not_be_read_says_which_right_is_missing_and_who_has_it(
    closed: str, verb: str, right: str
) -> None:
    with tempfile.TemporaryDirectory() as folder:  # pytest's own folder is closed to others further up
        place = Path(folder, closed)
        Path(folder).chmod(0o755)
        Path(folder, "a.csv").write_text("x")
        place.chmod(0)
        command = [sys.executable, "-c", REFUSED, str(Path(folder, "a.csv"))]
        answer = subprocess.run(command, capture_output=True, text=True, check=True)
        place.chmod(0o700)
    message, hint = answer.stdout.splitlines()
    owner = pwd.getpwuid(os.getuid()).pw_name
    assert f"may not {verb}" in message
    assert f"run as {owner}, who owns it" in hint
    assert right in hint


def test_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(BankError) as refused:
        remember(tmp_path / "missing", ORIGIN)
    assert refused.value.hint


def test_a_pipe_in_its_place_is_no_origin_and_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / NAME)
    assert recall(tmp_path) is None
