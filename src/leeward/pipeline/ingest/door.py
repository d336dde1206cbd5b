"""The door: what is let in, and what is only counted."""

import hashlib
import hmac
from dataclasses import dataclass, field, replace

from leeward.model.events import Dropped, Event, Flagged, Posted
from leeward.model.items import Visibility

NO_MEDIA = "no media"

_MARK = 32  # hexadecimal digits


@dataclass(frozen=True, slots=True)
class Door:
    """direct: somebody stated a legal basis for looking at direct messages. followers_only: looked at?

    child_safety: words and rules of servers by which a complaint is about child safety. marks: the key under
    which it is kept what accounts share that were made together; without one it is not kept.
    """

    direct: bool = False
    followers_only: bool = True
    child_safety: frozenset[str] = frozenset()
    marks: bytes = field(default=b"", repr=False)

    def admit(self, event: Event) -> Event:
        """The event itself, or that it was dropped and why. A dropped post leaves nothing but a number."""
        if isinstance(event, Flagged):
            return self._sealed(event)
        if not isinstance(event, Posted):
            return event
        match event.post.visibility:
            case Visibility.DIRECT if not self.direct:
                return Dropped("direct message")
            case Visibility.FOLLOWERS if not self.followers_only:
                return Dropped("for followers only")
        return event if event.post.media else Dropped(NO_MEDIA)

    def _sealed(self, flag: Flagged) -> Flagged:
        """With marks that can be told apart, and say nothing."""
        if flag.reporter is None or not flag.reporter.batches:
            return flag
        marks = tuple(self._mark(one) for one in flag.reporter.batches) if self.marks else ()
        return replace(flag, reporter=replace(flag.reporter, batches=marks))

    def _mark(self, told: str) -> str:
        return hmac.new(self.marks, told.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:_MARK]
