"""The ladder: how much of a media each level shows."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """Each shows all that the one below shows, and more."""

    MOSAIC = 1
    BLURRED = 2
    GREY = 3
    COLOUR = 4


class Way(StrEnum):
    """What of the level is shown."""

    WHOLE = "whole"
    SPOT = "spot"  # a small circle around a point


@dataclass(frozen=True, slots=True)
class Cap:
    """The most that a level may send. side: pixels of its longest side. most_bytes: of the file: what a
    broken decoder could hide in it is bounded, too."""

    side: int
    is_grey: bool
    media_type: str
    most_bytes: int


CAPS = {
    Level.MOSAIC: Cap(16, is_grey=True, media_type="image/png", most_bytes=1 << 10),
    Level.BLURRED: Cap(160, is_grey=True, media_type="image/jpeg", most_bytes=32 << 10),
    Level.GREY: Cap(480, is_grey=True, media_type="image/jpeg", most_bytes=256 << 10),
    Level.COLOUR: Cap(1600, is_grey=False, media_type="image/jpeg", most_bytes=2 << 20),
}
BLUR = 3.0  # standard deviation in pixels of a picture that is 160 pixels long
SPOT_SIDE = 96  # pixels
SPOT_LEVELS = frozenset({Level.GREY, Level.COLOUR})
FRAMES = 12  # of a clip or an animation, evenly over its length


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to be shown. x, y: of a spot: 0 to 1 from the upper left. frame: 0 to 11."""

    level: Level
    way: Way = Way.WHOLE
    x: float = 0.5
    y: float = 0.5
    frame: int = 0

    def __post_init__(self) -> None:
        """Raises: ValueError: there is no such thing to be shown."""
        if not (0.0 <= self.x <= 1.0 and 0.0 <= self.y <= 1.0 and 0 <= self.frame < FRAMES):
            raise ValueError("a point or a frame that there is not")
        if self.way is Way.SPOT and self.level not in SPOT_LEVELS:
            raise ValueError("a spot shows level 3 or 4")


@dataclass(frozen=True, slots=True)
class Shown:
    """One derivative. width, height: of what is shown whole at this level, in pixels; left, top: where in it
    this part of it begins. frame, frames: which one of how many. of_width, of_height: the media's own."""

    data: bytes
    media_type: str
    width: int
    height: int
    left: int
    top: int
    frame: int
    frames: int
    of_width: int
    of_height: int
