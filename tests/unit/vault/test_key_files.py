"""Key files: made once, whole, for the owner's eyes; anything else is refused."""

import multiprocessing
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from leeward.model.errors import VaultKeyError
from leeward.vault.key_files import create_key_file, obtain_key_file, read_key_file, why_unsafe
from leeward.vault.keys import VaultKey

SECRET = bytes(range(32))
ME, ROOT, OTHER = 1000, 0, 1001


def _file(path: Path, content: bytes = SECRET, mode: int = 0o600) -> Path:
    path.write_bytes(content)
    path.chmod(mode)
    return path


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_new_key_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "new" / "vault.key"
    key = create_key_file(path, os.urandom)
    assert read_key_file(path) == key
    assert path.read_bytes() == key.secret


def test_a_new_key_is_for_its_owner_only_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        create_key_file(tmp_path / "new" / "vault.key", os.urandom)
    finally:
        os.umask(before)
    assert _mode(tmp_path / "new" / "vault.key") == 0o600
    assert _mode(tmp_path / "new") == 0o700


def test_nothing_else_is_left_behind(tmp_path: Path) -> None:
    create_key_file(tmp_path / "vault.key", os.urandom)
    with pytest.raises(VaultKeyError):
        create_key_file(tmp_path / "vault.key", os.urandom)
    assert [path.name for path in tmp_path.iterdir()] == ["vault.key"]


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = _file(tmp_path / "vault.key")
    with pytest.raises(VaultKeyError, match="there is a key already") as told:
        create_key_file(path, os.urandom)
    assert path.read_bytes() == SECRET
    assert str(path) in told.value.message


def test_a_link_is_not_written_through(tmp_path: Path) -> None:
    (tmp_path / "vault.key").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(VaultKeyError, match="there is a key already"):
        create_key_file(tmp_path / "vault.key", os.urandom)
    with pytest.raises(VaultKeyError, match="no such file"):
        obtain_key_file(tmp_path / "vault.key", os.urandom)
    assert not (tmp_path / "elsewhere").exists()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    _file(tmp_path / "file")
    with pytest.raises(VaultKeyError, match="cannot be written"):
        create_key_file(tmp_path / "file" / "vault.key", os.urandom)
    with pytest.raises(VaultKeyError, match="cannot be written"):
        obtain_key_file(tmp_path / "file" / "vault.key", os.urandom)


def test_a_source_of_too_little_randomness_makes_no_key(tmp_path: Path) -> None:
    with pytest.raises(VaultKeyError, match="16 bytes instead of 32"):
        create_key_file(tmp_path / "vault.key", lambda _: bytes(16))
    assert not list(tmp_path.iterdir())


def test_obtaining_makes_a_key_once_and_keeps_it(tmp_path: Path) -> None:
    first = obtain_key_file(tmp_path / "vault.key", os.urandom)
    assert obtain_key_file(tmp_path / "vault.key", os.urandom) == first


def test_one_that_was_beaten_to_it_takes_the_winners_key(tmp_path: Path) -> None:
    """The other process makes its key between our look and our link."""
    path = tmp_path / "vault.key"
    winners: list[VaultKey] = []

    def slow(length: int) -> bytes:
        if not winners:
            winners.append(create_key_file(path, os.urandom))
        return os.urandom(length)

    assert obtain_key_file(path, slow) == winners[0]


def _obtain(path: str) -> bytes:
    return obtain_key_file(Path(path), os.urandom).secret


