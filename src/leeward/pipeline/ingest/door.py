"""The door: what is let in, and what is only counted."""

from dataclasses import dataclass

from leeward.model.events import Dropped, Event, Posted
from leeward.model.items import Visibility


@dataclass(frozen=True, slots=True)
class Door:
    """direct: somebody stated a legal basis for looking at direct messages. followers_only: looked at?"""

    direct: bool = False
    followers_only: bool = True

    def admit(self, event: Event) -> Event:
        """The event itself, or that it was dropped and why. A dropped post leaves nothing but a number."""
        if not isinstance(event, Posted):
            return event
        match event.post.visibility:
            case Visibility.DIRECT if not self.direct:
                return Dropped("direct message")
            case Visibility.FOLLOWERS if not self.followers_only:
                return Dropped("for followers only")
        return event if event.post.media else Dropped("no media")
