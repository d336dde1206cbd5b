"""Accounts and servers, as their own documents describe them."""

from collections.abc import Iterator

from leeward.model.events import Actor, PublicKey
from leeward.model.findings import Json
from leeward.model.items import Author
from leeward.plugins.servers.activitypub.shapes import fields, many, moment, types, uri, web

_ACTORS = ("Application", "Service", "Organization", "Group", "Person")
_MOST_KEYS = 16
_LONGEST_KEY = 10_000  # characters; RSA of 8192 bits needs 1,500


def actor(value: Json) -> Actor | None:
    """The actor, if it is one and says its own URI."""
    thing = fields(value)
    itself = web(thing.get("id"))
    kind = next((one for one in _ACTORS if one in types(thing)), None)
    if not (itself and kind):
        return None
    return Actor(
        author=Author(itself, itself, born=moment(thing.get("published"))),
        kind=kind,
        inbox=web(thing.get("inbox")),
        shared_inbox=web(fields(thing.get("endpoints")).get("sharedInbox")),
        keys=tuple(keys(value)),
    )


def keys(value: Json) -> Iterator[PublicKey]:
    """The keys that a document holds: an actor's, or the document itself if it is a key."""
    thing = fields(value)
    for one in [*many(thing.get("publicKey"))[:_MOST_KEYS], thing]:
        key = fields(one)
        key_id, owner, pem = uri(one), uri(key.get("owner")), key.get("publicKeyPem")
        if key_id and owner and isinstance(pem, str) and len(pem) <= _LONGEST_KEY:
            yield PublicKey(key_id, owner, pem)
