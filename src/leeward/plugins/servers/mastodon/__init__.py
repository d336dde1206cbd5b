"""Mastodon and what speaks its API: forks, GoToSocial, snac, Akkoma, Pleroma, Pixelfed."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from datetime import datetime

from leeward.model.events import Event
from leeward.model.items import Post, Visibility
from leeward.model.orders import Order, Receipt
from leeward.model.proofs import ProbeResult
from leeward.model.servers import ServerCard
from leeward.plugins.servers.mastodon import acting, canaries, hearing, oauth, polling, streaming, verifying
from leeward.plugins.servers.mastodon import discovery as finding
from leeward.plugins.servers.mastodon.dialects import DIALECTS, dialect
from leeward.plugins.servers.mastodon.dialects.shape import PROGRAM
from leeward.plugins.servers.mastodon.polling import complaints
from leeward.plugins.servers.protocol import Cursor, Link, Polled, SignIn


class Mastodon:
    """One way of speaking, and what each software makes of it."""

    name = PROGRAM
    title = "Mastodon, its forks, GoToSocial, snac, Akkoma, Pleroma, Pixelfed"

    @property
    def cards(self) -> Sequence[ServerCard]:
        """The best that each software can offer."""
        return tuple(one.card() for one in DIALECTS)

    def knows(self, software: str) -> bool:
        """Whether this software speaks Mastodon's API."""
        return dialect(software) is not None

    async def discover(self, link: Link) -> ServerCard:
        """What this server is and can do. Raises: ServerError."""
        return await finding.discover(link)

    async def sign_in(self, link: Link, canaries: bool) -> SignIn:
        """Begin to get a token with the least rights. Raises: ServerError."""
        return await oauth.sign_in(link, canaries)

    def hear(self, headers: Mapping[str, str], body: bytes, secret: bytes, now: datetime) -> Sequence[Event]:
        """What a webhook tells. Raises: BadSignature."""
        return hearing.hear(headers, body, secret, now)

    def stream(self, link: Link) -> AsyncGenerator[Event, None]:
        """What happens from now on. Raises: ServerError: the connection broke."""
        return streaming.stream(link)

    async def poll(self, link: Link, cursor: Cursor) -> Polled:
        """What happened since. Raises: ServerError."""
        return await polling.poll(link, cursor)

    async def recall(self, link: Link, cursor: Cursor) -> Polled:
        """Complaints that moderators have settled. Raises: ServerError."""
        return await complaints.recall(link, cursor)

    async def perform(self, link: Link, order: Order) -> Receipt:
        """Carry an order out, once."""
        return await acting.perform(link, order)

    async def read_back(self, link: Link, order: Order) -> Receipt:
        """Look whether an order has happened."""
        return await acting.read_back(link, order)

    async def is_gone(self, link: Link, post: Post) -> ProbeResult:
        """Whether the post is gone from its server, past its caches."""
        return await verifying.is_gone(link, post)

    async def send_canary(self, link: Link, picture: bytes, visibility: Visibility) -> Post:
        """Post a benign picture as our own account. Raises: ServerError."""
        return await canaries.send_canary(link, picture, visibility)

    async def withdraw_canary(self, link: Link, native_id: str) -> None:
        """Delete our own post. Raises: ServerError."""
        await canaries.withdraw_canary(link, native_id)


SERVER = Mastodon()
