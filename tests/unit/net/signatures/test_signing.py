"""What we sign is what the client sends, and fits the published examples."""

from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519

from leeward.model.errors import NotFetched
from leeward.net.client import Client
from leeward.net.signatures import Style, check, read_claim, sign
from leeward.net.signatures.keys import new_key, public_pem
from leeward.net.wire import ClientSettings, Request
from tests.unit.net.servers import answer, saying, speaking

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
SEED = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
RSA = new_key()
BODY = b'{"category":"content","subscriptionType":"lifecycle"}'
FASP = Request("POST", "https://m.example/api/fasp/data_sharing/v0/event_subscriptions", {}, BODY)


def test_the_example_of_an_auxiliary_service_comes_out_byte_by_byte() -> None:
    added = sign(FASP, SEED, "b2ks6vm8p23w", Style.RFC9421, NOW)
    assert added == {
        "Host": "m.example",
        "Content-Digest": "sha-256=:3xDXnaUdCMxlKa1ov4mz3jNeSvMqm7K4CGZFA+qq68I=:",
        "Signature-Input": (
            'sig1=("@method" "@target-uri" "content-digest");created=1700000000;keyid="b2ks6vm8p23w"'
        ),
        "Signature": (
            "sig1=:j8QTNWZmHXfSq00PLl8NPavBSqILnUlHW2fideBpNHujFPxOQRAA69h2M0qIRCnQFoYxgZkvQaHqtHSkLY1eBA==:"
        ),
    }


def test_a_post_is_signed_as_the_fediverse_signs() -> None:
    added = sign(
        Request("POST", "https://o.example/inbox", {}, b"{}"), RSA, "https://us/actor#k", Style.CAVAGE, NOW
    )
    assert added["Date"] == "Tue, 14 Nov 2023 22:13:20 GMT"
    assert added["Digest"] == "SHA-256=RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o="
    start = 'keyId="https://us/actor#k",algorithm="rsa-sha256",headers="(request-target) host date digest",'
    assert added["Signature"].startswith(start + 'signature="')


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("key", [RSA, SEED], ids=["RSA", "Ed25519"])
@pytest.mark.parametrize(
    ("method", "body"), [("GET", None), ("POST", b"{}"), ("POST", None), ("DELETE", None)], ids=str
)
@pytest.mark.parametrize("path", ["", "/", "/a?b=c&d=%2B", "/ä b", "/a#b", "/a?"])
async def test_what_the_client_sends_is_what_was_signed(
    style: Style, key: ed25519.Ed25519PrivateKey, method: str, body: bytes | None, path: str
) -> None:
    heads: list[bytes] = []

    async with speaking(saying(answer(b"", "202 Accepted", "Connection: close")), heads) as home:
        request = Request(method, home + path, {"Accept": "x"}, body)
        added = sign(request, key, "https://us.example/actor#main-key", style, NOW)
        async with Client(ClientSettings("leeward/test", ("127.0.0.1",))) as client:
            sent = Request(method, request.url, {**request.headers, **added}, body)
            assert (await client.call(sent)).status == 202
    first, *lines = heads[0].decode("latin-1").split("\r\n")
    headers = [(name, value) for name, _, value in (line.partition(":") for line in lines if line)]
    claim = read_claim(method, home + first.split()[1], headers)
    check(claim, body or b"", public_pem(key), NOW)
    assert claim.key_id == "https://us.example/actor#main-key"


def test_the_schemes_own_port_is_left_out() -> None:
    for url, host in [("https://a.example:443/", "a.example"), ("http://a.example:443/", "a.example:443")]:
        assert sign(Request("GET", url), SEED, "k", Style.CAVAGE, NOW)["Host"] == host


def test_what_cannot_be_asked_is_not_signed() -> None:
    with pytest.raises(NotFetched):
        sign(Request("GET", "file:///etc/passwd"), SEED, "k", Style.CAVAGE, NOW)
