"""Members of an archive, one after the other, never on disk."""

import gzip
import lzma
import stat
import tarfile
import zipfile
from bz2 import BZ2File
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import IO, BinaryIO, cast

from leeward.media import edge
from leeward.media.archives.metered import ARCHIVE_ERRORS, Budget, Metered, Spent
from leeward.media.archives.unlisted import has_unlisted
from leeward.media.sniff import GZIP, HEAD_BYTES, TAR, ZIP, Kind, sniff
from leeward.model.errors import NotLooked

LONGEST_NAME = 1024  # characters of a member's name that are told
BLOCK = 512  # bytes; tar counts in these
_ENCRYPTED = 0x1
_PACKED_NOTHING = 2  # bytes that nothing may be deflated to
_UNPACKED = "(unpacked)"  # gzip, bzip2 and xz hold one file without a dependable name
_PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}


@dataclass(frozen=True, slots=True)
class Member:
    """One file in an archive. name: printable. size: bytes as the archive says, which may be a lie.

    open: the content, readable and seekable; valid until the next member is asked for.
    Raises NotLooked.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]


def members(kind: Kind, file: BinaryIO, budget: Budget) -> Iterator[Member]:
    """Every file in the archive, in its own order. Links, devices and folders are left out if they are that.

    Raises: NotLooked: it cannot be unpacked, or not to the end, or to more than the budget.
    """
    file.seek(0)
    try:
        yield from _members(kind, file, budget)
    except ARCHIVE_ERRORS as error:
        raise edge.unreadable(f"{kind.title} that is damaged or cut short") from error


def _members(kind: Kind, file: BinaryIO, budget: Budget) -> Iterator[Member]:
    if kind is ZIP:
        return _zipped(file, budget)
    if kind is TAR:
        return _tarred(file, budget)
    return _packed(_unpacking(kind, file), budget)


def _unpacking(kind: Kind, file: BinaryIO) -> BinaryIO:
    if kind is GZIP:
        return cast(BinaryIO, gzip.GzipFile(fileobj=file))
    return cast(BinaryIO, BZ2File(file) if kind.opener == "bz2" else lzma.LZMAFile(file))


def _packed(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    metered = cast(BinaryIO, Metered(stream, budget))
    head = metered.read(BLOCK)
    metered.seek(0)
    if head[257:262] == b"ustar":
        yield from _tarred(metered, budget.again())
    else:
        yield Member(_UNPACKED, 0, lambda: metered)


def _zipped(file: BinaryIO, budget: Budget) -> Iterator[Member]:
    with zipfile.ZipFile(file) as archive:
        for entry in archive.infolist():
            member = Member(printable(entry.filename), entry.file_size, _unzip(archive, entry, budget))
            if _is_file(entry) or (_has_content(entry) and _seems_media(member)):
                yield member
        if has_unlisted(archive, file):
            raise edge.unreadable("a ZIP archive with parts that its directory does not list")


def _is_file(entry: zipfile.ZipInfo) -> bool:
    mode = entry.external_attr >> 16
    return not entry.is_dir() and stat.S_IFMT(mode) in {0, stat.S_IFREG}


def _has_content(entry: zipfile.ZipInfo) -> bool:
    return entry.file_size > 0 or entry.compress_size > _PACKED_NOTHING


def _seems_media(member: Member) -> bool:
    """Whether what is called a folder or a link holds more than its target's name."""
    try:
        head = member.open().read(HEAD_BYTES)
    except Spent:
        raise
    except NotLooked:
        return True  # to be told
    return not head or sniff(head).media_type != "text/plain"


def _unzip(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> Callable[[], BinaryIO]:
    def unzip() -> BinaryIO:
        if entry.flag_bits & _ENCRYPTED:
            raise edge.unreadable("encrypted")
        if entry.compress_type not in _PLAIN:
            raise edge.unreadable("packed in a way that cannot be unpacked here")
        try:
            return cast(BinaryIO, Metered(archive.open(entry), budget))
        except ARCHIVE_ERRORS as error:
            raise edge.unreadable("its place in the archive is damaged") from error

    return unzip


def _tarred(file: BinaryIO, budget: Budget) -> Iterator[Member]:
    """One tar, and those that stand behind it, as from `cat`."""
    start: int | None = file.seek(0)
    while start is not None:
        end = yield from _one_tar(file, budget)
        start = _behind_zeros(file, end)


def _one_tar(file: BinaryIO, budget: Budget) -> Generator[Member, None, int]:
    with tarfile.TarFile(fileobj=file, errorlevel=1) as archive:
        while (entry := archive.next()) is not None:
            vars(archive)["members"].clear()  # it would keep them all
            is_file = entry.isreg() or entry.type not in tarfile.SUPPORTED_TYPES
            content = archive.extractfile(entry) if is_file else None
            if content is not None:
                yield Member(printable(entry.name), entry.size, _untar(content, budget))
        end = archive.offset
    file.seek(end)
    if file.read(BLOCK) != bytes(BLOCK):
        raise edge.unreadable("a tar archive that is damaged or cut short")
    return end + BLOCK


def _behind_zeros(file: BinaryIO, at: int) -> int | None:
    """There, ready to read what follows the end; None if nothing does."""
    file.seek(at)
    while block := file.read(BLOCK):
        if block.count(0) < len(block):
            return file.seek(at)
        at += len(block)
    return None


def _untar(content: IO[bytes], budget: Budget) -> Callable[[], BinaryIO]:
    return lambda: cast(BinaryIO, Metered(content, budget))


def printable(name: str) -> str:
    """The name with everything escaped that a terminal or a log line could stumble over."""
    safe = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in name)
    return safe[:LONGEST_NAME] or "(unnamed)"
