"""The whole desk: what the web is given of it, part by part."""

from dataclasses import dataclass

from leeward.review.ground import Ground
from leeward.review.people.sessions import Sessions


@dataclass(frozen=True, slots=True)
class Room:
    """Every part of the desk, on the same ground."""

    ground: Ground
    sessions: Sessions


def furnish(ground: Ground) -> Room:
    """The desk on this ground."""
    return Room(ground, Sessions(ground))
