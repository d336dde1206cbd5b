"""Leeward's own list: `signal,value[,entry][,note]`, one entry a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry, EntryBlock, ListItem
from leeward.plugins.exchanges.protocol import NOT_UTF8, TOO_LONG, chunks, content_lines, fields_of, lines

DIGITS = {"md5": 32, "sha1": 40, "sha256": 64, "pdq": 64}
PLAIN = ("signal", "value", "entry", "note")
KIND = re.compile(r"(?=.{1,32}$)[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
NO_KIND = "the first column is no kind of signal"
NO_VALUE = "there is no value"
OPEN_QUOTE = "a quote is not closed on this line, or text follows it"


class CsvList:
    """`#` comments, blank lines, an optional header that names the columns, quoted fields."""

    name = "csv_list"
    title = "CSV: signal,value[,entry][,note]"

    def recognises(self, name: str, head: bytes) -> float:
        """The share of lines whose first column names a kind of signal."""
        found = content_lines(head)
        kinds = sum(_is_kind(line.split(",")[0]) for line in found if "," in line)
        return kinds / len(found) * 0.9 if found else 0.0

    def read(self, name: str, stream: BinaryIO) -> Iterator[ListItem]:
        """Source: RFC 4180, less line ends inside quotes: a forgotten quote must not swallow entries."""
        columns = _Columns()
        for first, chunk in chunks(stream):
            blocks = _blocks(first, chunk) if chunk and columns.plain else None
            if blocks:
                columns.settled = True
                yield from blocks
            elif chunk is None:
                yield BadLine(name, first, TOO_LONG)
            else:
                yield from _careful(name, first, chunk, columns)


class _Columns:
    """Where the columns are: as a header says, if the first line is one."""

    def __init__(self) -> None:
        self.settled = False
        self.places: Mapping[str, int] = {column: place for place, column in enumerate(PLAIN)}
        self.plain = True

    def learn(self, fields: Sequence[str]) -> bool:
        """Whether this first line is a header."""
        self.settled = True
        names = [field.lower() for field in fields]
        if not {"signal", "value"} <= set(names):
            return False
        self.places = {column: names.index(column) for column in PLAIN if column in names}
        self.plain = names == list(PLAIN)[: len(names)]
        return True

    def pick(self, fields: Sequence[str]) -> tuple[str, str, str, str]:
        if self.plain and len(fields) > len(PLAIN):  # commas in an unquoted note
            fields = [*fields[:3], ",".join(fields[3:])]
        kind, value, entry, note = (_at(fields, self.places.get(column)) for column in PLAIN)
        return kind, value, entry, note


def _careful(name: str, first: int, chunk: bytes, columns: _Columns) -> Iterator[ListItem]:
    for number, text in lines(first, chunk):
        if text is None:
            yield BadLine(name, number, NOT_UTF8)
            continue
        if not text.strip() or text.startswith("#"):
            continue
        fields = fields_of(text)
        if fields is None:
            yield BadLine(name, number, OPEN_QUOTE)
        elif columns.settled or not columns.learn(fields):
            yield _entry(name, number, columns.pick(fields))


def _entry(name: str, number: int, columns: tuple[str, str, str, str]) -> ListItem:
    kind, value, entry, note = columns
    if not _is_kind(kind):
        return BadLine(name, number, NO_KIND)
    if not value:
        return BadLine(name, number, NO_VALUE)
    return BankEntry(kind.lower(), value, entry or None, note or None, number)


def _is_kind(text: str) -> bool:
    kind = text.strip().strip('"').lower()  # a value in the wrong column must never be taken for a kind
    return KIND.fullmatch(kind) is not None and not re.fullmatch(r"[0-9a-f]{9,}", kind)


def _at(fields: Sequence[str], place: int | None) -> str:
    return fields[place] if place is not None and place < len(fields) else ""


def _blocks(first: int, chunk: bytes) -> list[EntryBlock] | None:
    """The whole chunk at once, or None if any line of it needs a closer look."""
    if b'"' in chunk or b"\r" in chunk:
        return None
    try:
        rows = chunk.decode("utf-8").removesuffix("\n").split("\n")
    except UnicodeDecodeError:
        return None
    kinds = {row[: row.find(",")] for row in rows}
    if not kinds <= DIGITS.keys():
        return None
    if len(kinds) == 1:
        blocks = [_block(first, kinds.pop(), rows)]
    else:
        blocks = [
            _block(first, kind, [row for row in rows if row.startswith(f"{kind},")]) for kind in sorted(kinds)
        ]
    return None if None in blocks else [block for block in blocks if block]


def _block(first: int, kind: str, rows: Sequence[str]) -> EntryBlock | None:
    start = len(kind) + 1
    end = start + DIGITS[kind]
    packed = "".join([row[start:end] for row in rows])
    rests = [row[end:] for row in rows]
    told = [rest for rest in rests if rest]
    if (
        len(packed) != len(rows) * DIGITS[kind]
        or not packed.isalnum()
        or any(rest[0] != "," for rest in told)
    ):
        return None
    try:
        values = bytes.fromhex(packed)
    except ValueError:
        return None
    if not told:
        return EntryBlock(kind, DIGITS[kind] // 2, values, None, None, first)
    pairs = [rest[1:].partition(",") for rest in rests]
    entries = [pair[0].strip() or None for pair in pairs]
    notes = [pair[2].strip() or None for pair in pairs] if any(pair[1] for pair in pairs) else None
    return EntryBlock(kind, DIGITS[kind] // 2, values, entries, notes, first)


EXCHANGE = CsvList()
