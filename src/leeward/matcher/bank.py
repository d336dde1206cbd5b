"""A built bank: a folder with one immutable mapped file, and a log of what changed since."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, TypeAdapter, ValidationError

from leeward.matcher import stored
from leeward.matcher.byhand.changes import Change, ChangeLog, Verb
from leeward.matcher.byhand.live import LiveKind
from leeward.matcher.container import REBUILD, Number, Reader, Writer
from leeward.matcher.entries import Hit, Record
from leeward.matcher.kinds import CLIPS, NEAR, WIDTHS
from leeward.matcher.near.plan import MAX_RADIUS
from leeward.matcher.sections import Builder, Sections, check_width
from leeward.matcher.stored import Layout, StoredKind
from leeward.model.errors import BankError, DamagedBank

__all__ = ["Bank", "Builder", "Header", "Hit", "Record", "Sections", "build"]

FILE = "base.idx"
LOG = "changes.log"


@dataclass(frozen=True, slots=True)
class Header:
    """Where a bank came from. source_digest: SHA-256 of the list, hexadecimal. source_size: bytes.
    bad_lines: of the list that are no entries. counts: entries by kind, filled in by `build`."""

    name: str
    source_digest: Annotated[str, Field(pattern="^([0-9a-f]{64})?$")]
    source_size: Number
    source_mtime_ns: int
    bad_lines: Number = 0
    counts: Mapping[str, Annotated[int, Field(gt=0)]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _About:
    """What a file says of itself."""

    bank: Header
    kinds: Mapping[str, Layout]


_ABOUT = TypeAdapter(_About)


def build(
    folder: Path,
    header: Header,
    records: Mapping[str, Sections],
    progress: Callable[[str, float], None] = lambda stage, share: None,
) -> None:
    """Write a bank's file and put it in force at once; whoever has the old one open keeps it.

    The log of changes stays, and applies to the new file too. Killed at any moment, the old file is in force.
    Args: progress: called with the kind being built, and 0.0 to 1.0 of it.
    Raises: BankError: it cannot be written, or another process is building it.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        with Writer(folder / FILE) as writer:
            kinds = {
                kind: stored.write(writer, kind, sections, partial(progress, kind))
                for kind, sections in records.items()
                if len(sections)
            }
            counts = {kind: len(records[kind]) for kind in kinds}
            writer.finish(asdict(_About(replace(header, counts=counts), kinds)))
    except OSError as error:
        raise BankError(f"{folder}: {error.strerror}", "make room, or check who may write there") from error


class Bank:
    """An open bank. Not to be shared between threads; open it once in each process instead: the file's
    memory is shared by all. Changes made by any process are seen by the next search."""

    def __init__(self, folder: Path) -> None:
        self._reader = Reader(folder / FILE)
        about = _about(folder, self._reader)
        self.header = about.bank
        self._stored = {kind: StoredKind(self._reader, kind, layout) for kind, layout in about.kinds.items()}
        if {kind: len(stored) for kind, stored in self._stored.items()} != self.header.counts:
            raise DamagedBank(f"{folder / FILE}: the header counts other entries than there are", REBUILD)
        self._log = ChangeLog(folder / LOG)
        self._live: dict[str, LiveKind] = {}

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Checks the file's header, no more; `verify` checks the rest.

        Raises: BankError: there is none, or it may not be read. StaleBank: written by another version.
            DamagedBank: its header fails its check.
        """
        return cls(folder)

    def close(self) -> None:
        """Let go of the file."""
        self._stored.clear()
        self._reader.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def verify(self) -> None:
        """Read all of the file. Raises: DamagedBank: a section fails its checksum."""
        self._reader.verify()

    def catch_up(self) -> None:
        """Take in what was changed, as every search does.

        Raises: DamagedBank: a change fails its check, or changes are missing. BankError: they cannot be read.
        """
        for change in self._log.read():
            self._live.setdefault(change.kind, LiveKind(change.kind)).apply(change)

    def counts(self) -> Mapping[str, int]:
        """Entries by kind as built; what changed since is not counted."""
        return self.header.counts

    def search(self, kind: str, queries: Sequence[bytes], radius: int) -> list[Hit]:
        """Every value within `radius` bits of each query, none left out; a kind compared for equality
        has radius 0. Ordered by query, then distance.

        Raises: ValueError: the radius is not possible. BadSignal: a query's length is wrong.
            DamagedBank: the file or the log contradicts itself.
        """
        if not 0 <= radius <= (MAX_RADIUS if kind in NEAR else 0):
            raise ValueError(f"a {kind} look-up cannot have the radius {radius}")
        self.catch_up()
        width = self._width(kind)
        for query in queries:
            check_width(kind, len(query), width or len(query))
        built, live = self._stored.get(kind), self._live.get(kind)
        hits = (
            built.search(queries, radius, live.removed if live is not None else set())
            if built and queries
            else []
        )
        if live and queries:
            hits += live.search(queries, radius, self.header.counts.get(kind, 0))
            hits.sort(key=attrgetter("query", "distance", "entry_number"))
        return hits

    def clip_frames(self, entry_number: int) -> int:
        """How many frames a vpdq entry has."""
        built = self.header.counts.get("vpdq", 0)
        if entry_number < built:
            return self._stored["vpdq"].frames(entry_number)
        return self._live["vpdq"].frames(entry_number - built)

    def add(self, kind: str, value: bytes, entry: str | None = None, note: str | None = None) -> None:
        """Add one entry, durably, for every process. A clip is given as its frames one after the other.
        Raises: BadSignal: the value's length is wrong. BankError: it cannot be written."""
        self._check_value(kind, value)
        self._log.append([Change(Verb.ADD, kind, value.hex(), _text(entry), _text(note))])

    def remove(self, kind: str, value: bytes) -> None:
        """Never find this value (this whole clip) again, until it is added anew; built or added, here
        now or in a later build. Raises: as `add`."""
        self._check_value(kind, value)
        self._log.append([Change(Verb.REMOVE, kind, value.hex())])

    def superseded(self) -> bool:
        """Whether a newer file was put in force since this one was opened: open the bank again then."""
        return not self._reader.is_current()

    def _width(self, kind: str) -> int | None:
        built = self._stored.get(kind)
        return built.width if built else WIDTHS.get(kind)

    def _check_value(self, kind: str, value: bytes) -> None:
        width = self._width(kind) or len(value)
        is_clip = kind in CLIPS and len(value) > 0 and len(value) % width == 0
        check_width(kind, width if is_clip else len(value), width)


def _text(text: str | None) -> str | None:
    """As `Texts` keep it."""
    return text.encode("utf-8", "replace").decode() or None if text else None


def _about(folder: Path, reader: Reader) -> _About:
    try:
        return _ABOUT.validate_json(json.dumps(reader.about), strict=True)
    except ValidationError as error:
        raise DamagedBank(f"{folder / FILE}: the header does not describe a bank", REBUILD) from error
