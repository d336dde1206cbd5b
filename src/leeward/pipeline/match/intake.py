"""From a list's lines to a builder: checks every value, counts what is bad and what cannot be compared."""

from collections import Counter
from collections.abc import Callable, Iterable
from typing import BinaryIO

import numpy as np

from leeward.matcher.bank import Builder
from leeward.model.banks import BadLine, BankEntry, CutOff, EntryBlock, ListItem, Unused
from leeward.model.errors import BadSignal, BankError
from leeward.pipeline.match.clips import Clip, Clips
from leeward.plugins import loader
from leeward.plugins.exchanges.protocol import ListFormat
from leeward.plugins.signals.protocol import ClipSignal, SignalType

KEPT = 20  # bad lines that are named; the others are counted
OFTEN = 8192  # items between two words about progress
# fmt: off
ELSEWHERE = frozenset({
    "photodna", "pdna", "netclean", "videntifier", "tmk", "tmk_pdqf", "ssvh_pdna", "ssvh_safer_hash",
    "url", "url_md5", "domain", "raw_text", "text", "trend_query", "tlsh", "text_tlsh",
    "pdq_ocr", "phash", "dhash", "ahash", "whash", "sha512", "ssdeep",
})
# fmt: on
HALF = "get the whole list; until then, a bank that was built from it can be used by its name: --bank NAME"
NO_CLEAR_FRAME = "vpdq without a clear frame"


class Intake:
    """Feeds one list to one builder. `bad` holds the first 20 bad lines, `bad_lines` their number,
    `unusable` how many entries were left out by kind or cause, `good` how many went in by kind."""

    def __init__(self, builder: Builder, *, strict: bool) -> None:
        self.bad: list[BadLine] = []
        self.bad_lines = 0
        self.unusable: Counter[str] = Counter()
        self.good: Counter[str] = Counter()
        self._builder, self._strict = builder, strict
        self._signals = {signal.name: signal for signal in loader.signals()}
        self._clips = {
            name: Clips(signal, self._signals[signal.frame_kind])
            for name, signal in self._signals.items()
            if isinstance(signal, ClipSignal)
        }

    def read(
        self, source: tuple[ListFormat, str, BinaryIO], size: int, progress: Callable[[float], None]
    ) -> None:
        """Everything in the list (its format, name and stream; `size` in bytes for the progress, 0 to 1).

        Raises: BankError: the list ends in the middle; or a line is bad, and strict was asked for.
        """
        form, name, stream = source
        for count, item in enumerate(form.read(name, stream), 1):
            self.take(name, item)
            if count % OFTEN == 0 or isinstance(item, EntryBlock):
                progress(min(1.0, stream.tell() / max(1, size)))
        self.finish()
        progress(1.0)

    def take(self, name: str, item: ListItem) -> None:
        """One item of the list called `name`."""
        if isinstance(item, EntryBlock):
            self._block(item)
        elif isinstance(item, BankEntry):
            self._entry(name, item)
        elif isinstance(item, Unused):
            self.unusable[item.what] += 1
        else:
            self._refuse(item)

    def finish(self) -> None:
        """Hand over the clips whose frames stood one on a line."""
        for clips in self._clips.values():
            self._add_clips(clips.signal.name, clips.rest())

    def _entry(self, name: str, item: BankEntry) -> None:
        signal = self._signals.get(item.kind)
        if signal is None and item.kind in ELSEWHERE:
            self.unusable[item.kind] += 1
        elif signal is None:
            known = ", ".join(self._signals)
            self._refuse(BadLine(name, item.line, f"unknown kind of signal; known: {known}"))
        else:
            try:
                self._checked(signal, item)
            except BadSignal as error:
                self._refuse(BadLine(name, item.line, error.message))

    def _checked(self, signal: SignalType, item: BankEntry) -> None:
        if item.kind in self._clips:
            clip = self._clips[item.kind].take(item)
            self._add_clips(item.kind, [clip] if clip else [])
        else:
            self._builder.add(item.kind, bytes.fromhex(signal.normalise(item.value)), item.entry, item.note)
            self.good[item.kind] += 1

    def _block(self, block: EntryBlock) -> None:
        signal = self._signals.get(block.kind)
        if signal is None or block.kind in self._clips or signal.bits != 8 * block.width:
            self.unusable[block.kind] += len(block.values) // block.width
            return
        values = np.frombuffer(block.values, np.uint8).reshape(-1, block.width)
        self._builder.add_many(block.kind, values, block.entries, block.notes)
        self.good[block.kind] += len(values)

    def _add_clips(self, kind: str, clips: Iterable[Clip]) -> None:
        for clip in clips:
            if clip.frames:
                self._builder.add_clip(clip.frames, clip.entry, clip.note)
                self.good[kind] += 1
            else:
                self.unusable[NO_CLEAR_FRAME] += 1

    def _refuse(self, bad: BadLine) -> None:
        if isinstance(bad, CutOff):  # a bank of half a list would look like a whole one
            raise BankError(str(bad), HALF)
        if self._strict:
            raise BankError(f"bad line in a list: {bad}", "mend the list, or go on without --strict")
        self.bad_lines += 1
        if len(self.bad) < KEPT:
            self.bad.append(bad)
