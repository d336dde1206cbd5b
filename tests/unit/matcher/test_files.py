"""Opening our own files: nothing else that has their name is waited for or followed."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from leeward.matcher.files import open_regular, sync_folder
from leeward.model.errors import DamagedBank

WRITING = os.O_RDWR | os.O_CREAT


def test_a_new_file_is_its_owners_alone(tmp_path: Path) -> None:
    os.close(open_regular(tmp_path / "a", WRITING))
    assert (tmp_path / "a").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("flags", [os.O_RDONLY, WRITING])
@pytest.mark.parametrize("strange", ["pipe", "link", "folder", "socket"])
def test_what_is_no_regular_file_is_refused_at_once(tmp_path: Path, strange: str, flags: int) -> None:
    path = tmp_path / "a"
    (tmp_path / "b").write_text("")
    with socket.socket(socket.AF_UNIX) as listener:
        make: dict[str, Callable[[Path], object]] = {
            "pipe": os.mkfifo,
            "link": lambda name: os.symlink(tmp_path / "b", name),
            "folder": os.mkdir,
            "socket": lambda name: listener.bind(str(name)),
        }
        make[strange](path)
        with pytest.raises(DamagedBank, match="no regular file"):
            open_regular(path, flags)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "a", os.O_RDONLY)


def test_a_folder_can_be_made_durable(tmp_path: Path) -> None:
    sync_folder(tmp_path)
    assert not os.listdir(tmp_path)
