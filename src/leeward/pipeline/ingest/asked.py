"""What a worker is asked for, checked and loaded."""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from leeward.model.errors import ConfigError
from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.plugins import loader
from leeward.plugins.signals.protocol import ClipSignal, FileSignal, PictureSignal, SignalType


@dataclass(frozen=True, slots=True)
class Asked:
    """One task: the limits, and the signals by what they are made from.

    frame_kinds: the picture signals that the clip signals are made from, asked for or not.
    """

    limits: Limits
    digests: tuple[FileSignal, ...]
    pictures: tuple[PictureSignal, ...]
    clips: tuple[ClipSignal, ...]
    frame_kinds: tuple[PictureSignal, ...]
    dihedral: bool
    first_member: int
    clock: Callable[[], float]

    @classmethod
    def of(cls, ask: Mapping[str, Json], clock: Callable[[], float]) -> "Asked":
        """Args: clock: monotonic, in seconds.

        Raises: ConfigError: an unknown signal, limit, or a value of the wrong type.
        """
        limits, signals = ask.get("limits", {}), ask.get("signals", [])
        first = ask.get("first_member", 0)
        if not isinstance(limits, dict) or not isinstance(signals, list) or not isinstance(first, int):
            raise ConfigError("the worker cannot understand what it is asked")
        kinds = _sorted(tuple(str(name) for name in signals))
        return cls(_limits(limits), *kinds, bool(ask.get("dihedral")), first, clock)


def _limits(given: Mapping[str, Json]) -> Limits:
    try:
        return Limits(**given)  # type: ignore[arg-type]
    except TypeError as error:
        raise ConfigError("the worker is given a limit that it does not know") from error


_Pictures: TypeAlias = tuple[PictureSignal, ...]
_Kinds: TypeAlias = tuple[tuple[FileSignal, ...], _Pictures, tuple[ClipSignal, ...], _Pictures]


# Asking each signal for its family costs more than a digest of a small file.
@functools.cache
def _sorted(names: tuple[str, ...]) -> _Kinds:
    found = [_loaded(name) for name in names]
    clips = tuple(kind for kind in found if isinstance(kind, ClipSignal))
    frame_kinds = [_loaded(name) for name in sorted({kind.frame_kind for kind in clips})]
    return (
        tuple(kind for kind in found if isinstance(kind, FileSignal)),
        tuple(kind for kind in found if isinstance(kind, PictureSignal)),
        clips,
        tuple(kind for kind in frame_kinds if isinstance(kind, PictureSignal)),
    )


# Kept: finding a plug-in reads a folder, which the sandbox refuses once it is shut.
@functools.cache
def _loaded(name: str) -> SignalType:
    return loader.signal(name)
