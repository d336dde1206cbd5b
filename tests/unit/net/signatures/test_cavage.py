"""A draft-cavage signature is read strictly, and must cover enough."""

from datetime import UTC, datetime

import pytest

from leeward.model.errors import BadSignature
from leeward.net.signatures import Style, read_claim, read_claims, sign
from leeward.net.signatures.keys import new_key
from leeward.net.wire import Request

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
URL = "https://us.example/inbox"
KEY = new_key()
SIGNED = sign(Request("POST", URL, {}, b"{}"), KEY, "k", Style.CAVAGE, NOW)


def reason(headers: dict[str, str] | list[tuple[str, str]], method: str = "POST") -> str:
    with pytest.raises(BadSignature) as error:
        read_claims(method, URL, headers)
    return error.value.reason


@pytest.mark.parametrize("name", ["Signature", "Digest", "Date", "Host"])
def test_a_header_that_counts_must_not_be_there_twice(name: str) -> None:
    headers = SIGNED
    assert "twice" in reason([*headers.items(), (name.lower(), headers[name])])
    assert reason({key: value for key, value in headers.items() if key != name})


@pytest.mark.parametrize("host", ["other.example", "us.example:8443", "us.example.", ""])
def test_what_was_sent_to_another_server_is_refused(host: str) -> None:
    assert "another server" in reason({**SIGNED, "Host": host})


@pytest.mark.parametrize("host", ["us.example", "US.example", "us.example:443"])
def test_our_own_name_may_be_written_in_each_usual_way(host: str) -> None:
    assert read_claim("POST", URL, {**SIGNED, "Host": host})


COVERED = {
    "date host digest": None,
    "(request-target) host date digest": None,
    "DATE  digest": None,
    "(request-target) host date": "digest is not signed",
    "(request-target) host digest": "time is not signed",
    "date date digest": "signed twice",
    "date digest x-missing": "is missing",
    "(created) digest": "hs2019",
    "date digest (expires)": "hs2019",
    "": "time is not signed",
    "date digest " + " ".join(f"x{n}" for n in range(40)): "too many",
}


@pytest.mark.parametrize("covered", COVERED)
def test_a_post_must_cover_enough(covered: str) -> None:
    value = f'keyId="k",algorithm="rsa-sha256",headers="{covered}",signature="AAAA"'
    headers = {**SIGNED, "Signature": value}
    expected = COVERED[covered]
    if expected is None:
        assert read_claim("POST", URL, headers).covered == tuple(covered.lower().split())
    else:
        assert expected in reason(headers)


def test_a_get_must_cover_the_host_and_the_target() -> None:
    value = 'keyId="k",headers="{}",signature="AAAA"'
    headers = SIGNED
    assert "host" in reason({**headers, "Signature": value.format("(request-target) date")}, "GET")
    assert "target" in reason({**headers, "Signature": value.format("host date")}, "GET")


UNREADABLE = [
    "", "x", "keyId", 'keyId="k', 'keyId="k"', 'keyId="k",signature="AA=="', 'keyId="k",keyId="k"', ",,,",
    'keyId="",headers="date digest",signature="AA=="', 'keyId="k",headers="date digest",signature="&&"',
    'keyId="k",headers="date digest",signature=""', 'keyId="k" headers="date digest"', "a=1" * 9000,
    'keyId="k\x07",headers="date digest",signature="AA=="',
    f'keyId="{"k" * 3000}",headers="date digest",signature="AA=="',
    'keyId="k",algorithm="hs2019",headers="(created) digest",created="x",signature="AA=="',
    'keyId="k",algorithm="hs2019",headers="(created) digest",created=999999999999999,signature="AA=="',
    'keyId="k",algorithm="hs2019",headers="(created) digest",created=999999999999,signature="AA=="',
    'keyId="k",algorithm="hs2019",headers="(created) digest",signature="AA=="',
    'keyId="k",algorithm="hs2019",headers="(created) digest",created=٣,signature="AA=="',
]  # fmt: skip


@pytest.mark.parametrize("value", UNREADABLE, ids=range(len(UNREADABLE)))
def test_what_cannot_be_read_is_refused(value: str) -> None:
    assert len(reason({**SIGNED, "Signature": value})) < 80


@pytest.mark.parametrize("date", ["", "x", "2023-11-14", "Tue, 99 Nov 2023 22:13:20 GMT", "-" * 5000])
def test_a_date_that_is_none_is_refused(date: str) -> None:
    assert reason({**SIGNED, "Date": date}) == "the date cannot be read"
