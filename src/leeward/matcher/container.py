"""One immutable file of named arrays: written aside, put in force by a rename, mapped read-only."""

import fcntl
import hashlib
import json
import math
import mmap
import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, TypeAdapter, ValidationError

from leeward.matcher.files import open_regular, sync_folder
from leeward.model.errors import BankError, DamagedBank, StaleBank

MAGIC = b"LEEWARD\n"
VERSION = 1
ALIGNMENT = 4096  # bytes; a section starts on a page
REBUILD = "build it again from its list: leeward bank build"
_PREFIX = struct.Struct("<8sIIQQ32s")  # magic, version, 0, where the header is, its length, its SHA-256
IN_MEMORY = 64 << 20  # bytes; a smaller file is read, so that nothing done to it later can end the process

Number = Annotated[int, Field(ge=0, lt=1 << 62)]
Type = Annotated[str, Field(pattern=r"^(\|u1|<u[248]|<i8)$")]


@dataclass(frozen=True, slots=True)
class Section:
    """Where one array lies. shape: of the array; digest: SHA-256 of its bytes, hexadecimal."""

    name: str
    offset: Number
    dtype: Type
    shape: Annotated[tuple[Number, ...], Field(min_length=1, max_length=2)]
    digest: str

    @property
    def size(self) -> int:
        """Bytes."""
        return np.dtype(self.dtype).itemsize * math.prod(self.shape)

    def lies_within(self, end: int) -> bool:
        """Whether it starts on a page, and neither it nor a side of it reaches beyond `end`."""
        return self.offset % ALIGNMENT == 0 and max(self.offset + self.size, *self.shape) <= end


@dataclass(frozen=True, slots=True)
class _Described:
    """The header. about: what the writer told."""

    about: dict[str, Any]
    sections: tuple[Section, ...]


_DESCRIBED = TypeAdapter(_Described)


class Slot:
    """A section being written, front to back."""

    def __init__(self, file: int, name: str, offset: int, of: NDArray[Any]) -> None:
        self._file, self._name, self._offset, self._of = file, name, offset, of
        self._written = 0
        self._hash = hashlib.sha256()

    def append(self, part: NDArray[Any]) -> None:
        """Write the next part; its bytes count, not its shape."""
        view = np.ascontiguousarray(part, self._of.dtype).reshape(-1).view(np.uint8).data
        self._hash.update(view)
        while view:
            done = os.pwrite(self._file, view, self._offset + self._written)
            self._written += done
            view = view[done:]

    def described(self) -> Section:
        """The finished section."""
        if self._written != self._of.nbytes:
            raise BankError(f"section {self._name} is not complete")
        return Section(self._name, self._offset, self._of.dtype.str, self._of.shape, self._hash.hexdigest())


