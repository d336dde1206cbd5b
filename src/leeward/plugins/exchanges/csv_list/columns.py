"""Many lines of a CSV list at once, if they are plain: no quotes, kinds of a fixed length."""

from collections.abc import Sequence
from itertools import compress

from leeward.model.banks import EntryBlock
from leeward.plugins.exchanges.protocol import DIGITS

PLAIN = ("signal", "value", "entry", "note")
NO_SEPARATOR = bytes(set(range(256)) - set(b",\n"))


def blocks(first: int, chunk: bytes) -> list[EntryBlock] | None:
    """The whole chunk at once, or None if any line of it needs a closer look."""
    if b'"' in chunk or b"\r" in chunk or b"\0" in chunk:
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
