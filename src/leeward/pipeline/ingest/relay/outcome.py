"""What came of one delivery to the inbox. Whoever asked writes it down, in one transaction, then answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from leeward.model.events import Event
from leeward.model.findings import Json


class Trust(StrEnum):
    """Why events are believed."""

    ORIGIN = "origin"  # the server they are about says so itself, asked now
    SENDER = "sender"  # it could not be asked, but the author's own key signed them


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An actor that tells us what its server's people post. follow: the URI of its Follow.
    is_followed: we follow it back."""

    domain: str
    actor: str
    inbox: str
    follow: str
    is_followed: bool = False


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One activity to deliver, by the queue, until it is taken or refused for good."""

    inbox: str
    activity: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Received:
    """What one delivery came to. Unless status is 202, nothing is to be written down.

    sender_domain: proven by the signature, "" if nothing was. server_domain: the server that the events are
    about: of the post's author. digest: to be written down with the events and given back by `seen_before`.
    joined: a subscriber to add, or to put in the place of the same actor. left: those to take away.
    reason: for the log; repeats nothing that was sent.
    """

    status: int
    events: tuple[Event, ...] = ()
    sender_domain: str = ""
    server_domain: str = ""
    trust: Trust = Trust.ORIGIN
    digest: str = ""
    joined: Subscriber | None = None
    left: tuple[Subscriber, ...] = ()
    outgoing: tuple[Outgoing, ...] = ()
    reason: str = ""


class Memory(Protocol):
    """What was written down of earlier deliveries. Each raises DatabaseError: it cannot be asked now."""

    async def seen_before(self, domain: str, digest: str) -> bool:
        """Whether this very delivery has been written down."""
        ...

    async def subscribers(self, domain: str) -> Sequence[Subscriber]:
        """Who of this server subscribed and has not left."""
        ...