class Writer:
    """Writes a container beside `path`, then puts it in force. One writer at a time; a killed one leaves
    the old file as it was. Raises: BankError: another process is writing."""

    def __init__(self, path: Path) -> None:
        self._path, self._aside = path, path.with_suffix(".new")
        self._file = self._claim()
        self._slots: list[Slot] = []
        self._end = ALIGNMENT

    def _claim(self) -> int:
        while True:
            file = os.open(self._aside, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # The one who held the lock may have renamed this very file into force meanwhile.
                if os.path.samestat(os.fstat(file), os.stat(self._aside)):
                    os.ftruncate(file, 0)
                    return file
            except BlockingIOError as busy:
                os.close(file)
                raise BankError(f"{self._path.parent} is being built already", "wait for it") from busy
            except FileNotFoundError:
                pass
            os.close(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._aside.unlink(missing_ok=True)
        os.close(self._file)

    def reserve(self, name: str, dtype: str, shape: tuple[int, ...]) -> Slot:
        """Set room aside; several slots may be filled in turns."""
        of = np.broadcast_to(np.empty((), dtype), shape)
        slot = Slot(self._file, name, self._end, of)
        self._slots.append(slot)
        self._end += -(-of.nbytes // ALIGNMENT) * ALIGNMENT
        return slot

    def write(self, name: str, array: NDArray[Any]) -> None:
        """Write a whole section."""
        self.reserve(name, array.dtype.newbyteorder("<").str, array.shape).append(array)

    def finish(self, about: Mapping[str, Any]) -> None:
        """Write the header, make all of it durable, and replace the old file."""
        sections = [
            {"name": s.name, "offset": s.offset, "dtype": s.dtype, "shape": s.shape, "digest": s.digest}
            for s in (slot.described() for slot in self._slots)
        ]
        text = json.dumps({"about": about, "sections": sections}, sort_keys=True, separators=(",", ":"))
        header = text.encode()
        os.pwrite(self._file, header, self._end)
        digest = hashlib.sha256(header).digest()
        os.pwrite(self._file, _PREFIX.pack(MAGIC, VERSION, 0, self._end, len(header), digest), 0)
        os.fsync(self._file)
        os.replace(self._aside, self._path)
        sync_folder(self._path.parent)


def shaped(array: NDArray[Any], dtype: str, *shape: int | None) -> NDArray[Any]:
    """The array, of this type and shape; None is any length. Raises: DamagedBank: it has another."""
    sizes = zip(array.shape, shape, strict=False)
    if (
        array.dtype.str != dtype
        or array.ndim != len(shape)
        or any(want not in (None, has) for has, want in sizes)
    ):
        raise DamagedBank("a section has another shape than its header says", REBUILD)
    return array


class Reader:
    """An open container. Opening checks the header and that all sections lie inside the file, no more.

    A large file is mapped, once a machine, and must never be written over: to cut off a mapped file ends
    the processes that read it. A small one is read.
    Raises: BankError: there is none. StaleBank: another version's. DamagedBank: it fails a check.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._map, self._state = _held(path)
        try:
            self.about, self._sections = _header(path, self._map)
        except BaseException:
            self._map.close()
            raise
        self._bytes = memoryview(self._map).toreadonly()

    def array(self, name: str) -> NDArray[Any]:
        """A section's array, read-only, where the file is held."""
        section = self._sections.get(name)
        if section is None:
            raise DamagedBank(f"{self._path}: section {name} is missing", REBUILD)
        count = math.prod(section.shape)
        flat = np.frombuffer(self._bytes, section.dtype, count, section.offset) if count else None
        return (np.empty(0, section.dtype) if flat is None else flat).reshape(section.shape)

    def verify(self) -> None:
        """Read everything. Raises: DamagedBank: naming the first section whose checksum is wrong."""
        for section in self._sections.values():
            with self._bytes[section.offset :][: section.size] as part:
                if hashlib.sha256(part).hexdigest() != section.digest:
                    raise DamagedBank(f"{self._path}: section {section.name} is damaged", REBUILD)

    def is_current(self) -> bool:
        """Whether the file is still the one in force."""
        try:
            return os.path.samestat(self._state, os.stat(self._path))
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Let go of the file once no array of it is left."""
        try:
            self._bytes.release()
            self._map.close()
        except BufferError:  # an array is still in use somewhere; the file goes with the last one
            del self._bytes, self._map


def _held(path: Path) -> tuple[mmap.mmap, os.stat_result]:
    try:
        file = open_regular(path, os.O_RDONLY)
        try:
            state = os.fstat(file)
            return _contents(path, file, state.st_size), state
        finally:
            os.close(file)
    except FileNotFoundError as missing:
        raise BankError(f"{path.parent}: no bank is built here", REBUILD) from missing
    except ValueError as shorter:  # since it was measured
        raise DamagedBank(f"{path}: the file is cut off", REBUILD) from shorter
    except OSError as error:
        raise BankError(f"{path}: {error.strerror}", "check who may read it") from error


def _contents(path: Path, file: int, size: int) -> mmap.mmap:
    """Mapped if it is large, otherwise read; never a part of what a crash leaves on the disk."""
    if size < _PREFIX.size:
        raise DamagedBank(f"{path}: this is no bank file", REBUILD)
    held = mmap.mmap(file, size, access=mmap.ACCESS_READ) if size >= IN_MEMORY else mmap.mmap(-1, size)
    held.madvise(mmap.MADV_DONTDUMP)
    read = size
    if size < IN_MEMORY:
        with memoryview(held) as room:
            read = os.preadv(file, [room], 0)
    if read != size:
        held.close()
        raise DamagedBank(f"{path}: the file is cut off", REBUILD)
    return held


def _header(path: Path, file: mmap.mmap) -> tuple[dict[str, Any], dict[str, Section]]:
    if file[:8] != MAGIC:
        raise DamagedBank(f"{path}: this is no bank file", REBUILD)
    _, version, _, offset, length, digest = _PREFIX.unpack_from(file)
    if version != VERSION:
        raise StaleBank(f"{path}: written in format {version}, this is Leeward's format {VERSION}", REBUILD)
    text = file[offset : offset + length]
    if offset + length != len(file) or hashlib.sha256(text).digest() != digest:
        raise DamagedBank(f"{path}: the header is damaged or cut off", REBUILD)
    try:
        header = _DESCRIBED.validate_json(text, strict=True)
    except ValidationError as error:
        raise DamagedBank(f"{path}: the header does not describe a bank", REBUILD) from error
    if not all(section.lies_within(offset) for section in header.sections):
        raise DamagedBank(f"{path}: a section lies outside the file", REBUILD)
    return header.about, {section.name: section for section in header.sections}
