"""Any server that speaks ActivityPub: it tells us through the listening relay, people act on it by hand."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime

from leeward.model.errors import NotFetched, ServerError
from leeward.model.events import Dropped, Event
from leeward.model.items import Place, Post, Visibility, WayIn
from leeward.model.orders import Answer, Order, Receipt
from leeward.model.proofs import Aspect, Probe, ProbeResult, Seen
from leeward.model.servers import Ability, ServerCard, Support, WayAbility
from leeward.net.wire import FetchLimits, Request
from leeward.plugins.servers.activitypub import activities, actors, posts, proofs
from leeward.plugins.servers.activitypub.nodeinfo import software
from leeward.plugins.servers.protocol import Cursor, Link, Polled, SignIn

_LIMITS = FetchLimits(most_bytes=1 << 20, seconds=20.0, redirects=3)
_FRESH = {"Accept": proofs.ACCEPT, "Cache-Control": "no-cache", "Pragma": "no-cache"}
_BY_HAND = "ActivityPub has no way to ask for it: a person does it on the server"
_HANDS = (
    *("remove_post", "mark_sensitive", "unmark_sensitive", "limit_account", "unlimit_account"),
    *("suspend_account", "unsuspend_account", "resolve_report"),
)
_WAYS = {
    WayIn.RELAY: "public posts of its own accounts, with edits and deletions; nothing unlisted or remote",
    WayIn.WEBHOOK: "ActivityPub has none",
    WayIn.STREAM: "ActivityPub has none",
    WayIn.POLL: "ActivityPub has none",
}
_SEEN = {
    Seen.GONE: "its server says that it is gone",
    Seen.STILL_THERE: "its server still shows it",
    Seen.UNKNOWN: "its server does not say",
}


class _ActivityPub:
    """Reads what servers tell each other. It is what `connect` falls back to, so no software is its own."""

    name = "activitypub"
    title = "Any server that speaks ActivityPub (by listening relay)"

    document = staticmethod(proofs.document)
    told = staticmethod(proofs.told)
    judge = staticmethod(proofs.judge)
    activity = staticmethod(activities.activity)
    actor = staticmethod(actors.actor)
    keys = staticmethod(actors.keys)
    post = staticmethod(posts.post)
    words = staticmethod(posts.words)

    @property
    def cards(self) -> Sequence[ServerCard]:
        return (_card("any other", ""),)

    def knows(self, software: str) -> bool:
        return False

    async def discover(self, link: Link) -> ServerCard:
        await link.pace("read")
        found = await software(link.client, link.address)
        return _card(found.name, found.version)

    async def sign_in(self, link: Link, canaries: bool) -> SignIn:
        raise ServerError("there is nothing to sign in to: it tells us through the relay")

    def hear(self, headers: Mapping[str, str], body: bytes, secret: bytes, now: datetime) -> Sequence[Event]:
        return (Dropped("a webhook of a kind of server that has none"),)

    def stream(self, link: Link) -> AsyncIterator[Event]:
        raise ServerError("this kind of server has no stream")

    async def poll(self, link: Link, cursor: Cursor) -> Polled:
        raise ServerError("this kind of server cannot be polled: it tells us through the relay")

    async def recall(self, link: Link, cursor: Cursor) -> Polled:
        """No complaint that was settled is told to anybody."""
        return Polled((), cursor)

    async def perform(self, link: Link, order: Order) -> Receipt:
        return Receipt(Answer.BY_HAND, _BY_HAND)

    async def read_back(self, link: Link, order: Order) -> Receipt:
        return Receipt(Answer.UNSURE, "only the probes can tell whether a person has done it")

    async def is_gone(self, link: Link, post: Post) -> ProbeResult:
        probe = Probe(Aspect.POST, Place.ORIGINAL, post.uri)
        await link.pace("read")
        try:
            answer = await link.client.call(Request("GET", post.uri, _FRESH, limits=_LIMITS))
        except NotFetched as error:
            return ProbeResult(probe, Seen.UNKNOWN, f"its server cannot be asked: {error.reason}")
        seen = proofs.judge(post.uri, answer)
        return ProbeResult(probe, seen, f"{_SEEN[seen]} ({answer.status})")

    async def send_canary(self, link: Link, picture: bytes, visibility: Visibility) -> Post:
        raise ServerError("no canary can be posted there: we have no account on it")

    async def withdraw_canary(self, link: Link, native_id: str) -> None:
        raise ServerError("no canary is there to be withdrawn: we have no account on it")


def _card(software: str, version: str) -> ServerCard:
    return ServerCard(
        software=software,
        version=version,
        program=_ActivityPub.name,
        ways_in=tuple(WayAbility(way, way is WayIn.RELAY, note) for way, note in _WAYS.items()),
        abilities=tuple(Ability(action, Support.HAND, _BY_HAND) for action in _HANDS),
        notes=("its administrator adds our inbox to the list of relays",),
    )


SERVER = _ActivityPub()
