"""An archive: every member looked at as if it were a file of its own."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from leeward.media import edge
from leeward.media.archives.members import Member, members
from leeward.media.archives.metered import Budget, Spent
from leeward.media.sniff import HEAD_BYTES, Family, Kind, sniff
from leeward.model.errors import NotLooked
from leeward.model.findings import Finding, Json
from leeward.model.look import Look
from leeward.pipeline.ingest.asked import Asked
from leeward.pipeline.ingest.sitting import CHUNK, Message, Sitting, digested, messages, sit, told

ALWAYS_ALLOWED = 1 << 30  # bytes that any archive may unpack to
SPEAK_EVERY = 10  # members passed over without a word, because they are told already
NESTED = "!/"  # between an inner archive's name and its member's


def archive(sitting: Sitting) -> Iterator[Message]:
    """First {"digested": the archive itself}; then per member what there is to say of a file, with its
    "member_number"; at the end {"archive": {"members": how many, "problem": None or why not all of it
    was looked at}}. Now and then {"patience_s": …} where there is nothing else to say."""
    asked = sitting.asked
    walk = _Walk(asked, Budget(max(ALWAYS_ALLOWED, asked.limits.expansion * sitting.size)))
    problem: Json = None
    try:
        yield from digested(sitting)
        yield from walk.inside(sitting.kind, sitting.file, "", 1)
    except NotLooked as why:
        problem = {"look": str(why.look), "reason": why.reason}
    except OSError:
        problem = {"look": str(Look.UNREADABLE), "reason": "it cannot be read"}
    yield {"archive": {"members": walk.number, "problem": problem}}


@dataclass(slots=True)
class _Walk:
    """Through an archive and the archives inside. number: of the next member."""

    asked: Asked
    budget: Budget
    number: int = 0

    def inside(self, kind: Kind, file: BinaryIO, prefix: str, depth: int) -> Iterator[Message]:
        """Raises: NotLooked: the archive has a problem; one is that there is nothing in it."""
        is_empty = True
        for member in members(kind, file, self.budget):
            is_empty = False
            yield from self._member(member, prefix + member.name, depth)
        if is_empty:
            raise edge.unsupported(f"{kind.title} without a file in it")

    def _member(self, member: Member, name: str, depth: int) -> Iterator[Message]:
        try:
            file = member.open()
            kind = sniff(_head(file))
            if kind.family is Family.ARCHIVE:
                yield from self._nested(kind, file, name, depth)
                return
        except Spent:
            raise
        except NotLooked as why:
            outcome = iter((_failed(member, name, why),))
        else:
            outcome = self._looked(member, file, name)
        yield from self._numbered(outcome)

    def _nested(self, kind: Kind, file: BinaryIO, name: str, depth: int) -> Iterator[Message]:
        if depth > self.asked.limits.nesting:
            raise edge.too_large(f"more than {self.asked.limits.nesting} archives inside each other")
        content, flaw = self._content(file)
        yield from self.inside(kind, content, name + NESTED, depth + 1)
        if flaw:
            raise flaw

    def _numbered(self, outcome: Iterator[Message]) -> Iterator[Message]:
        number, limit = self.number, self.asked.limits.members
        if number >= limit:
            raise Spent(Look.TOO_LARGE, f"only the first {limit} members were looked at")
        self.number += 1
        if number < self.asked.first_member and self.number % SPEAK_EVERY == 0:
            yield {"patience_s": self.asked.limits.seconds}
        if number >= self.asked.first_member:
            for message in outcome:
                yield message if "patience_s" in message else {**message, "member_number": number}

    def _looked(self, member: Member, file: BinaryIO, name: str) -> Iterator[Message]:
        try:
            content, flaw = self._content(file)
            sitting = sit(content, self.asked, name, flaw)
        except Spent:
            raise
        except NotLooked as why:
            yield _failed(member, name, why)
        else:
            yield from messages(sitting)

    def _content(self, file: BinaryIO) -> tuple[BinaryIO, NotLooked | None]:
        """In memory if it is no larger than a still may be, else as it is unpacked; why it is not whole."""
        held, most = io.BytesIO(), self.asked.limits.still_bytes
        flaw = None
        try:
            file.seek(0)
            while held.tell() <= most and (piece := file.read(CHUNK)):
                held.write(piece)
        except Spent:
            raise
        except NotLooked as why:
            flaw = why
        return (held if held.tell() <= most else file), flaw


def _head(file: BinaryIO) -> bytes:
    file.seek(0)
    return file.read(HEAD_BYTES)


def _failed(member: Member, name: str, why: NotLooked) -> Message:
    return told("finding", Finding(why.look, why.reason, max(member.size, 0), None, (), name))
