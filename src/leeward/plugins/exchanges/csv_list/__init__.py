"""Leeward's own list: `signal,value[,entry][,note]`, one entry a line."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry, ListItem
from leeward.plugins.exchanges.csv_list.columns import PLAIN, blocks
from leeward.plugins.exchanges.protocol import (
    NOT_UTF8,
    TOO_LONG,
    chunks,
    content_lines,
    fields_of,
    lines,
)

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
            found = blocks(first, chunk) if chunk and columns.plain else None
            if found:
                columns.settled = True
                yield from found
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


EXCHANGE = CsvList()
