"""Who subscribes, and who leaves.

Source: FEP-ae0c. Mastodon's way: an instance's actor follows the public, the relay accepts. LitePub's way
(Akkoma, Pleroma): it follows the relay's actor, the relay accepts and follows back.
"""

from collections.abc import Sequence

from leeward.model.errors import BadSignature
from leeward.model.events import Actor, Deed, Dropped
from leeward.pipeline.ingest.relay.deeds import Told
from leeward.pipeline.ingest.relay.identity import Identity, Settings, same_server
from leeward.pipeline.ingest.relay.outcome import Outgoing, Received, Subscriber
from leeward.pipeline.ingest.relay.replies import PUBLIC, accept, follow, reject, unfollow


def joined(settings: Settings, told: Told, domain: str) -> Received:
    """The answer to a Follow of us or of the public. Raises: BadSignature: somebody else signed it."""
    if not told.is_own_word:
        raise BadSignature("signed by another than who follows")
    identity, sender, activity = settings.identity, told.sender, told.activity
    inbox = sender.inbox
    if not {PUBLIC, identity.actor}.intersection(activity.subjects[:1]):
        return _dropped("a follow of somebody else", domain)
    if inbox is None or not same_server(inbox, sender.author.uri):
        return _dropped("a follow by an actor without an inbox of its own server", domain)
    if sender.kind == "Person" and not settings.takes_people:
        said = (reject(identity, activity, inbox),)
        return Received(202, (Dropped("a follow by a person"),), server_domain=domain, outgoing=said)
    is_followed = activity.subjects[0] != PUBLIC
    new = Subscriber(domain, sender.author.uri, inbox, activity.uri, is_followed)
    return Received(202, server_domain=domain, joined=new, outgoing=_welcome(identity, told, inbox))


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


def _welcome(identity: Identity, told: Told, inbox: str) -> tuple[Outgoing, ...]:
    accepted = accept(identity, told.activity, inbox)
    actor: Actor = told.sender
    if told.activity.subjects[0] == PUBLIC:
        return (accepted,)
    return accepted, follow(identity, actor.author.uri, inbox)


def _dropped(why: str, domain: str) -> Received:
    return Received(202, (Dropped(why),), server_domain=domain)
