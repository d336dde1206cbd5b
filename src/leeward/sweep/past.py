"""What earlier runs of the same scan did, as their journal tells it."""

import json
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

from leeward.model.look import Look
from leeward.sweep.outcomes import Count, Tally

Key: TypeAlias = str  # keyed digest of a file's identity


@dataclass(frozen=True, slots=True)
class Header:
    """The first line. key: secret of this scan's digests."""

    key: bytes


@dataclass(frozen=True, slots=True)
class Start:
    """A run began here. pid: its process."""

    pid: int


@dataclass(frozen=True, slots=True)
class About:
    """A file that the output says next. stamp: keyed digest. count: None for an archive that is done."""

    file: Key
    stamp: str
    count: Count | None


@dataclass(frozen=True, slots=True)
class Mark:
    """The output has said all of the above. offset: bytes in it. seal: keyed digest of the last of them."""

    offset: int = 0
    seal: str = ""


Line: TypeAlias = Header | Start | About | Mark


@dataclass(slots=True)
class Past:
    """done: what the output has said. unsure: what it may have said. mark: how far it got."""

    done: dict[Key, About] = field(default_factory=dict)
    unsure: set[Key] = field(default_factory=set)
    mark: Mark = field(default_factory=Mark)
    pid: int = 0

    def learn(self, lines: Iterable[Line]) -> None:
        """Take in the lines of a journal, in order."""
        batch: dict[Key, About] = {}
        for line in lines:
            match line:
                case About():
                    batch[line.file] = line
                    continue
                case Mark():
                    self.mark = line
                    self.done.update(batch)
                    self.unsure.difference_update(batch)
                case Start():
                    self.pid = line.pid
                    self.unsure.update(batch)
                case Header():
                    pass
            batch = {}
        self.unsure.update(batch)

    def tally(self) -> Tally:
        """The totals of what is done."""
        tally = Tally()
        for about in self.done.values():
            if about.count:
                tally.add(about.count)
        return tally


def write(line: Line) -> bytes:
    """One line of a journal, with its checksum."""
    text = json.dumps(_fields(line), separators=(",", ":"))
    return f"{zlib.crc32(text.encode()):08x} {text}\n".encode()


def read(stream: BinaryIO) -> tuple[list[Line], int]:
    """The whole lines of a journal, and where they end (bytes): behind that is what a crash tore."""
    lines: list[Line] = []
    end = 0
    for raw in stream:
        line = _parsed(raw)
        if line is None:
            break
        lines.append(line)
        end += len(raw)
    return lines, end


def _fields(line: Line) -> dict[str, object]:
    match line:
        case Header():
            return {"leeward": 1, "key": line.key.hex()}
        case Start():
            return {"pid": line.pid}
        case Mark():
            return {"offset": line.offset, "seal": line.seal}
        case About(count=None):
            return {"file": line.file, "stamp": line.stamp}
        case About(count=count):
            return {"file": line.file, "stamp": line.stamp, "count": count}


def _parsed(raw: bytes) -> Line | None:
    checksum, _, text = raw.rstrip(b"\n").partition(b" ")
    if not raw.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
        return None
    # the checksum says that we wrote it, so its shape is ours
    fields = json.loads(text)
    match fields:
        case {"leeward": 1, "key": key}:
            return Header(bytes.fromhex(key))
        case {"pid": pid}:
            return Start(pid)
        case {"offset": offset, "seal": seal}:
            return Mark(offset, seal)
        case {"file": file, "stamp": stamp, "count": [look, reason, size, banks]}:
            return About(file, stamp, Count(Look(look), reason, size, tuple(banks)))
        case {"file": file, "stamp": stamp}:
            return About(file, stamp, None)
    return None
