"""A claim is true only in time, with its body, and by the right key in the right way."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding

from leeward.model.errors import BadSignature
from leeward.net.signatures import Claim, Style, check, read_claim, read_claims, sign
from leeward.net.signatures.keys import PrivateKey, new_key, public_pem
from leeward.net.wire import Request

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
URL = "https://us.example/inbox?page=1"
BODY = b'{"type":"Create"}'
RSA, OTHER = new_key(), new_key()
ED = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
HOUR = timedelta(hours=1)


def claimed(style: Style, key: PrivateKey = RSA, method: str = "POST") -> Claim:
    body = BODY if method == "POST" else None
    return read_claim(method, URL, sign(Request(method, URL, {}, body), key, "k", style, NOW))


def reason(claim: Claim, body: bytes = BODY, pem: str = public_pem(RSA), now: datetime = NOW) -> str:
    with pytest.raises(BadSignature) as error:
        check(claim, body, pem, now)
    return error.value.reason


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize("after", [-HOUR, timedelta(), timedelta(minutes=65)], ids=["early", "now", "late"])
def test_a_true_claim_passes_within_its_window(style: Style, after: timedelta) -> None:
    check(claimed(style), BODY, public_pem(RSA), NOW + after)


@pytest.mark.parametrize("style", Style)
@pytest.mark.parametrize(
    ("after", "said"),
    [(-HOUR - timedelta(seconds=1), "future"), (timedelta(minutes=65, seconds=1), "long ago")],
    ids=["early", "late"],
)
def test_outside_its_window_it_does_not(style: Style, after: timedelta, said: str) -> None:
    assert said in reason(claimed(style), now=NOW + after)


@pytest.mark.parametrize("style", Style)
def test_another_body_key_or_kind_of_key_does_not_fit(style: Style) -> None:
    assert "body" in reason(claimed(style), body=BODY + b" ")
    assert "fit" in reason(claimed(style), pem=public_pem(OTHER))
    assert reason(claimed(style), pem=public_pem(ED))
    assert "body" in reason(claimed(style, method="GET"), body=b"x")


def cavage(
    text: str, algorithm: str, headers: dict[str, str], extra: str = "", key: PrivateKey = RSA
) -> Claim:
    """A claim of any shape: text is what was signed; its names are the headers covered."""
    names = " ".join(line.partition(": ")[0] for line in text.split("\n"))
    if isinstance(key, ed25519.Ed25519PrivateKey):
        signature = key.sign(text.encode())
    else:
        made = hashes.SHA512() if algorithm.endswith("512") or "sha512" in extra else hashes.SHA256()
        signature = key.sign(text.encode(), padding.PKCS1v15(), made)
    written = base64.b64encode(signature).decode()
    value = f'keyId="k",algorithm="{algorithm}",headers="{names}"{extra},signature="{written}"'
    return read_claim("GET", URL, {"Host": "us.example", **headers, "Signature": value})


STAMP = "Tue, 14 Nov 2023 22:13:20 GMT"
DATE = {"Date": STAMP}
TEXT = f"(request-target): get /inbox?page=1\nhost: us.example\ndate: {STAMP}"


@pytest.mark.parametrize("algorithm", ["rsa-sha256", "RSA-SHA256", "rsa-sha512", "hs2019", ""])
def test_rsa_keys_sign_under_each_name_that_servers_use(algorithm: str) -> None:
    check(cavage(TEXT, algorithm, DATE), b"", public_pem(RSA), NOW)


def test_hs2019_leaves_the_choice_to_the_key() -> None:
    check(cavage(TEXT, "hs2019", DATE, ',x="sha512"'), b"", public_pem(RSA), NOW)
    check(cavage(TEXT, "hs2019", DATE, key=ED), b"", public_pem(ED), NOW)


@pytest.mark.parametrize("algorithm", ["hmac-sha256", "rsa-sha1", "none", "ed25519", "rsa-pss-sha512"])
def test_algorithms_that_prove_nothing_here_are_refused(algorithm: str) -> None:
    assert "algorithm" in reason(cavage(TEXT, algorithm, DATE), b"")


@pytest.mark.parametrize("target", ["/inbox?page=1", "/inbox"], ids=["with query", "without"])
def test_the_query_may_be_signed_or_left_out(target: str) -> None:
    check(cavage(TEXT.replace("/inbox?page=1", target), "hs2019", DATE), b"", public_pem(RSA), NOW)


@pytest.mark.parametrize("target", ["/inbox?page=2", "/other", "/inbox?"])
def test_another_target_does_not_fit(target: str) -> None:
    assert "fit" in reason(cavage(TEXT.replace("/inbox?page=1", target), "hs2019", DATE), b"")


STAMPED = "host: us.example\n(request-target): get /inbox?page=1\n(created): 1700000000"


def test_a_lifetime_that_is_signed_counts_up_to_half_a_day() -> None:
    text = STAMPED + "\n(expires): 1700010000"
    claim = cavage(text, "hs2019", {}, ",created=1700000000,expires=1700010000")
    check(claim, b"", public_pem(RSA), NOW + timedelta(seconds=13_600))
    assert "long ago" in reason(claim, b"", now=NOW + timedelta(seconds=13_601))
    claim = cavage(
        STAMPED + "\n(expires): 1800000000", "hs2019", {}, ",created=1700000000,expires=1800000000"
    )
    check(claim, b"", public_pem(RSA), NOW + 13 * HOUR)
    assert "long ago" in reason(claim, b"", now=NOW + 13 * HOUR + timedelta(seconds=1))


def test_a_lifetime_that_is_not_signed_counts_nothing() -> None:
    claim = cavage(STAMPED, "hs2019", {}, ",created=1700000000,expires=1800000000")
    assert "long ago" in reason(claim, b"", now=NOW + 2 * HOUR)


def test_a_lifetime_that_ended_before_it_began_has_ended() -> None:
    text = STAMPED + "\n(expires): 1"
    assert "long ago" in reason(cavage(text, "hs2019", {}, ",created=1700000000,expires=1"), b"")


def test_the_example_of_an_auxiliary_service_passes() -> None:
    url = "https://m.example/api/fasp/data_sharing/v0/event_subscriptions"
    body = b'{"category":"content","subscriptionType":"lifecycle"}'
    headers = {
        "content-digest": "sha-256=:3xDXnaUdCMxlKa1ov4mz3jNeSvMqm7K4CGZFA+qq68I=:",
        "signature-input": (
            'sig1=("@method" "@target-uri" "content-digest");created=1700000000;keyid="b2ks6vm8p23w"'
        ),
        "signature": (
            "sig1=:j8QTNWZmHXfSq00PLl8NPavBSqILnUlHW2fideBpNHujFPxOQRAA69h2M0qIRCnQFoYxgZkvQaHqtHSkLY1eBA==:"
        ),
    }
    claim = read_claim("post", url, headers)
    assert (claim.key_id, claim.label, claim.style) == ("b2ks6vm8p23w", "sig1", Style.RFC9421)
    check(claim, body, public_pem(ED), NOW)
    assert "fit" in reason(read_claim("POST", url + "/", headers), body, public_pem(ED))


def test_of_several_signatures_the_true_one_counts() -> None:
    request = Request("POST", URL, {}, BODY)
    wrong, right = (sign(request, key, "k", Style.RFC9421, NOW) for key in (OTHER, RSA))
    headers = [
        *right.items(),
        *((name, value.replace("sig1", "a")) for name, value in wrong.items() if "ignature" in name),
    ]
    first, second = read_claims("POST", URL, headers)
    assert (first.label, second.label) == ("sig1", "a")
    check(first, BODY, public_pem(RSA), NOW)
    assert "fit" in reason(second)


@pytest.mark.parametrize(
    "pem",
    ["", "x", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----", "A" * 20_000, "\ud800"],
    ids=["nothing", "text", "broken", "long", "no unicode"],
)
def test_a_key_that_cannot_be_read_proves_nothing(pem: str) -> None:
    assert "key" in reason(claimed(Style.CAVAGE), pem=pem)


def test_a_key_of_another_kind_proves_nothing() -> None:
    curve = ec.generate_private_key(ec.SECP256R1())
    assert "kind" in reason(claimed(Style.CAVAGE), pem=public_pem(curve))  # type: ignore[arg-type]


def test_a_signature_of_a_wrong_length_proves_nothing() -> None:
    for key in (RSA, ED):
        for signature in ("", "AAAA", base64.b64encode(bytes(1000)).decode()):
            value = f'keyId="k",headers="(request-target) host date",signature="{signature or "AA=="}"'
            claim = read_claim("GET", URL, {"Host": "us.example", **DATE, "Signature": value})
            assert "fit" in reason(claim, b"", public_pem(key))
