"""Where things stand in a TOML file, which its parser does not say. Only asked once something is wrong."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import TypeAlias

from leeward.policy.source.wording import Path

Place: TypeAlias = tuple[int, int]  # line and column, from 1

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TABLE = re.compile(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]\]?")
_PAIR = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*")
_PIECE = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|#[^\n]*|[^"'#\n\[\]{}]+|.''',
    re.DOTALL,
)
_OPENING = re.compile(r"""(?:\"{3}|'{3})\n?|["']""")


def locate(text: str) -> Mapping[Path, Place]:
    """The first character of each table and value of a valid TOML file; of a text, of its content.

    Values inside inline tables and lists stand where those begin.
    """
    ends = [found.start() for found in re.finditer("\n", text)]
    return {path: _place(ends, offset) for path, offset in _offsets(text)}


def nearest(places: Mapping[Path, Place], path: Path) -> Place:
    """Where this stands, or the first of its parts, or else what it is a part of."""
    while path and path not in places:
        parts = [place for other, place in places.items() if other[: len(path)] == path]
        if parts:
            return min(parts)
        path = path[:-1]
    return places.get(path, (1, 1))


def inside(start: Place, at: Place) -> Place:
    """A place inside a text as one in the file."""
    return (start[0], start[1] + at[1] - 1) if at[0] == 1 else (start[0] + at[0] - 1, at[1])


def _offsets(text: str) -> Iterator[tuple[Path, int]]:
    table: Path = ()
    counts: dict[Path, int] = {}
    offset = 0
    while offset < len(text):
        header, pair = _TABLE.match(text, offset), _PAIR.match(text, offset)
        if header:
            table = _entered(_names(header[2]), counts, is_list=header[1] == "[[")
            yield table, header.start(1)
        elif pair:
            opening = _OPENING.match(text, pair.end())
            yield (*table, *_names(pair[1])), opening.end() if opening else pair.end()
        offset = _line_end(text, pair.end() if pair and not header else offset)


def _entered(names: Path, counts: dict[Path, int], *, is_list: bool) -> Path:
    path: Path = ()
    for name in names:
        path = (*path, name)
        last = name is names[-1]
        if last and is_list:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _names(dotted: str) -> Path:
    return tuple(found.strip("\"'") for found in re.findall(_KEY, dotted))


def _line_end(text: str, offset: int) -> int:
    """Behind the end of the statement that begins here: a line, or more with texts and brackets open."""
    depth = 0
    while found := _PIECE.match(text, offset):
        piece, offset = found[0], found.end()
        depth += (piece in {"[", "{"}) - (piece in {"]", "}"})
        if piece == "\n" and depth <= 0:
            break
    return max(offset, 1)


def _place(ends: list[int], offset: int) -> Place:
    line = bisect_left(ends, offset)
    return line + 1, offset - (ends[line - 1] if line else -1)