def test_many_processes_that_start_at_once_share_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        keys = pool.map(_obtain, [str(tmp_path / "vault.key")] * 12, chunksize=1)
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["vault.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o644, 0o660, 0o777])
def test_a_key_that_others_can_touch_is_refused(tmp_path: Path, mode: int) -> None:
    path = _file(tmp_path / "vault.key", mode=mode)
    with pytest.raises(VaultKeyError, match="others than its owner") as told:
        read_key_file(path)
    assert f"chmod 600 {path}" in told.value.hint


@pytest.mark.parametrize("mode", [0o600, 0o400])
def test_a_key_that_only_its_owner_can_read_is_read(tmp_path: Path, mode: int) -> None:
    assert read_key_file(_file(tmp_path / "vault.key", mode=mode)).secret == SECRET


@pytest.mark.parametrize("length", [0, 31, 33, 4096])
def test_a_key_of_another_length_is_refused_and_not_repeated(tmp_path: Path, length: int) -> None:
    path = _file(tmp_path / "vault.key", b"k" * length)
    with pytest.raises(VaultKeyError, match="32 bytes") as told:
        read_key_file(path)
    assert "kkk" not in told.value.message
    with pytest.raises(VaultKeyError):
        obtain_key_file(path, os.urandom)
    assert path.read_bytes() == b"k" * length


def test_a_missing_key_is_said_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(VaultKeyError, match="no such file") as told:
        read_key_file(tmp_path / "vault.key")
    assert "backup" in told.value.hint
    assert not list(tmp_path.iterdir())


def _folder(path: Path) -> None:
    path.mkdir(mode=0o700)


def _pipe(path: Path) -> None:
    os.mkfifo(path, 0o600)


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _broken(path: Path) -> None:
    path.symlink_to(path.with_name("nowhere"))


@pytest.mark.parametrize(
    ("make", "why"),
    [(_folder, "no regular"), (_pipe, "no regular"), (_loop, "cannot be read"), (_broken, "no such file")],
    ids=["folder", "pipe", "loop", "link to nowhere"],
)
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], None], why: str) -> None:
    make(tmp_path / "vault.key")
    with pytest.raises(VaultKeyError, match=why):
        read_key_file(tmp_path / "vault.key")


def test_a_link_of_our_own_is_followed(tmp_path: Path) -> None:
    _file(tmp_path / "mounted")
    (tmp_path / "vault.key").symlink_to(tmp_path / "mounted")
    assert read_key_file(tmp_path / "vault.key").secret == SECRET


def test_a_link_to_a_key_that_others_can_touch_is_refused(tmp_path: Path) -> None:
    _file(tmp_path / "mounted", mode=0o644)
    (tmp_path / "vault.key").symlink_to(tmp_path / "mounted")
    with pytest.raises(VaultKeyError, match="others than its owner"):
        read_key_file(tmp_path / "vault.key")


def _status(kind: int, mode: int, owner: int) -> os.stat_result:
    return os.stat_result((kind | mode, 0, 0, 1, owner, 0, 32, 0, 0, 0))


@pytest.mark.parametrize(
    ("link_owner", "file_owner", "me", "why"),
    [
        (ME, ME, ME, ""),
        (ROOT, ME, ME, ""),
        (ROOT, ROOT, ME, ""),
        (OTHER, ME, ME, "this link belongs to another user"),
        (OTHER, ROOT, ROOT, "this link belongs to another user"),
        (ME, OTHER, ME, "this file belongs to another user"),
        (ROOT, OTHER, ROOT, ""),
    ],
)
def test_who_may_own_the_link_and_the_file(link_owner: int, file_owner: int, me: int, why: str) -> None:
    link = _status(stat.S_IFLNK, 0o777, link_owner)
    found = why_unsafe(link, _status(stat.S_IFREG, 0o600, file_owner), me)
    assert found.startswith(why)
    assert bool(found) == bool(why)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a link away")
def test_a_link_of_another_user_is_refused(tmp_path: Path) -> None:
    _file(tmp_path / "mounted")
    (tmp_path / "vault.key").symlink_to(tmp_path / "mounted")
    os.lchown(tmp_path / "vault.key", OTHER, OTHER)
    with pytest.raises(VaultKeyError, match="belongs to another user"):
        read_key_file(tmp_path / "vault.key")
