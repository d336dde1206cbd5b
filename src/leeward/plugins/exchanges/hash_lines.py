"""One hash a line, as md5sum and sha256sum write them; the kind follows from the length."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry, EntryBlock, ListItem, Unused
from leeward.plugins.exchanges.protocol import DIGITS, NOT_UTF8, TOO_LONG, chunks, content_lines, lines

HASH = re.compile(r"([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})(?:[ \t]+\*?(.*))?")
DECLARED = re.compile(r"#\s*signal\s*:\s*([A-Za-z0-9_-]{1,32})\s*", re.IGNORECASE)
IN_NAME = re.compile(r"(?<![a-z0-9])(md5|sha1|sha256|pdq)(?![a-z0-9])")
HARMLESS = re.compile(
    r"(?:'.*' |\".*\" )?NEGATIVE_CLASS(?: .*)?"
)  # `threatexchange dataset -P -s pdq` says so
NO_HASH = "the line does not start with 32, 40 or 64 hexadecimal digits"
AMBIGUOUS = (
    "64 digits can be sha256 or pdq: put a line '# signal: pdq' (or sha256) above,"
    " or name the kind in the file's name"
)


class HashLines:
    """`<hash>` or `<hash>  <file name>`; blank lines and `#` comments are skipped."""

    name = "hash_lines"
    title = "one hash a line (md5, sha1, sha256, pdq), md5sum's output too"

    def recognises(self, name: str, head: bytes) -> float:
        """The share of lines that look like a hash."""
        found = content_lines(head)
        return sum(HASH.fullmatch(line) is not None for line in found) / len(found) * 0.9 if found else 0.0

    def read(self, name: str, stream: BinaryIO) -> Iterator[ListItem]:
        """Source of the `<hash>  <name>` form: GNU coreutils, md5sum(1)."""
        kinds = _Kinds(name)
        for first, chunk in chunks(stream):
            block = kinds.block(first, chunk) if chunk else None
            if block:
                yield block
            elif chunk is None:
                yield BadLine(name, first, TOO_LONG)
            else:
                yield from _careful(name, first, chunk, kinds)


class _Kinds:
    """Which kind a number of digits means in this file: by a comment above, by the name, by length."""

    def __init__(self, name: str) -> None:
        named = set(IN_NAME.findall(name.lower())) & {"sha256", "pdq"}
        self.declared: str | None = None
        self.of_64 = named.pop() if len(named) == 1 else None

    def of(self, digits: int) -> str | None:
        if self.declared and DIGITS.get(self.declared) == digits:
            return self.declared
        if self.declared:
            return None
        return {32: "md5", 40: "sha1", 64: self.of_64}.get(digits)

    def why_not(self, digits: int) -> str:
        if self.declared in DIGITS:
            return f"{self.declared} has {DIGITS[self.declared]} digits, this line {digits}"
        return f"{self.declared} cannot be read from a list of lines: use CSV" if self.declared else AMBIGUOUS

    def block(self, first: int, chunk: bytes) -> EntryBlock | None:
        """The whole chunk at once, or None if any line of it needs a closer look."""
        digits = chunk.find(b"\n")
        kind = self.of(digits)
        if kind is None or len(chunk) % (digits + 1) or chunk[digits :: digits + 1].strip(b"\n"):
            return None
        packed = chunk.replace(b"\n", b"")
        try:
            values = bytes.fromhex(packed.decode("ascii"))
        except ValueError:
            return None
        good = 2 * len(values) == len(packed) == len(chunk) // (digits + 1) * digits  # fromhex skips blanks
        return EntryBlock(kind, digits // 2, values, None, None, first) if good else None


def _careful(name: str, first: int, chunk: bytes, kinds: _Kinds) -> Iterator[ListItem]:
    for number, text in lines(first, chunk):
        if text is None:
            yield BadLine(name, number, NOT_UTF8)
        elif text.startswith("#"):
            if told := DECLARED.fullmatch(text):
                kinds.declared = told[1].lower()
        elif text.strip():
            yield _entry(name, number, text.strip(), kinds)


def _entry(name: str, number: int, text: str, kinds: _Kinds) -> ListItem:
    found = HASH.fullmatch(text)
    if not found:
        return BadLine(name, number, NO_HASH)
    kind = kinds.of(len(found[1]))
    if kind is None:
        return BadLine(name, number, kinds.why_not(len(found[1])))
    if found[2] and HARMLESS.fullmatch(found[2]):
        return Unused("false-positive", number)
    return BankEntry(kind, found[1], None, found[2] or None, number)


EXCHANGE = HashLines()
