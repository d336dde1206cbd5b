"""What every server program is. A plug-in module (or package) ends in `SERVER = …`, one object of this shape.

It holds no state: all of it is in the link, the cursor and the database. What a server cannot do is said in
its card, never found out by failing.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from leeward.model.events import Event
from leeward.model.findings import Json
from leeward.model.items import Post, Visibility
from leeward.model.orders import Order, Receipt
from leeward.model.proofs import ProbeResult
from leeward.model.servers import ServerCard
from leeward.net.client import Client

Cursor: TypeAlias = Mapping[str, Json]  # small; the program's own; {} at the start


@dataclass(frozen=True, slots=True)
class Link:
    """A way to one server. address: "https://host[:port]". token: empty where there is none.

    pace: waits until this kind of call ("read", "page", "write") may be made; shared by all workers.
    clock: the time, UTC. card: what the server was found to be; None: each call finds out anew.
    """

    address: str
    token: str
    client: Client
    pace: Callable[[str], Awaitable[None]]
    clock: Callable[[], datetime]
    card: ServerCard | None = None


@dataclass(frozen=True, slots=True)
class SignIn:
    """A person's part in letting us in. url: to open in a browser, signed in as the account we shall act as;
    it shows a code. finish: the token for that code; raises ServerError. scopes: what the token may do."""

    url: str
    scopes: tuple[str, ...]
    finish: Callable[[str], Awaitable[str]]


@dataclass(frozen=True, slots=True)
class Polled:
    """What a poll found, oldest first, and where to go on. is_complete: False: there is more; ask again."""

    events: tuple[Event, ...]
    cursor: Cursor
    is_complete: bool = True


class ServerProgram(Protocol):
    """Our side of one server program."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def cards(self) -> Sequence[ServerCard]:
        """The best that each software of ours can offer, before any server was asked; version: empty."""
        ...

    def knows(self, software: str) -> bool:
        """Whether this is ours, by the name that NodeInfo gives (lower case)."""
        ...

    async def discover(self, link: Link) -> ServerCard:
        """What this server is and can do. Raises: ServerError: it does not answer as such a server."""
        ...

    async def sign_in(self, link: Link, canaries: bool) -> SignIn:
        """Begin to get a token with the least rights. canaries: also to post and delete as ourselves.
        Raises: ServerError: it cannot be had this way."""
        ...

    def hear(self, headers: Mapping[str, str], body: bytes, secret: bytes, now: datetime) -> Sequence[Event]:
        """What a webhook tells; what nobody can read is Dropped. headers: names in lower case.
        Raises: BadSignature: it is not from the server, or old."""
        ...

    def stream(self, link: Link) -> AsyncIterator[Event]:
        """What happens from now on, until the connection breaks. Raises: ServerError: it broke."""
        ...

    async def poll(self, link: Link, cursor: Cursor) -> Polled:
        """What happened since. Raises: ServerError."""
        ...

    async def recall(self, link: Link, cursor: Cursor) -> Polled:
        """Complaints that the server's moderators have settled, the newest first; none where it does not
        tell of any. Raises: ServerError."""
        ...

    async def perform(self, link: Link, order: Order) -> Receipt:
        """Carry an order out, once. Never raises for what a server or network does: that is a receipt."""
        ...

    async def read_back(self, link: Link, order: Order) -> Receipt:
        """Look whether an order has happened: DONE, NOT_DONE, UNSURE, LATER or REFUSED (cannot be seen)."""
        ...

    async def is_gone(self, link: Link, post: Post) -> ProbeResult:
        """Whether the post is gone from its server, past its caches."""
        ...

    async def send_canary(self, link: Link, picture: bytes, visibility: Visibility) -> Post:
        """Post a benign picture as our own account. Raises: ServerError."""
        ...

    async def withdraw_canary(self, link: Link, native_id: str) -> None:
        """Delete our own post. Raises: ServerError."""
        ...
