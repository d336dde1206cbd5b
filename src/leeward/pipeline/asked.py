"""What a worker is asked for, checked and loaded."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass

from leeward.model.errors import ConfigError
from leeward.model.findings import Json
from leeward.model.limits import Limits
from leeward.plugins import loader
from leeward.plugins.signals.protocol import ClipSignal, FileSignal, PictureSignal


@dataclass(frozen=True, slots=True)
class Asked:
    """One task: the limits, and the signals by what they are made from."""

    limits: Limits
    digests: tuple[FileSignal, ...]
    pictures: tuple[PictureSignal, ...]
    clips: tuple[ClipSignal, ...]
    dihedral: bool
    first_member: int

    @classmethod
    def of(cls, ask: Mapping[str, Json]) -> "Asked":
        """Raises: ConfigError: an unknown signal, limit, or a value of the wrong type."""
        limits, signals = ask.get("limits", {}), ask.get("signals", [])
        first = ask.get("first_member", 0)
        if not isinstance(limits, dict) or not isinstance(signals, list) or not isinstance(first, int):
            raise ConfigError("the worker cannot understand what it is asked")
        digests, pictures, clips = _kinds(tuple(str(name) for name in signals))
        return cls(_limits(limits), digests, pictures, clips, bool(ask.get("dihedral")), first)


def _limits(given: Mapping[str, Json]) -> Limits:
    try:
        return Limits(**given)  # type: ignore[arg-type]
    except TypeError as error:
        raise ConfigError("the worker is given a limit that it does not know") from error


_Kinds = tuple[tuple[FileSignal, ...], tuple[PictureSignal, ...], tuple[ClipSignal, ...]]


# Kept: finding a plug-in reads a folder, which the sandbox refuses once it is shut.
@functools.cache
def _kinds(names: tuple[str, ...]) -> _Kinds:
    found = [loader.signal(name) for name in names]
    return (
        tuple(kind for kind in found if isinstance(kind, FileSignal)),
        tuple(kind for kind in found if isinstance(kind, PictureSignal)),
        tuple(kind for kind in found if isinstance(kind, ClipSignal)),
    )
