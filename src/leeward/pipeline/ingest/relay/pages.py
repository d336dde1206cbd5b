"""What the relay shows of itself, to anybody and unsigned: whoever checks our signature must be able to."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from leeward import __version__
from leeward.model.findings import Json
from leeward.net.guard import checked
from leeward.net.signatures.keys import public_pem
from leeward.pipeline.ingest.relay.identity import Identity

_ACTIVITY = "application/activity+json"
_CONTEXT: list[Json] = ["https://www.w3.org/ns/activitystreams", "https://w3id.org/security/v1"]
_COLLECTIONS = ("outbox", "followers", "following")
_SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"
_SCHEMAS = ("2.0", "2.1")
_SUMMARY = (
    "A relay that only listens: it forwards nothing, follows nobody but who subscribes, keeps no words."
)


@dataclass(frozen=True, slots=True)
class Page:
    """One answer to GET."""

    media_type: str
    body: bytes


def page(identity: Identity, path: str, query: Mapping[str, str]) -> Page | None:
    """What stands at a path; None: nothing does.
    Source: ActivityPub 4 and 5; RFC 7033 (WebFinger); NodeInfo 2.0 and 2.1; FEP-2677."""
    if path == "/actor":
        return _page(_actor(identity))
    if path.removeprefix("/actor/") in _COLLECTIONS and path.startswith("/actor/"):
        return _page(_empty(f"{identity.address}{path}"))
    if path == "/.well-known/webfinger":
        return _finger(identity, query.get("resource", ""))
    if path == "/.well-known/nodeinfo":
        return _page(_links(identity), "application/json")
    version = path.removeprefix("/nodeinfo/")
    if version in _SCHEMAS and path != version:
        return _page(_node(version), f'application/json; profile="{_SCHEMA}{version}#"')
    return None


def _page(content: dict[str, Json], media_type: str = _ACTIVITY) -> Page:
    return Page(media_type, json.dumps(content).encode())


def _actor(identity: Identity) -> dict[str, Json]:
    return {
        "@context": _CONTEXT,
        "id": identity.actor,
        "type": "Application",
        "preferredUsername": identity.name,
        "name": "Leeward",
        "summary": _SUMMARY,
        "url": identity.actor,
        "inbox": identity.inbox,
        "endpoints": {"sharedInbox": identity.inbox},
        **{name: f"{identity.actor}/{name}" for name in _COLLECTIONS},
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        "publicKey": {
            "id": identity.key_id,
            "owner": identity.actor,
            "publicKeyPem": public_pem(identity.key),
        },
    }


def _empty(uri: str) -> dict[str, Json]:
    """Who subscribes is nobody else's business."""
    return {"@context": _CONTEXT, "id": uri, "type": "OrderedCollection", "totalItems": 0, "orderedItems": []}


def _finger(identity: Identity, resource: str) -> Page | None:
    domain = checked(identity.address).host_port_subcomponent
    names = (f"acct:{identity.name}@{domain}", identity.actor)
    if resource not in names:
        return None
    link: Json = {"rel": "self", "type": _ACTIVITY, "href": identity.actor}
    found: dict[str, Json] = {"subject": names[0], "aliases": [identity.actor], "links": [link]}
    return _page(found, "application/jrd+json")


def _links(identity: Identity) -> dict[str, Json]:
    nodes: list[Json] = [
        {"rel": f"{_SCHEMA}{version}", "href": f"{identity.address}/nodeinfo/{version}"}
        for version in _SCHEMAS
    ]
    ours: Json = {"rel": "https://www.w3.org/ns/activitystreams#Application", "href": identity.actor}
    return {"links": [*nodes, ours]}


def _node(version: str) -> dict[str, Json]:
    return {
        "version": version,
        "software": {"name": "leeward", "version": __version__},
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": {"users": {"total": 0}, "localPosts": 0},
        "metadata": {},
    }
