"""Leeward's own list: `signal,value[,entry][,note]`, one entry a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry, EntryBlock, ListItem
from leeward.plugins.exchanges.protocol import (
    DIGITS,
    NOT_UTF8,
    TOO_LONG,
    chunks,
    content_lines,
    fields_of,
    lines,
)

PLAIN = ("signal", "value", "entry", "note")
KIND = re.compile(r"(?=.{1,32}$)[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
NO_SEPARATOR = bytes(set(range(256)) - set(b",\n"))
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
            fields = [*fields[:3], ", ".join(fields[3:])]
        told = dict(enumerate(fields))
        kind, value, entry, note = (told.get(self.places.get(column, -1), "") for column in PLAIN)
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


def _blocks(first: int, chunk: bytes) -> list[EntryBlock] | None:
    """The whole chunk at once, or None if any line of it needs a closer look."""
    if b'"' in chunk or b"\r" in chunk:
        return None
    try:
        text = chunk.decode("utf-8").removesuffix("\n")
    except UnicodeDecodeError:
        return None
    separators = chunk.removesuffix(b"\n").translate(None, NO_SEPARATOR) + b"\n"
    commas = separators.find(b"\n")
    if separators == separators[: commas + 1] * (len(separators) // (commas + 1)):
        return _alike(first, commas, text)
    rows: dict[int, list[str]] = {}
    for row in text.split("\n"):
        rows.setdefault(row.count(","), []).append(row)
    found = [_alike(first, commas, "\n".join(alike)) for commas, alike in rows.items()]
    return None if None in found else [block for blocks in found for block in blocks or []]


def _alike(first: int, commas: int, text: str) -> list[EntryBlock] | None:
    """Lines that all have as many commas."""
    if not 1 <= commas < len(PLAIN):
        return None
    fields = text.replace("\n", ",").split(",")
    columns = [fields[place :: commas + 1] for place in range(commas + 1)]
    kinds = sorted(set(columns[0]))
    if not DIGITS.keys() >= set(kinds):
        return None
    found = [_block(first, kind, columns if len(kinds) == 1 else _only(kind, columns)) for kind in kinds]
    return None if None in found else [block for block in found if block]


def _only(kind: str, columns: Sequence[Sequence[str]]) -> Sequence[Sequence[str]]:
    of_kind = [one == kind for one in columns[0]]
    return [list(compress(column, of_kind)) for column in columns]


def _block(first: int, kind: str, columns: Sequence[Sequence[str]]) -> EntryBlock | None:
    packed = "".join(columns[1])
    try:
        values = bytes.fromhex(packed)  # skips blanks, so the lengths must be compared
    except ValueError:
        return None
    if 2 * len(values) != len(packed) or set(map(len, columns[1])) != {DIGITS[kind]}:
        return None
    texts = [[text.strip() or None for text in column] for column in columns[2:]] + [None, None]
    return EntryBlock(kind, DIGITS[kind] // 2, values, texts[0], texts[1], first)


EXCHANGE = CsvList()
