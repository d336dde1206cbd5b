"""What looking at one media gave, and how it is told from one process to another."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from leeward.model.look import Look
from leeward.model.signals import Signal, View

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None

MOST_SIGNALS = 200_000  # of one finding, as told by a worker
LONGEST_TEXT = 4096  # characters of a reason or a member's name

_KIND = re.compile(r"[a-z][a-z0-9_]{0,31}")
_VALUE = re.compile(r"[0-9a-f]{2,256}")
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}")
_FINDING_KEYS = {"look", "reason", "size", "media_type", "signals", "member"}
_SIGNAL_KEYS = {"kind", "value", "quality", "view", "frame", "at_s"}


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


def to_json(finding: Finding) -> dict[str, Json]:
    """The finding in plain JSON types; `from_json` reads it back."""
    return {
        "look": str(finding.look),
        "reason": finding.reason,
        "size": finding.size,
        "media_type": finding.media_type,
        "signals": [_signal_to_json(signal) for signal in finding.signals],
        "member": finding.member,
    }


def from_json(told: Json) -> Finding:
    """The finding that an untrusted process told.

    Raises: ValueError: anything in it is not as `to_json` writes it. The message repeats nothing.
    """
    fields = _fields(told, _FINDING_KEYS)
    signals = fields["signals"]
    if not isinstance(signals, list) or len(signals) > MOST_SIGNALS:
        raise ValueError("the signals are no list, or too many")
    look = Look(_text(fields["look"], None))
    reason = _optional_text(fields["reason"], None)
    if (reason is None) != (look is Look.LOOKED):
        raise ValueError("a reason is given where none belongs, or missing")
    return Finding(
        look=look,
        reason=reason,
        size=_whole(fields["size"], 0, 2**63 - 1),
        media_type=_optional_text(fields["media_type"], _MEDIA_TYPE),
        signals=tuple(_signal_from_json(signal) for signal in signals),
        member=_optional_text(fields["member"], None),
    )


def _signal_to_json(signal: Signal) -> dict[str, Json]:
    return {
        "kind": signal.kind,
        "value": signal.value,
        "quality": signal.quality,
        "view": str(signal.view),
        "frame": signal.frame,
        "at_s": signal.at_s,
    }


def _signal_from_json(told: Json) -> Signal:
    fields = _fields(told, _SIGNAL_KEYS)
    quality, frame = fields["quality"], fields["frame"]
    return Signal(
        kind=_text(fields["kind"], _KIND),
        value=_text(fields["value"], _VALUE),
        quality=None if quality is None else _whole(quality, 0, 100),
        view=View(_text(fields["view"], None)),
        frame=None if frame is None else _whole(frame, 0, 2**31 - 1),
        at_s=_seconds(fields["at_s"]),
    )


def _fields(told: Json, keys: set[str]) -> Mapping[str, Json]:
    if not isinstance(told, dict) or set(told) != keys:
        raise ValueError("the fields are not the expected ones")
    return told


def _optional_text(told: Json, pattern: re.Pattern[str] | None) -> str | None:
    return None if told is None else _text(told, pattern)


def _text(told: Json, pattern: re.Pattern[str] | None) -> str:
    if not isinstance(told, str) or len(told) > LONGEST_TEXT or not told.isprintable():
        raise ValueError("a text is no text, too long, or not printable")
    if pattern is not None and pattern.fullmatch(told) is None:
        raise ValueError("a text does not have its form")
    return told


def _whole(told: Json, least: int, most: int) -> int:
    if type(told) is not int or not least <= told <= most:
        raise ValueError("a number is no whole number in its range")
    return told


def _seconds(told: Json) -> float | None:
    if told is None:
        return None
    if type(told) not in {int, float} or not isinstance(told, int | float):
        raise ValueError("a time is no number")
    if not (math.isfinite(told) and told >= 0):
        raise ValueError("a time is not in its range")
    return float(told)
