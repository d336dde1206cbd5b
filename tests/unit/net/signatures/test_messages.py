"""A message signature must be whole and cover enough; the others beside it do not matter."""

from datetime import UTC, datetime

import pytest

from leeward.model.errors import BadSignature
from leeward.net.signatures import Style, check, read_claim, read_claims, sign
from leeward.net.signatures.keys import new_key, public_pem
from leeward.net.wire import Request

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
URL = "https://us.example/inbox"
KEY = new_key()
SIGNED = sign(Request("POST", URL, {}, b"{}"), KEY, "k", Style.RFC9421, NOW)


def reason(headers: dict[str, str] | list[tuple[str, str]], method: str = "POST") -> str:
    with pytest.raises(BadSignature) as error:
        read_claims(method, URL, headers)
    return error.value.reason


def inputs(components: str, parameters: str = ';created=1700000000;keyid="k"') -> dict[str, str]:
    return {**SIGNED, "Signature-Input": f"sig1=({components}){parameters}"}


ENOUGH = '"@method" "@target-uri" "content-digest"'
POOR = {
    "no method": inputs('"@target-uri" "content-digest"'),
    "no target": inputs('"@method" "content-digest"'),
    "no digest": inputs('"@method" "@target-uri"'),
    "twice": inputs(ENOUGH + ' "@method"'),
    "unknown": inputs(ENOUGH + ' "@query-param"'),
    "a part": inputs(ENOUGH + ' "host";sf'),
    "a token": inputs(ENOUGH + " host"),
    "upper case": inputs(ENOUGH + ' "Host"'),
    "not there": inputs(ENOUGH + ' "x-a"'),
    "no key": inputs(ENOUGH, ";created=1700000000"),
    "an empty key": inputs(ENOUGH, ';created=1700000000;keyid=""'),
    "a number as key": inputs(ENOUGH, ";created=1700000000;keyid=1"),
    "no time": inputs(ENOUGH, ';keyid="k"'),
    "a text as time": inputs(ENOUGH, ';created="1";keyid="k"'),
    "a switch as time": inputs(ENOUGH, ';created;keyid="k"'),
    "a time without end": inputs(ENOUGH, ';created=999999999999999;keyid="k"'),
    "expires as text": inputs(ENOUGH, ';created=1;expires="x";keyid="k"'),
    "no list": {**SIGNED, "Signature-Input": "sig1=1"},
    "another label": {**SIGNED, "Signature-Input": "x" + inputs(ENOUGH)["Signature-Input"]},
    "a label twice": inputs(ENOUGH, ';created=1;keyid="k", sig1=()'),
    "a parameter twice": inputs(ENOUGH, ';created=1;created=2;keyid="k"'),
    "nothing": {**SIGNED, "Signature-Input": ""},
    "garbage": {**SIGNED, "Signature-Input": "sig1=((((("},
    "no signature": {**SIGNED, "Signature": "sig2=:AAAA:"},
    "a signature as text": {**SIGNED, "Signature": 'sig1="AAAA"'},
    "the other style's": {**SIGNED, "Signature": 'keyId="k",signature="AA=="'},
    "long": inputs(" ".join(f'"x{n}"' for n in range(6000))),
    "beyond bytes": inputs(ENOUGH + ' "ü€"'),
}


@pytest.mark.parametrize("lack", POOR)
def test_a_message_signature_must_cover_enough_and_be_whole(lack: str) -> None:
    assert len(reason(POOR[lack])) < 80


def test_more_may_be_covered_than_is_needed() -> None:
    derived = '"@authority" "@scheme" "@path" "@query" "@request-target" "host"'
    claim = read_claim(
        "POST", URL + "?a=b", inputs(f"{ENOUGH} {derived}", ';created=1;keyid="k";alg="x";expires=9')
    )
    lines = claim.texts[0].decode().split("\n")
    assert '"@authority": us.example' in lines
    assert '"@query": ?a=b' in lines
    assert '"@path": /inbox' in lines
    assert '"@request-target": /inbox?a=b' in lines
    assert claim.expires is not None


def test_a_poor_signature_does_not_spoil_a_good_one() -> None:
    good = SIGNED
    headers = {
        **good,
        "Signature-Input": f'poor=("@method");keyid="z", {good["Signature-Input"]}',
        "Signature": f"poor=:AAAA:, {good['Signature']}",
    }
    (claim,) = read_claims("POST", URL, headers)
    assert claim.label == "sig1"
    check(claim, b"{}", public_pem(KEY), NOW)


def test_hundreds_of_signatures_are_not_tried() -> None:
    one = SIGNED["Signature-Input"]
    many = {"Signature-Input": ", ".join(one.replace("sig1", f"s{n}") for n in range(100))}
    made = {"Signature": ", ".join(f"s{n}=:AAAA:" for n in range(100))}
    assert len(read_claims("POST", URL, {**SIGNED, **many, **made})) == 4
