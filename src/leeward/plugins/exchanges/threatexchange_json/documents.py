"""JSON values out of a stream of any length, one at a time."""

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from leeward.plugins.exchanges.protocol import CHUNK, LONGEST

BLANK = re.compile(r"[\s,]*+")
PAGE = re.compile(r'\{\s*+"data"\s*+:\s*+\[')
NEXT_OBJECT = re.compile(r"\n[ \t]*+\{")
COLON = re.compile(r"\s*+:\s*+")
NOT_JSON = "not valid JSON; reading goes on at the next line that begins with an object"
CUT_OFF = "the JSON ends in the middle: entries are missing"
BEGUN = re.compile(r"t|tr|tru|f|fa|fal|fals|n|nu|nul|-|(?:[.eE][+-]?)?|\\?u?[0-9a-fA-F]{0,4}")  # and no more


@dataclass(frozen=True, slots=True)
class Broken:
    """Something that cannot be read as JSON. is_end: because the file ends in the middle of it."""

    reason: str
    is_end: bool = False


def values(stream: BinaryIO) -> Iterator[tuple[int, object]]:
    """(1-based line, value) for every element of the arrays at the top and of every `{"data": [...]}` page,
    and for every other value at the top. Memory: the longest element, 16 MiB at most; then Broken."""
    window = _Window(stream)
    inside: list[str] = []
    while window.skip(BLANK):
        if not inside and (page := PAGE.match(window.text, window.at)):
            window.at = page.end()
            inside += ["page", "array"]
        elif not inside and window.here == "[":
            window.at += 1
            inside.append("array")
        elif inside and window.here == ("]" if inside[-1] == "array" else "}"):
            window.at += 1
            inside.pop()
        elif inside and inside[-1] == "page":
            if broken := window.step_over_pair():
                yield window.line, broken
        else:
            yield window.line, window.value()
    if inside:
        yield window.line, Broken(CUT_OFF, is_end=True)


class _Window:
    """The part of the text that is held in memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace")
        self._ended = False
        self._decoder = json.JSONDecoder()
        self._counted = 0
        self._line = 1
        self.text, self.at = "", 0

    @property
    def here(self) -> str:
        return self.text[self.at]

    @property
    def line(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line

    def skip(self, blank: re.Pattern[str]) -> bool:
        """Whether anything is left after the blanks. Keeps room ahead, so that short patterns can match."""
        while True:
            found = blank.match(self.text, self.at)
            self.at = found.end() if found else self.at
            if len(self.text) - self.at > 4096 or not self._more():
                return self.at < len(self.text)

    def value(self) -> object:
        """The value that starts here; Broken if there is none, and the window then stands behind it."""
        while True:
            try:
                found, self.at = self._decoder.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                cut = error.pos > len(self.text) - 16 or error.msg.startswith("Unterminated")
                if cut and len(self.text) - self.at < LONGEST and self._more():
                    continue
                return self._cut_off() if self._is_cut_at(error) else self._resync(NOT_JSON)
            except (ValueError, RecursionError):  # a number of thousands of digits; nesting without end
                return self._resync(NOT_JSON)
            return found

    def step_over_pair(self) -> Broken | None:
        """Past one `"key": value` of a page that is not its data."""
        found = self.value()
        colon = COLON.match(self.text, self.at)
        if colon and not isinstance(found, Broken):
            self.at = colon.end()
            found = self.value()
        return found if isinstance(found, Broken) else None

    def _is_cut_at(self, error: json.JSONDecodeError) -> bool:
        """Whether more of the file would have helped."""
        rest = self.text[error.pos :].strip()
        return self._ended and (error.msg.startswith("Unterminated") or BEGUN.fullmatch(rest) is not None)

    def _cut_off(self) -> Broken:
        self.at = len(self.text)
        return Broken(CUT_OFF, is_end=True)

    def _resync(self, reason: str) -> Broken:
        while not (found := NEXT_OBJECT.search(self.text, self.at)):
            self.at = max(self.at, len(self.text) - 4096)
            if not self._more():
                self.at = len(self.text)
                return Broken(reason)
        self.at = found.end() - 1
        return Broken(reason)

    def _more(self) -> bool:
        if self._ended:
            return False
        self._line, before = self.line, self.text[self.at :]
        piece = self._stream.read(max(CHUNK, len(before)))
        self._ended = not piece
        self.text, self.at, self._counted = before + self._decode.decode(piece, self._ended), 0, 0
        return True
