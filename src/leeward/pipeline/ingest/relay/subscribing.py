"""Who subscribes, and who leaves.

Source: FEP-ae0c. Mastodon's way: an instance's actor follows the public, the relay accepts. LitePub's way
(Akkoma, Pleroma): it follows the relay's actor, the relay accepts and follows back.
"""

from collections.abc import Sequence

from leeward.model.errors import BadSignature
from leeward.model.events import Deed, Dropped
from leeward.pipeline.ingest.relay.deeds import Told
from leeward.pipeline.ingest.relay.identity import Identity, Settings, same_server
from leeward.pipeline.ingest.relay.outcome import Received, Subscriber
from leeward.pipeline.ingest.relay.replies import PUBLIC, accept, follow, reject, unfollow

_SERVERS_OWN = "Application"  # a Service is anybody's bot


def joined(settings: Settings, told: Told, domain: str, subscribers: Sequence[Subscriber]) -> Received:
    """The answer to a Follow of us or of the public. Raises: BadSignature: somebody else signed it."""
    if not told.is_own_word:
        raise BadSignature("signed by another than who follows")
    identity, sender, activity = settings.identity, told.sender, told.activity
    inbox = sender.inbox
    if not {PUBLIC, identity.actor}.intersection(activity.subjects[:1]):
        return _dropped("a follow of somebody else", domain)
    if inbox is None or not same_server(inbox, sender.author.uri):
        return _dropped("a follow by an actor without an inbox of its own server", domain)
    if sender.kind != _SERVERS_OWN and not settings.takes_people:
        why = (Dropped("a follow by an account that is not its server's own"),)
        return Received(202, why, server_domain=domain, outgoing=(reject(identity, activity, inbox),))
    was_followed = any(one.is_followed for one in subscribers if one.actor == activity.actor)
    wants_follow = activity.subjects[0] != PUBLIC
    new = Subscriber(domain, activity.actor, inbox, activity.uri, was_followed or wants_follow)
    said = [accept(identity, activity, inbox)]
    if wants_follow and not was_followed:  # else two relays would follow each other back for ever
        said.append(follow(identity, activity.actor, inbox))
    return Received(202, server_domain=domain, joined=new, outgoing=tuple(said))


def left(identity: Identity, told: Told, subscribers: Sequence[Subscriber]) -> Received | None:
    """The answer to the undoing of a Follow; None if it undoes something else.
    Raises: BadSignature: somebody else signed it."""
    activity, inner = told.activity, told.activity.inner
    names_follow = inner is not None and inner.deed is Deed.FOLLOW
    gone = tuple(
        one
        for one in subscribers
        if one.actor == activity.actor and (names_follow or one.follow in activity.subjects)
    )
    if not (gone or names_follow):
        return None
    if not told.is_own_word:
        raise BadSignature("signed by another than who leaves")
    said = tuple(unfollow(identity, one.actor, one.inbox) for one in gone if one.is_followed)
    domain = gone[0].domain if gone else ""
    return Received(202, server_domain=domain, left=gone, outgoing=said)


def _dropped(why: str, domain: str) -> Received:
    return Received(202, (Dropped(why),), server_domain=domain)
