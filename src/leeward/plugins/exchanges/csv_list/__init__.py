"""Leeward's own list: `signal,value[,entry][,note]`, one entry a line; semicolons and tabs do as well."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry, ListItem, Unused
from leeward.plugins.exchanges.csv_list.columns import PLAIN, blocks
from leeward.plugins.exchanges.protocol import (
    DIGITS,
    FIELDS,
    NOT_UTF8,
    TOO_LONG,
    chunks,
    content_lines,
    fields_of,
    kind_of,
    lines,
)

KIND = re.compile(r"(?=.{1,32}$)[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*")
NO_KIND = "the first column is no kind of signal"
NO_VALUE = "there is no value"
OPEN_QUOTE = "a quote is not closed on this line, or text follows it; or it has over 1,000 columns"
HARMLESS = "NEGATIVE_CLASS"  # in a column of its own: what ThreatExchange calls a false positive
COLUMNS = {
    **{name: name for name in PLAIN},
    **dict.fromkeys(("signal_type", "hash_type", "type", "kind", "algorithm"), "signal"),
    **dict.fromkeys(("hash", "digest", "signal_str", "signal_value"), "value"),
}


class CsvList:
    """`#` comments, blank lines, an optional header that names the columns, quoted fields."""

    name = "csv_list"
    title = "CSV: signal,value[,entry][,note]; commas, semicolons or tabs"

    def recognises(self, name: str, head: bytes) -> float:
        """The share of lines whose first column names a kind of signal; 0.9 by a header that we know."""
        found = content_lines(head)
        if any({"signal", "value"} <= set(_named(found[0], separator)) for separator in FIELDS if found):
            return 0.9
        kinds = max(_kinds(found, separator) for separator in FIELDS)
        return kinds / len(found) * 0.9 if found else 0.0

    def read(self, name: str, stream: BinaryIO) -> Iterator[ListItem]:
        """Source: RFC 4180, less line ends inside quotes: a forgotten quote must not swallow entries."""
        columns = _Columns()
        for first, chunk in chunks(stream):
            plain = columns.with_commas(chunk) if chunk else None
            found = blocks(first, plain) if plain else None
            if found:
                columns.settled = True
                yield from found
            elif chunk is None:
                yield BadLine(name, first, TOO_LONG)
            else:
                yield from _careful(name, first, chunk, columns)


class _Columns:
    """What separates the columns, and where they are: as a header says, if the first line is one."""

    def __init__(self) -> None:
        self.settled = False
        self.separator = ""
        self.places: Mapping[str, int] = {column: place for place, column in enumerate(PLAIN)}
        self.plain = True

    def with_commas(self, chunk: bytes) -> bytes | None:
        """The chunk as plain CSV; None: it needs a closer look. The first chunk settles the separator."""
        if not self.separator:
            found = content_lines(chunk[: 1 << 16]) or content_lines(chunk)
            if not found:
                return None
            self.separator = max(FIELDS, key=lambda one: (_kinds(found[:99], one), one in found[0]))
        if not self.plain or HARMLESS.encode() in chunk or b"\0" in chunk:
            return None
        if self.separator == ",":
            return chunk
        return None if b"," in chunk else chunk.replace(self.separator.encode(), b",")

    def learn(self, fields: Sequence[str]) -> bool:
        """Whether this first line is a header; one that tells too little leaves the columns as they are."""
        self.settled = True
        names = [COLUMNS.get(field.lower(), "") for field in fields]
        if not {"signal", "value"} <= set(names):
            return any(names[:2]) or all(kind_of(field) in DIGITS for field in fields)
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
        if not text.strip() or text.startswith("#") or text.lower().startswith("sep="):  # Excel's own
            continue
        fields = fields_of(text, columns.separator or ",")
        if fields is None:
            yield BadLine(name, number, OPEN_QUOTE)
        elif any(fields) and (columns.settled or not columns.learn(fields)):
            yield _entry(name, number, fields, columns)


def _entry(name: str, number: int, fields: Sequence[str], columns: _Columns) -> ListItem:
    if HARMLESS in fields:
        return Unused("false-positive", number)
    kind, value, entry, note = columns.pick(fields)
    if not _is_kind(kind):
        return BadLine(name, number, NO_KIND)
    if not value:
        return BadLine(name, number, NO_VALUE)
    return BankEntry(kind_of(kind), value, entry or None, note or None, number)


def _kinds(found: Sequence[str], separator: str) -> int:
    return sum(_is_kind(line.split(separator, 1)[0]) for line in found if separator in line)


def _named(line: str, separator: str) -> Sequence[str]:
    return [COLUMNS.get(field.lower(), "") for field in fields_of(line, separator) or ()]


def _is_kind(text: str) -> bool:
    kind = text.strip().strip('"').lower()  # a value in the wrong column must never be taken for a kind
    return KIND.fullmatch(kind) is not None and not re.fullmatch(r"[0-9a-f]{9,}", kind)


EXCHANGE = CsvList()
