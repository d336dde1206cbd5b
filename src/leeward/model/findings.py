"""What looking at one media gave."""

from dataclasses import dataclass

from leeward.model.look import Look
from leeward.model.signals import Signal


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one look. `signals` may be filled even if the look failed part-way
    (digests of an unreadable file still count for exact matches).

    member: the name inside an archive, None for a plain file. size: bytes.
    media_type: by content, None where unknown. reason: None only if looked.
    """

    look: Look
    reason: str | None
    size: int
    media_type: str | None
    signals: tuple[Signal, ...] = ()
    member: str | None = None
