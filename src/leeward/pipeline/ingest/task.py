"""Look at one media: digests, pictures, members. Runs inside the sandboxed worker."""

import io
import os
import time
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from leeward.media import edge
from leeward.media.samples import samples
from leeward.media.sniff import Family
from leeward.model.errors import SandboxError
from leeward.model.findings import Finding, Json
from leeward.model.look import Look
from leeward.pipeline.ingest.asked import Asked
from leeward.pipeline.ingest.members import archive
from leeward.pipeline.ingest.sitting import Message, messages, sit, told
from leeward.plugins import loader


def warm() -> None:
    """Exercises every decoder and loads every signal, so that afterwards no file has to be opened.

    Raises: SandboxError: a decoder is missing or broken. Nothing is scanned without it.
    """
    edge.prepare()
    asked = Asked.of({"signals": list(loader.names("signals"))}, time.monotonic)
    for title, content in samples():
        with edge.quiet():
            outcome = list(_look(io.BytesIO(content), asked))
        if not all(_is_fine(message) for message in outcome):
            raise SandboxError(f"the decoder for {title} does not work", "install Leeward's packages again")


def look(fd: int, ask: Mapping[str, Json], clock: Callable[[], float] = time.monotonic) -> Iterator[Message]:
    """What there is to say about the file behind `fd`, as it becomes known.

    Messages: {"patience_s": more wall time is needed}, {"digested": finding to fall back on, the last
    one counts}, {"finding": the outcome}; for an archive the second of itself, then these per member,
    with its "member_number", and {"archive": {"members", "problem"}} at the end.
    Args: ask: limits, signals, dihedral, first_member. clock: monotonic, in seconds.
    Raises: ConfigError: `ask` is not understood. MemoryError: the file wants more than there is.
    """
    asked = Asked.of(ask, clock)
    edge.prepare()
    with os.fdopen(fd, "rb", closefd=False) as file:
        outcome = _look(file, asked)
        while True:
            with edge.quiet():
                message = next(outcome, None)
            if message is None:
                return
            yield message


def _look(file: BinaryIO, asked: Asked) -> Iterator[Message]:
    try:
        sitting = sit(file, asked)
    except OSError:
        yield told("finding", Finding(Look.UNREADABLE, "it cannot be read", 0, None))
        return
    if sitting.kind.family is Family.ARCHIVE:
        yield from archive(sitting)
    else:
        yield from messages(sitting)


def _is_fine(message: Message) -> bool:
    finding, whole = message.get("finding"), message.get("archive")
    looked = not isinstance(finding, dict) or finding["look"] == Look.LOOKED
    return looked and (not isinstance(whole, dict) or whole["problem"] is None)
