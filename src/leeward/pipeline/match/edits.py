"""Changes by hand to a built bank: what is added or removed stays so when the list is read again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from leeward.matcher.bank import LOG, Bank
from leeward.matcher.byhand.changes import ChangeLog
from leeward.matcher.byhand.live import LiveKind
from leeward.model.banks import BadLine, BankEntry, EntryBlock, ListItem, Unused
from leeward.model.errors import BadSignal, BankError, UsageError
from leeward.pipeline.match.clips import Clips
from leeward.plugins import loader
from leeward.plugins.exchanges.protocol import kind_of
from leeward.plugins.signals.protocol import ClipSignal

LINES = "csv_list"  # how changes are written on standard input
MEND = "nothing was changed; mend it, then try again"
FORM = "nothing was changed; a line is signal,value[,entry][,note], for example: pdq,<64 digits>,my-entry"


@dataclass(frozen=True, slots=True)
class Edit:
    """One entry to add or remove. value: binary; of a clip, its frames one after the other."""

    kind: str
    value: bytes
    entry: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """How many entries were added, and how many values removed, since the bank was first built."""

    added: int
    removed: int


def by_hand(folder: Path) -> ByHand:
    """What was changed and still counts. Raises: DamagedBank: the log of changes is damaged."""
    kinds: dict[str, LiveKind] = {}
    for change in ChangeLog(folder / LOG).read():
        kinds.setdefault(change.kind, LiveKind(change.kind)).apply(change)
    return ByHand(sum(map(len, kinds.values())), sum(len(kind.removed) for kind in kinds.values()))


def parse_specs(specs: Sequence[str], entry: str | None, note: str | None) -> Sequence[Edit]:
    """Edits from `signal=value` texts. Raises: UsageError, BadSignal: naming its place, never the value."""
    items = []
    for number, spec in enumerate(specs, 1):
        kind, equals, value = spec.partition("=")
        if not equals:
            raise UsageError(
                f"value {number} is not SIGNAL=VALUE", "for example: pdq=<64 hexadecimal digits>"
            )
        items.append(BankEntry(kind_of(kind), value, entry, note, number))
    return _edits("value", items)


def parse_lines(stream: BinaryIO) -> Sequence[Edit]:
    """Edits from lines `signal,value[,entry][,note]`. Raises: BadSignal, BankError: naming the line."""
    return _edits("line", loader.exchange(LINES).read("standard input", stream))


def add(folder: Path, edits: Iterable[Edit]) -> None:
    """Add all of them, durably, for every running process."""
    with Bank.open(folder) as bank:
        for edit in edits:
            bank.add(edit.kind, edit.value, edit.entry, edit.note)


def remove(folder: Path, edits: Iterable[Edit]) -> None:
    """Never find these values again, whether they are in the bank or not: nobody learns which."""
    with Bank.open(folder) as bank:
        for edit in edits:
            bank.remove(edit.kind, edit.value)


def _edits(what: str, items: Iterable[ListItem]) -> Sequence[Edit]:
    found: list[Edit] = []
    for item in items:
        if isinstance(item, EntryBlock):
            found += _of_block(item)
        elif isinstance(item, BankEntry):
            found.append(_of_entry(what, item))
        elif isinstance(item, BadLine):
            raise BankError(f"{what} {item.line} is no entry: {item.reason}", FORM)
        elif isinstance(item, Unused):
            raise BankError(f"{what} {item.line} is no entry to compare: {item.what}", FORM)
    if not found:
        raise UsageError("there is nothing to change", "give SIGNAL=VALUE, or lines on standard input")
    return found


def _of_block(block: EntryBlock) -> Iterable[Edit]:
    for place in range(len(block.values) // block.width):
        value = block.values[place * block.width : (place + 1) * block.width]
        entry = block.entries[place] if block.entries else None
        yield Edit(block.kind, value, entry, block.notes[place] if block.notes else None)


def _of_entry(what: str, item: BankEntry) -> Edit:
    try:
        return Edit(item.kind, _value(item), item.entry, item.note)
    except BadSignal as error:
        raise BadSignal(f"{what} {item.line}: {error.message}", MEND) from error


def _value(item: BankEntry) -> bytes:
    if item.kind not in loader.names("signals"):
        raise BadSignal(f"unknown kind of signal; known: {', '.join(loader.names('signals'))}")
    signal = loader.signal(item.kind)
    if not isinstance(signal, ClipSignal):
        return bytes.fromhex(signal.normalise(item.value))
    clip = Clips(signal, loader.signal(signal.frame_kind)).take(item)
    if clip is None or not clip.frames:
        raise BadSignal("a clip is given whole, as its JSON text, with at least one clear frame")
    return b"".join(clip.frames)
