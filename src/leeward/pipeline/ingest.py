"""Look at one media: digests, pictures, members. Runs inside the sandboxed worker."""

import io
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO, TypeAlias

from leeward.media import edge
from leeward.media.gallery import pictures
from leeward.media.samples import samples
from leeward.media.sniff import HEAD_BYTES, Family, Kind, sniff
from leeward.model.errors import NotLooked, SandboxError
from leeward.model.findings import Finding, Json, to_json
from leeward.model.look import Look
from leeward.model.signals import Signal
from leeward.pipeline.asked import Asked
from leeward.plugins import loader
from leeward.plugins.signals.protocol import Hasher

Message: TypeAlias = Mapping[str, Json]

CHUNK = 1 << 20  # bytes read at once
STOPPED = "the decoder stopped before it was done"


def look(fd: int, ask: Mapping[str, Json]) -> Iterator[Message]:
    """What there is to say about the file behind `fd`, as it becomes known.

    Messages: {"patience_s": more wall time is needed}, {"digested": finding to fall back on},
    {"finding": the outcome}; for an archive these two per member, with its "member_number",
    and {"archive": {"members", "problem"}} at the end.
    Args: ask: limits, signals, dihedral, first_member.
    """
    asked = Asked.of(ask)
    edge.prepare()
    with os.fdopen(fd, "rb", closefd=False) as file:
        messages = _look(file, asked)
        while True:
            with edge.quiet():
                message = next(messages, None)
            if message is None:
                return
            yield message


def warm() -> None:
    """Exercises every decoder and loads every signal, so that afterwards no file has to be opened.

    Raises: SandboxError: a decoder is missing or broken. Nothing is scanned without it.
    """
    edge.prepare()
    asked = Asked.of({"signals": list(loader.names("signals"))})
    for title, content in samples():
        sitting = _Sitting(io.BytesIO(content), len(content), sniff(content[:HEAD_BYTES]), asked)
        with edge.quiet():
            told = [message for message in _media(sitting) if "finding" in message]
        if [message["finding"] for message in told] != [to_json(sitting.finding(Look.LOOKED, None))]:
            raise SandboxError(f"the decoder for {title} does not work", "install Leeward's packages again")


def _look(file: BinaryIO, asked: Asked) -> Iterator[Message]:
    try:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(HEAD_BYTES)
    except OSError:
        yield _told("finding", Finding(Look.UNREADABLE, "it cannot be read", 0, None))
        return
    yield from _media(_Sitting(file, size, sniff(head), asked))


@dataclass(slots=True)
class _Sitting:
    """One media being looked at."""

    file: BinaryIO
    size: int
    kind: Kind
    asked: Asked
    member: str | None = None
    signals: list[Signal] = field(default_factory=list)

    def finding(self, look: Look, reason: str | None) -> Finding:
        return Finding(look, reason, self.size, self.kind.media_type, tuple(self.signals), self.member)


def _media(sitting: _Sitting) -> Iterator[Message]:
    try:
        _refuse(sitting)
        sitting.signals += _digests(sitting)
        yield _told("digested", sitting.finding(Look.UNREADABLE, STOPPED))
        yield from _seen(sitting)
    except NotLooked as why:
        yield _told("finding", sitting.finding(why.look, why.reason))
    except OSError:
        yield _told("finding", sitting.finding(Look.UNREADABLE, "it cannot be read"))
    else:
        yield _told("finding", sitting.finding(Look.LOOKED, None))


def _refuse(sitting: _Sitting) -> None:
    limit = sitting.asked.limits.file_bytes
    if sitting.size > limit:
        raise edge.too_large(f"{sitting.size} bytes, the limit is {limit} bytes")


def _digests(sitting: _Sitting) -> list[Signal]:
    running: list[tuple[str, Hasher]] = [(kind.name, kind.start()) for kind in sitting.asked.digests]
    sitting.file.seek(0)
    while chunk := sitting.file.read(CHUNK):
        for _, hasher in running:
            hasher.update(chunk)
    return [Signal(name, hasher.hexdigest()) for name, hasher in running]


def _seen(sitting: _Sitting) -> Iterator[Message]:
    """Adds the signals of every picture. Raises: NotLooked: it was not, or not all, looked at."""
    if sitting.size == 0:
        raise edge.unreadable("empty file")
    asked = sitting.asked
    patient = sitting.kind.family is Family.CLIP
    if patient:
        yield {"patience_s": asked.limits.clip_seconds}
    for picture in pictures(sitting.kind, sitting.file, sitting.size, asked.limits):
        if picture.frame and not patient:
            patient = True
            yield {"patience_s": asked.limits.clip_seconds}
        for kind in asked.pictures:
            sitting.signals += kind.of_picture(picture, asked.dihedral)


def _told(word: str, finding: Finding) -> Message:
    return {word: to_json(finding)}
