"""Orders: one action on one subject; and receipts: what the server answered."""

from dataclasses import dataclass
from enum import StrEnum

from leeward.model.findings import Json
from leeward.model.items import Visibility


@dataclass(frozen=True, slots=True)
class Subject:
    """What an order acts on. Only what is needed is filled: ids are the server's own.

    account: native id. post, report: native ids. uri: of the post. urls: addresses of media.
    visibility, is_sensitive: the post's before anything was done to it, for taking a hold back.
    """

    account: str | None = None
    post: str | None = None
    uri: str | None = None
    report: str | None = None
    urls: tuple[str, ...] = ()
    visibility: Visibility | None = None
    is_sensitive: bool | None = None


class OrderState(StrEnum):
    """Where an order is. The last three are the end of it."""

    WAITING = "waiting"  # in the outbox
    STOPPED = "stopped"  # by the fuse: a person must let it go
    SENT = "sent"  # on its way, or answered so that nobody knows: read back before sending again
    BY_HAND = "by hand"  # a person does it, we look whether it is done
    DONE = "done"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Order:
    """One order. key: the same for the same thing, however often it is asked. attempt: 1 for the first."""

    key: str
    action: str
    subject: Subject
    attempt: int = 1


class Answer(StrEnum):
    """What an answer means."""

    DONE = "done"
    NOT_DONE = "not done"  # read back: it has not happened, sending again is right
    REFUSED = "refused"  # and will be again
    LATER = "later"  # the server asks for patience
    UNSURE = "unsure"  # it may have happened: read back
    BY_HAND = "by hand"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a server answered to an order, or to a look at what became of it.

    said: a sentence for people, without a post's words or a media's address. retry_after_s: only LATER.
    detail: native fields worth keeping for the record (ids, status code).
    """

    answer: Answer
    said: str
    retry_after_s: float | None = None
    detail: dict[str, Json] | None = None
