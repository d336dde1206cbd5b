"""The few things that the relay says: that somebody may subscribe, and that it listens from now on."""

import hashlib

from leeward.model.events import Activity
from leeward.model.findings import Json
from leeward.pipeline.ingest.relay.identity import Identity
from leeward.pipeline.ingest.relay.outcome import Outgoing

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
_CONTEXT = "https://www.w3.org/ns/activitystreams"


def accept(identity: Identity, follow: Activity, inbox: str) -> Outgoing:
    """They may subscribe."""
    return _answer("Accept", identity, follow, inbox)


def reject(identity: Identity, follow: Activity, inbox: str) -> Outgoing:
    """They may not."""
    return _answer("Reject", identity, follow, inbox)


def follow(identity: Identity, actor: str, inbox: str) -> Outgoing:
    """We listen to them."""
    return Outgoing(inbox, _follow(identity, actor))


def unfollow(identity: Identity, actor: str, inbox: str) -> Outgoing:
    """We listen no longer."""
    told = _said("Undo", identity, actor, _follow(identity, actor))
    return Outgoing(inbox, {**told, "to": [actor]})


def _follow(identity: Identity, actor: str) -> dict[str, Json]:
    return {**_said("Follow", identity, actor, actor), "to": [actor]}


def _answer(kind: str, identity: Identity, follow: Activity, inbox: str) -> Outgoing:
    about: Json = {
        "id": follow.uri,
        "type": "Follow",
        "actor": follow.actor,
        "object": follow.subjects[0],
    }
    return Outgoing(inbox, {**_said(kind, identity, follow.uri, about), "to": [follow.actor]})


def _said(kind: str, identity: Identity, about: str, content: Json) -> dict[str, Json]:
    """Saying the same again has the same URI, so that saying it twice does no harm."""
    mark = hashlib.sha256(about.encode()).hexdigest()[:32]
    return {
        "@context": _CONTEXT,
        "id": f"{identity.actor}/said/{kind.lower()}/{mark}",
        "type": kind,
        "actor": identity.actor,
        "object": content,
    }
