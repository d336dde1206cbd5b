"""One hash a line, as md5sum and sha256sum write them (`--tag` too); the kind follows from the length."""

import re
from collections.abc import Iterator
from typing import BinaryIO

from leeward.model.banks import BadLine, BankEntry, EntryBlock, ListItem, Unused
from leeward.plugins.exchanges.protocol import (
    DIGITS,
    NOT_UTF8,
    TOO_LONG,
    chunks,
    content_lines,
    kind_of,
    lines,
)

HASH = re.compile(r"\\?([0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64})(?:[ \t]+\*?(.*))?")
TAGGED = re.compile(r"\\?(MD5|PDQ|SHA[-0-9]{1,8}|BLAKE[-0-9a-z]{1,6}|SM3) \((.*)\) = ([0-9a-fA-F]{16,128})")
DECLARED = re.compile(r"#\s*signal\s*:\s*([A-Za-z0-9_-]{1,32})\s*", re.IGNORECASE)
IN_NAME = re.compile(r"vpdq|pdq|sha[-_ ]?256|md5|sha[-_ ]?1(?!\d)")  # vpdq: so that its pdq is not found
HEADER = re.compile(r"[^\W\d]\w{0,23}(?:[ ,;\t/|()*_.-]+\w{1,24}){0,7}[ ;,\t)]*")
DIGITS_OF_A_VALUE = re.compile(r"[0-9a-fA-F]{8}")
# `threatexchange dataset -P -s pdq` says so
HARMLESS = re.compile(r"(?:'.*' |\".*\" )?NEGATIVE_CLASS(?: .*)?")
NO_HASH = "the line does not start with 32, 40 or 64 hexadecimal digits"
AMBIGUOUS = (
    "64 digits can be sha256 or pdq: put a line '# signal: pdq' (or sha256) above,"
    " or the word pdq (or sha256) into the file's name, e.g. my-pdq.txt"
)
WRONG_TAG = "the digits are not as many as the name in front of them says"


class HashLines:
    """`<hash>` or `<hash>  <file name>`; blank lines and `#` comments are skipped."""

    name = "hash_lines"
    title = "one hash a line (md5, sha1, sha256, pdq), md5sum's output too"

    def recognises(self, name: str, head: bytes) -> float:
        """The share of lines that look like a hash."""
        found = content_lines(head)
        return sum(_is_entry(line) for line in found) / len(found) * 0.9 if found else 0.0

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
        self.declared: str | None = None
        self.of_64 = _of_64(name)
        self.settled = False  # no header can follow any more

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
        self.settled = self.settled or good
        return EntryBlock(kind, digits // 2, values, None, None, first) if good else None


def _careful(name: str, first: int, chunk: bytes, kinds: _Kinds) -> Iterator[ListItem]:
    for number, text in lines(first, chunk):
        if text is None:
            yield BadLine(name, number, NOT_UTF8)
        elif text.startswith("#"):
            if told := DECLARED.fullmatch(text):
                kinds.declared = kind_of(told[1])
        elif text.strip() and (kinds.settled or not _is_header(text.strip(), kinds)):
            yield _entry(name, number, text.strip(), kinds)


def _is_header(text: str, kinds: _Kinds) -> bool:
    """Whether this first line names the column; it may name the kind, too."""
    kinds.settled = True
    if not HEADER.fullmatch(text) or DIGITS_OF_A_VALUE.search(text):
        return False
    kinds.of_64 = kinds.of_64 or _of_64(text)
    return True


def _entry(name: str, number: int, text: str, kinds: _Kinds) -> ListItem:
    if tagged := TAGGED.fullmatch(text):
        return _tagged(name, number, tagged)
    found = HASH.fullmatch(text)
    if not found:
        return BadLine(name, number, NO_HASH)
    kind = kinds.of(len(found[1]))
    if kind is None:
        return BadLine(name, number, kinds.why_not(len(found[1])))
    if found[2] and HARMLESS.fullmatch(found[2]):
        return Unused("false-positive", number)
    return BankEntry(kind, found[1], None, found[2] or None, number)


def _tagged(name: str, number: int, found: re.Match[str]) -> ListItem:
    """Source of `MD5 (<name>) = <hash>`: GNU coreutils, md5sum(1) --tag; BSD md5(1)."""
    kind = kind_of(found[1])
    if kind not in DIGITS:
        return Unused(kind, number)
    if len(found[3]) != DIGITS[kind]:
        return BadLine(name, number, WRONG_TAG)
    return BankEntry(kind, found[3], None, found[2] or None, number)


def _of_64(text: str) -> str | None:
    """The kind of 64 digits that a name holds, if it is one only."""
    named = {kind_of(word.replace(" ", "")) for word in IN_NAME.findall(text.lower())} & {"sha256", "pdq"}
    return named.pop() if len(named) == 1 else None


def _is_entry(line: str) -> bool:
    return HASH.fullmatch(line) is not None or TAGGED.fullmatch(line) is not None


EXCHANGE = HashLines()
