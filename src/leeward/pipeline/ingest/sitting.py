"""One media being looked at: its digests, then its pictures."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

from leeward.media import edge
from leeward.media.clip_frame import ClipFrame
from leeward.media.gallery import pictures
from leeward.media.sniff import HEAD_BYTES, Family, Kind, sniff
from leeward.model.errors import NotLooked
from leeward.model.findings import Finding, Json, to_json
from leeward.model.look import Look
from leeward.model.pictures import Picture
from leeward.model.signals import Signal, View
from leeward.pipeline.ingest.asked import Asked

Message: TypeAlias = Mapping[str, Json]

CHUNK = 1 << 20  # bytes read at once
SPEAK_EVERY = 256 << 20  # bytes digested without a word
KEEP_EVERY = 250  # pictures after which what is known so far is told again
STOPPED = "the decoder stopped before it was done"
UPRIGHT = {View.STORED, View.TURNED}


@dataclass(slots=True)
class Sitting:
    """flaw: why the content itself is not whole; the signals of what is there still count."""

    file: BinaryIO
    size: int
    kind: Kind
    asked: Asked
    member: str | None = None
    flaw: NotLooked | None = None
    signals: list[Signal] = field(default_factory=list)
    frames: list[Signal] = field(default_factory=list)

    def finding(self, look: Look, reason: str | None) -> Finding:
        """What is known up to now."""
        clip = [signal for kind in self.asked.clips for signal in kind.of_frames(self.frames)]
        return Finding(look, reason, self.size, self.kind.media_type, (*self.signals, *clip), self.member)


def sit(file: BinaryIO, asked: Asked, member: str | None = None, flaw: NotLooked | None = None) -> Sitting:
    """Ready to look at a file, from its start. Raises: OSError: it cannot be read."""
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    return Sitting(file, size, sniff(file.read(HEAD_BYTES)), asked, member, flaw)


def messages(sitting: Sitting) -> Iterator[Message]:
    """{"digested": …}, perhaps {"patience_s": …}, and {"finding": …} at the end."""
    try:
        _refuse(sitting)
        yield from digested(sitting)
        yield from _seen(sitting)
        if sitting.flaw:
            raise sitting.flaw
    except NotLooked as why:
        yield told("finding", sitting.finding(why.look, why.reason))
    except OSError:
        yield told("finding", sitting.finding(Look.UNREADABLE, "it cannot be read"))
    else:
        yield told("finding", sitting.finding(Look.LOOKED, None))


def told(word: str, finding: Finding) -> dict[str, Json]:
    """One message about one finding."""
    return {word: to_json(finding)}


def _refuse(sitting: Sitting) -> None:
    limit = sitting.asked.limits.file_bytes
    if sitting.size > limit:
        raise edge.too_large(f"{sitting.size:,} bytes, the limit is {limit:,} bytes")


def digested(sitting: Sitting) -> Iterator[Message]:
    """Adds the digests of the whole file; {"digested": …} at the end, {"patience_s": …} on a long way.

    Raises: NotLooked: an archive around it is at its end. OSError: it cannot be read.
    """
    running = [(kind.name, kind.start()) for kind in sitting.asked.digests]
    sitting.file.seek(0)
    place = 0
    while chunk := sitting.file.read(CHUNK):
        for _, hasher in running:
            hasher.update(chunk)
        place += len(chunk)
        if place % SPEAK_EVERY < len(chunk) < place:
            yield {"patience_s": sitting.asked.limits.seconds}
    sitting.signals += [Signal(name, hasher.hexdigest()) for name, hasher in running]
    yield told("digested", sitting.finding(Look.UNREADABLE, STOPPED))


def _seen(sitting: Sitting) -> Iterator[Message]:
    """Adds the signals of every picture. Raises: NotLooked: it was not, or not all, looked at."""
    if sitting.size == 0:
        raise sitting.flaw or edge.unreadable("empty file")
    asked = sitting.asked
    patience = _Patience(asked)
    if sitting.kind.family is Family.CLIP:
        yield patience.asked_for()
    shown = pictures(sitting.kind, sitting.file, sitting.size, asked.limits)
    for number, picture in enumerate(shown, 1):
        if picture.frame and not patience.is_asked_for:
            yield patience.asked_for()
        _add(sitting, picture)
        if number % KEEP_EVERY == 0:
            yield told("digested", sitting.finding(Look.UNREADABLE, STOPPED))
            if patience.is_asked_for:
                yield patience.asked_for()


class _Patience:
    """The time that all pictures of one file may take; every word in between ends what was granted."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._until: float | None = None

    @property
    def is_asked_for(self) -> bool:
        return self._until is not None

    def asked_for(self) -> Message:
        """What is left of it."""
        now = self._asked.clock()
        if self._until is None:
            self._until = now + self._asked.limits.clip_seconds
        return {"patience_s": max(self._until - now, 0.0)}


def _add(sitting: Sitting, picture: Picture) -> None:
    asked = sitting.asked
    made = [signal for kind in asked.pictures for signal in kind.of_picture(picture, asked.dihedral)]
    sitting.signals += made
    if asked.clips and isinstance(picture, ClipFrame) and not picture.is_extra:
        sitting.frames += _of_clip(sitting, picture, made)


def _of_clip(sitting: Sitting, picture: ClipFrame, made: Sequence[Signal]) -> Sequence[Signal]:
    """The frame's signals that clip signals are made of: upright ones, computed only once."""
    names = {kind.name for kind in sitting.asked.pictures}
    missing = [kind for kind in sitting.asked.frame_kinds if kind.name not in names]
    more = [signal for kind in missing for signal in kind.of_picture(picture, dihedral=False)]
    return [signal for signal in (*made, *more) if signal.view in UPRIGHT]
