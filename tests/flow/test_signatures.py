"""Leeward and implementations that are not ours believe each other's signatures, and no lies."""

import json
from datetime import UTC, datetime

import pytest

from demo.federation.actor import PUBLIC, Actor, Lie, Scheme
from demo.federation.asking import ask
from demo.federation.relay import Relay
from demo.federation.serving import AS_ACTIVITY, as_json
from demo.federation.signing import Request, holds
from demo.federation.snac import Snac
from leeward.model.errors import BadSignature
from leeward.net.signatures import Style, check, read_claim, sign
from leeward.net.signatures.keys import new_key, public_pem
from leeward.net.wire import Request as Ours

LIES = [lie for lie in Lie if lie not in {Lie.NONE, Lie.KEY_OF_ANOTHER}]


def _now() -> datetime:
    return datetime.now(UTC)


def _checked(request: Request, public_key_pem: str) -> str:
    """The key's name, once Leeward believes the request."""
    claim = read_claim(request.method, request.url, request.headers)
    check(claim, request.body, public_key_pem, _now())
    return claim.key_id


@pytest.mark.parametrize("scheme", list(Scheme))
def test_leeward_believes_what_another_signs(carol: Actor, scheme: Scheme) -> None:
    carol.send(carol.persona.inbox, carol.create(carol.note("a bridge")), scheme=scheme)
    (request,) = carol.site.received
    assert _checked(request, carol.public_key_pem) == carol.persona.key_id


@pytest.mark.parametrize("scheme", list(Scheme))
@pytest.mark.parametrize("lie", LIES)
def test_leeward_believes_no_lie(carol: Actor, scheme: Scheme, lie: Lie) -> None:
    carol.send(carol.persona.inbox, carol.create(carol.note("a bridge")), lie, scheme)
    (request,) = carol.site.received
    with pytest.raises(BadSignature):
        _checked(request, carol.public_key_pem)


@pytest.mark.parametrize("scheme", list(Scheme))
def test_leeward_sees_that_somebody_else_signed(carol: Actor, scheme: Scheme) -> None:
    carol.send(carol.persona.inbox, carol.create(carol.note("a bridge")), Lie.KEY_OF_ANOTHER, scheme)
    (request,) = carol.site.received
    key = ask("GET", carol.other.id).json()["publicKey"]["publicKeyPem"]
    assert _checked(request, key) == carol.other.key_id != carol.persona.key_id


@pytest.mark.parametrize("style", list(Style))
@pytest.mark.parametrize(("method", "body"), [("GET", None), ("POST", b'{"type": "Follow"}')])
def test_another_believes_what_leeward_signs(style: Style, method: str, body: bytes | None) -> None:
    url = "http://127.0.0.1:8080/inbox?page=1"
    key = new_key()
    added = sign(Ours(method, url, body=body), key, "http://127.0.0.1/actor#main-key", style, _now())
    seen = Request(method, url, {name.lower(): value for name, value in added.items()}, body or b"")
    assert holds(seen, public_pem(key))
    assert not holds(seen, public_pem(new_key()))


@pytest.mark.xdist_group("federation")
def test_leeward_and_snac_believe_each_other(snac_a: Snac, carol: Actor) -> None:
    key, inbox = new_key(), f"{snac_a.actor()}/inbox"
    carol.serve(carol.id, as_json(carol.persona.document(public_pem(key))))  # Leeward speaks in her name
    body = json.dumps(carol.follow(snac_a.actor())).encode()
    ours = Ours("POST", inbox, body=body)
    added = sign(ours, key, carol.persona.key_id, Style.CAVAGE, _now())
    ask("POST", inbox, {"Content-Type": AS_ACTIVITY, **added}, body)
    carol.wait_for("Accept")
    theirs = ask("GET", snac_a.actor(), {"accept": AS_ACTIVITY}).json()["publicKey"]
    assert _checked(carol.site.received[-1], theirs["publicKeyPem"]) == theirs["id"]


@pytest.mark.xdist_group("federation")
def test_leeward_believes_a_relay(relay: Relay) -> None:
    with relay.subscriber("fay") as fay:
        fay.send(relay.inbox, fay.follow(PUBLIC))
        fay.wait_for("Accept")
        theirs = fay.fetch(relay.actor).json()["publicKey"]
        assert _checked(fay.site.received[0], theirs["publicKeyPem"]) == theirs["id"]
