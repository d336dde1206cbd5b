"""What the relay shows of itself."""

import json

import pytest

from demo.federation.asking import Json
from leeward.net.signatures.keys import public_pem
from leeward.pipeline.ingest.relay.pages import page
from tests.unit.pipeline.ingest.relay.stage import ADDRESS, IDENTITY, VOCABULARY


def _read(path: str, **query: str) -> Json:
    found = page(IDENTITY, path, query)
    assert found is not None
    return json.loads(found.body)


def test_its_actor_is_one_that_every_server_takes() -> None:
    shown = _read("/actor")
    actor = VOCABULARY.actor(shown)
    assert actor is not None
    assert (actor.kind, actor.author.uri) == ("Application", IDENTITY.actor)
    assert (actor.inbox, actor.shared_inbox) == (IDENTITY.inbox, IDENTITY.inbox)
    (key,) = actor.keys
    assert (key.key_id, key.owner, key.pem) == (IDENTITY.key_id, IDENTITY.actor, public_pem(IDENTITY.key))
    assert "PRIVATE" not in json.dumps(shown)


@pytest.mark.parametrize("resource", ["acct:relay@relay.example", f"{ADDRESS}/actor"])
def test_it_is_found_by_its_name(resource: str) -> None:
    found = _read("/.well-known/webfinger", resource=resource)
    assert found["subject"] == "acct:relay@relay.example"
    assert found["links"][0]["href"] == IDENTITY.actor


@pytest.mark.parametrize("version", ["2.0", "2.1"])
def test_it_says_what_it_is(version: str) -> None:
    links = {link["rel"]: link["href"] for link in _read("/.well-known/nodeinfo")["links"]}
    path = links[f"http://nodeinfo.diaspora.software/ns/schema/{version}"].removeprefix(ADDRESS)
    told = _read(path)
    assert (told["version"], told["software"]["name"]) == (version, "leeward")
    assert links["https://www.w3.org/ns/activitystreams#Application"] == IDENTITY.actor


@pytest.mark.parametrize("name", ["outbox", "followers", "following"])
def test_who_subscribes_is_nobodys_business(name: str) -> None:
    assert _read("/actor")[name] == f"{ADDRESS}/actor/{name}"
    assert _read(f"/actor/{name}")["orderedItems"] == []


@pytest.mark.parametrize(
    "path",
    ["/", "", "/actor/", "/actor/inbox", "/outbox", "2.0", "/nodeinfo/", "/nodeinfo/1.0", "/.well-known/x"],
)
def test_nothing_stands_anywhere_else(path: str) -> None:
    assert page(IDENTITY, path, {}) is None


@pytest.mark.parametrize("resource", ["", "acct:relay@other.example", "acct:root@relay.example"])
def test_nobody_else_is_found(resource: str) -> None:
    assert page(IDENTITY, "/.well-known/webfinger", {"resource": resource}) is None
