"""What `threatexchange dataset --print-signals` and `threatexchange hash` print."""

import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry, ListItem, Unused
from leeward.plugins.exchanges.protocol import (
    NOT_UTF8,
    THREATEXCHANGE_KINDS,
    TOO_LONG,
    chunks,
    content_lines,
    fields_of,
    lines,
)

HEADER = ["signal_type", "signal_str", "collab", "category", "tags"]
ELSEWHERE = {"url", "url_md5", "raw_text", "trend_query", "tlsh", "text_tlsh", "pdq_ocr", "tmk", "photodna"}
LINE = re.compile(r"([a-z0-9_]{2,32}) (\S.*)")
OPINION = re.compile(r"(?:'(?:[^'\\]|\\.)*+' |\"(?:[^\"\\]|\\.)*+\" )?([A-Z]+(?:_[A-Z]+)?)\b")
NO_SHAPE = "the line is not '<signal type> <value>'"
NO_TYPE = "unknown signal type"


class ThreatexchangeCli:
    """The CSV form with its header, and the lines `<type> <value>[ '<collaboration>'][ <category> <tags>]`.

    Source: python-threatexchange 1.2.17, cli/dataset_cmd.py and exchanges/impl/file_api.py.
    """

    name = "threatexchange_cli"
    title = "python-threatexchange: dataset --print-signals (text, --csv), local signal files"

    def recognises(self, name: str, head: bytes) -> float:
        """Certain by the CSV header; else the share of lines that start with a signal type and a blank."""
        found = content_lines(head)
        if found and found[0].split(",") == HEADER:
            return 1.0
        typed = sum(_type_of(line) is not None for line in found)
        return typed / len(found) * 0.9 if found else 0.0

    def read(self, name: str, stream: BinaryIO) -> Iterator[ListItem]:
        """Entries that the collaboration calls false positives (NEGATIVE_CLASS) are left out, and counted."""
        is_csv = None
        for first, chunk in chunks(stream):
            if chunk is None:
                yield BadLine(name, first, TOO_LONG)
                continue
            for number, text in lines(first, chunk):
                if text is None:
                    yield BadLine(name, number, NOT_UTF8)
                elif is_csv is None and text.split(",") == HEADER:
                    is_csv = True
                elif text.strip() and not text.startswith("#"):
                    is_csv = bool(is_csv)
                    yield _of_row(name, number, text) if is_csv else _of_line(name, number, text)


def _of_row(name: str, number: int, text: str) -> ListItem:
    fields = fields_of(text)
    if fields is None or len(fields) != len(HEADER):
        return BadLine(name, number, f"the line has not the {len(HEADER)} columns of the header")
    kind, value, collaboration, category, tags = fields
    note = " ".join(word for word in (collaboration, category, tags) if word)
    return _item(name, (kind, value, category, note), number)


def _of_line(name: str, number: int, text: str) -> ListItem:
    kind = _type_of(text)
    if kind is None:
        return BadLine(name, number, NO_TYPE if LINE.fullmatch(text.strip()) else NO_SHAPE)
    value, rest = _cut(text.strip()[len(kind) + 1 :].lstrip())
    opinion = OPINION.match(rest)
    return _item(name, (kind, value, opinion[1] if opinion else "", rest), number)


def _cut(text: str) -> tuple[str, str]:
    """A value and what follows it. A clip's value is a JSON list, with blanks in it."""
    if text.startswith("["):
        try:
            end = json.JSONDecoder().raw_decode(text)[1]
        except (ValueError, RecursionError):
            end = len(text)
        return text[:end], text[end:].strip()
    value, _, rest = text.partition(" ")
    return value, rest.strip()


def _item(name: str, parts: tuple[str, str, str, str], number: int) -> ListItem:
    kind, value, category, note = parts
    if category == "NEGATIVE_CLASS":
        return Unused("false-positive", number)
    if kind in ELSEWHERE:
        return Unused(kind, number)
    if kind not in THREATEXCHANGE_KINDS:
        return BadLine(name, number, NO_TYPE)
    return BankEntry(THREATEXCHANGE_KINDS[kind], value, None, note or None, number)


def _type_of(line: str) -> str | None:
    found = LINE.fullmatch(line.strip())
    return found[1] if found and (found[1] in THREATEXCHANGE_KINDS or found[1] in ELSEWHERE) else None


EXCHANGE = ThreatexchangeCli()
