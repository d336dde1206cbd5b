"""What one media may cost before we stop looking."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Every one of these ends as a `look` value with a reason, never as "clean"."""

    file_bytes: int = 4096 * MIB  # larger files are too_large
    still_bytes: int = 256 * MIB  # a still is held in memory while it is decoded
    pixels: int = 200_000_000  # of one picture or frame
    frames: int = 3_000  # looked at in one animation or clip
    clip_s: int = 4 * 3600  # seconds of a clip
    seconds: float = 60.0  # wall time of one still, or one archive member that is a still
    clip_seconds: float = 900.0  # wall time of one animation or clip
    memory_bytes: int = 2048 * MIB  # of one worker process, beyond what it has at start
    members: int = 1_000_000  # in one archive
    expansion: int = 100  # an archive may unpack to this many times its size; 1 GiB is always allowed
    nesting: int = 2  # archives inside archives
