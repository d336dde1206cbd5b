"""What every list format is. A plug-in module ends in `EXCHANGE = …`, one object of this shape."""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, Protocol

from leeward.model.banks import ListItem

CHUNK = 1 << 20  # bytes read at a time
LONGEST = 16 << 20  # bytes of one line; a clip of 200,000 frames fits
DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "pdq": 64}  # of the kinds that lists write as bare digits
BOM = b"\xef\xbb\xbf"
UTF16 = frozenset({codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE})
TOO_LONG = f"the line is longer than {LONGEST >> 20} MiB"
NOT_UTF8 = "the line is not UTF-8 text, or has NUL bytes in it"
MOST_FIELDS = 1000
FIELDS = {
    separator: re.compile(
        rf'[^\S{separator}]*+(?:"((?:[^"]|"")*+)"[^\S{separator}]*+|([^{separator}"][^{separator}]*+|))'
        rf"({separator}|$)"
    )
    for separator in (",", ";", "\t")
}


# what ThreatExchange and HMA call the kinds of ours
THREATEXCHANGE_KINDS = {
    "pdq": "pdq",
    "vpdq": "vpdq",
    "md5": "md5",
    "photo_md5": "md5",
    "video_md5": "md5",
    "sha1": "sha1",
    "sha256": "sha256",
    "video_sha256": "sha256",
}
WRITTEN_ANYHOW = frozenset({*THREATEXCHANGE_KINDS.values(), "photodna", "sha512"})


class ListFormat(Protocol):
    """Reads one kind of hash-list file."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str:
        """One line for people."""
        ...

    def recognises(self, name: str, head: bytes) -> float:
        """How sure we are, 0.0 to 1.0, from the file's name and its first 64 KiB."""
        ...

    def read(self, name: str, stream: BinaryIO) -> Iterator[ListItem]:
        """Everything in the list, in order, in bounded memory. Never raises for bad content.

        Args: stream: at its start, and seekable: some formats say at the end what the beginning is worth.
        """
        ...


def chunks(stream: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Whole lines, about 1 MiB at a time, with the 1-based number of the first of them.

    A byte order mark is left out; UTF-16 that has one becomes UTF-8. None stands for
    one line that is longer than 16 MiB.
    """
    line, rest, is_overlong = 1, b"", False
    for piece in _pieces(stream):
        if is_overlong:
            _, end, rest = piece.partition(b"\n")
            is_overlong = not end
        else:
            rest = (rest + piece) if rest else piece
        cut = rest.rfind(b"\n") + 1
        if cut:
            yield line, rest[:cut]
            line, rest = line + rest.count(b"\n", 0, cut), rest[cut:]
        elif len(rest) > LONGEST:
            yield line, None
            line, rest, is_overlong = line + 1, b"", True
    if rest:
        yield line, rest


def lines(first: int, chunk: bytes) -> Iterator[tuple[int, str | None]]:
    """The chunk's lines without their ends, numbered from `first`. None: the line is no text."""
    for number, raw in enumerate(chunk.removesuffix(b"\n").split(b"\n"), first):
        try:
            yield number, None if b"\0" in raw else raw.decode("utf-8").removesuffix("\r")
        except UnicodeDecodeError:
            yield number, None


def fields_of(line: str, separator: str = ",") -> list[str] | None:
    """The CSV fields of one line, quotes undone, blanks around them gone. separator: one of FIELDS.
    None: the quotes do not add up, or there are more than 1,000 fields.
    Source: RFC 4180, less line ends inside quotes: a forgotten quote must not swallow entries."""
    fields: list[str] = []
    at = 0
    while len(fields) < MOST_FIELDS and (found := FIELDS[separator].match(line, at)):
        fields.append(found[2].strip() if found[1] is None else found[1].replace('""', '"'))
        at = found.end()
        if not found[3]:
            return fields
    return None


def kind_of(text: str) -> str:
    """A kind of signal as people write it ("SHA-256", "Photo_MD5"), as we write it."""
    word = text.strip().lower()
    bare = word.replace("-", "").replace("_", "")
    return bare if bare in WRITTEN_ANYHOW else THREATEXCHANGE_KINDS.get(word, word.replace("-", "_"))


def holds(stream: BinaryIO, word: bytes) -> bool:
    """Whether a short word is anywhere in the stream; the stream is at its start again afterwards."""
    tail = b""
    found = False
    while not found and (piece := stream.read(CHUNK)):
        found = word in tail + piece
        tail = piece[-len(word) :]
    stream.seek(0)
    return found


def content_lines(head: bytes) -> list[str]:
    """The head's complete lines that are neither blank nor comments: what `recognises` judges by."""
    is_wide = head[:2] in UTF16
    text = head.decode("utf-16", "replace") if is_wide else head.removeprefix(BOM).decode("utf-8", "replace")
    whole = text.split("\n")[: -1 if len(head) >= 1 << 16 else None]
    return [line for line in map(str.strip, whole) if line and not line.startswith("#")]


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    piece = stream.read(CHUNK)
    if piece[:2] in UTF16:  # what Excel calls Unicode text
        decoder = codecs.getincrementaldecoder("utf-16")("replace")
        while piece:
            yield decoder.decode(piece).encode()
            piece = stream.read(CHUNK)
        yield decoder.decode(b"", final=True).encode()
        return
    piece = piece.removeprefix(BOM) or stream.read(CHUNK)
    while piece:
        yield piece
        piece = stream.read(CHUNK)
