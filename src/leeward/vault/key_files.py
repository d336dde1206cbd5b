"""The key in a file: made once for good, and only read where nobody else can."""

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

from leeward.model.errors import VaultKeyError
from leeward.vault.keys import KEY_BYTES, VaultKey

_ROOT = 0
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def obtain_key_file(path: Path, random: Callable[[int], bytes]) -> VaultKey:
    """The key of the file, made first if there is none. Of several that make it at once, one wins.

    Raises: VaultKeyError: as `read_key_file` and `create_key_file`.
    """
    if not _is_there(path):
        try:
            return create_key_file(path, random)
        except VaultKeyError:
            if not _is_there(path):
                raise
    return read_key_file(path)


def create_key_file(path: Path, random: Callable[[int], bytes]) -> VaultKey:
    """A new key, durable on return; only the owner may read the file.

    The file appears whole or not at all, and never in the place of another: a lost key opens nothing again.
    random: gives that many bytes fit for secrets, such as os.urandom.
    Raises: VaultKeyError: there is a file, or none can be written.
    """
    key = VaultKey(random(KEY_BYTES))
    draft = path.with_name(f".{path.name}.{random(8).hex()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_first = _appear(path, draft, key.secret)
        _sync_folder(path.parent)
    except OSError as error:
        hint = "check who owns the folder, and its free space"
        raise VaultKeyError(f"{path}: cannot be written ({error.strerror})", hint) from error
    if not is_first:
        raise VaultKeyError(f"{path}: there is a key already", "keep it: it opens what was sealed")
    return key


def _appear(path: Path, draft: Path, content: bytes) -> bool:
    """Whether the file is now there with this content; False: there was one before."""
    try:
        _write(draft, content)
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def _write(path: Path, content: bytes) -> None:
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(file)


def _sync_folder(folder: Path) -> None:
    file = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def _is_there(path: Path) -> bool:
    """A link that leads nowhere is there, too: it is refused later, not written through."""
    return os.path.lexists(path)


def read_key_file(path: Path) -> VaultKey:
    """The key of a file that only its owner can read.

    Raises: VaultKeyError: it is missing, not 32 bytes, open to others, or a link of somebody else's.
    """
    try:
        link = os.lstat(path)
        file = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise VaultKeyError(f"{path}: {_why(error)}", "restore the key from your backup") from error
    try:
        unsafe = why_unsafe(link, os.fstat(file), os.geteuid())
        content = b"" if unsafe else os.read(file, KEY_BYTES + 1)
    finally:
        os.close(file)
    if unsafe:
        raise VaultKeyError(f"{path}: {unsafe}", f"see: ls -l {path}; then: chmod 600 {path}")
    if len(content) != KEY_BYTES:
        hint = "restore the key from your backup: another key opens nothing that was sealed"
        raise VaultKeyError(f"{path}: a key has {KEY_BYTES} bytes, this file has not", hint)
    return VaultKey(content)


def _why(error: OSError) -> str:
    return "there is no such file" if error.errno == errno.ENOENT else f"cannot be read ({error.strerror})"


def why_unsafe(link: os.stat_result, file: os.stat_result, me: int) -> str:
    """Why a key must not be read from here; empty if it may.

    link: the name's own status, which is the file's where it is no link. me: user number. The system's
    administrator may own both: secret stores lay their files out so.
    """
    if stat.S_ISLNK(link.st_mode) and link.st_uid not in {me, _ROOT}:
        return "this link belongs to another user, who could lead it elsewhere"
    if not stat.S_ISREG(file.st_mode):
        return "this is no regular file"
    if file.st_uid != me and _ROOT not in {file.st_uid, me}:
        return "this file belongs to another user"
    if file.st_mode & _OTHERS:
        return "others than its owner can read or change it"
    return ""
