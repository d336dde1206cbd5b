"""Claims are read strictly: what is missing, doubled, huge or strange is refused in one sentence."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.model.errors import BadSignature
from leeward.net.signatures import Style, check, read_claim, read_claims, sign
from leeward.net.signatures.keys import new_key, public_pem
from leeward.net.wire import Request

NOW = datetime.fromtimestamp(1_700_000_000, UTC)
URL = "https://us.example/inbox"
KEY = new_key()
SIGNED = {style: sign(Request("POST", URL, {}, b"{}"), KEY, "k", style, NOW) for style in Style}


def reason(headers: dict[str, str] | list[tuple[str, str]], url: str = URL) -> str:
    with pytest.raises(BadSignature) as error:
        read_claims("POST", url, headers)
    return error.value.reason


def test_no_signature_is_told() -> None:
    assert reason({}) == "the header signature is missing"


def test_names_may_have_any_case_and_values_blanks_around_them() -> None:
    for headers in SIGNED.values():
        claim = read_claim("post", URL, {name.upper(): f" \t{value} " for name, value in headers.items()})
        check(claim, b"{}", public_pem(KEY), NOW)


DIGESTS = [
    "",
    "x",
    "SHA-256=",
    "SHA-256=AAAA",
    "MD5=AAAA",
    "SHA-256=&",
    "SHA-256=é",
    "SHA-1=" + "A" * 43 + "=",
]


@pytest.mark.parametrize("digest", DIGESTS)
def test_a_digest_that_proves_nothing_is_refused(digest: str) -> None:
    assert "digest" in reason({**SIGNED[Style.CAVAGE], "Digest": digest})
    content = digest.lower().replace("=", "=:", 1) + ":"
    assert "digest" in reason({**SIGNED[Style.RFC9421], "Content-Digest": content})


@pytest.mark.parametrize("url", ["", "/inbox", "us.example/inbox", "https://a@us.example/", "https:///inbox"])
def test_our_own_address_must_be_whole(url: str) -> None:
    assert "address" in reason(SIGNED[Style.CAVAGE], url=url)


HUGE = [
    [("X", "x" * 70_000)],
    [("X", "")] * 300,
    [("X", "a\nb")],
    [("X", "a\rb")],
    [("X", "a\0b")],
]


@pytest.mark.parametrize("headers", HUGE, ids=["long", "many", "a line break", "a return", "a null"])
def test_heads_that_no_server_lets_in_are_refused(headers: list[tuple[str, str]]) -> None:
    assert "header" in reason([*SIGNED[Style.CAVAGE].items(), *headers])


NAMES = st.sampled_from(["Signature", "Signature-Input", "Digest", "Date", "Host", "Content-Digest", "X"])


@given(st.lists(st.tuples(NAMES, st.text()), max_size=4), st.sampled_from(list(Style)), st.text(max_size=5))
def test_no_headers_break_it(headers: list[tuple[str, str]], style: Style, method: str) -> None:
    """Whatever is changed, the answer is a claim that does not pass, or one sentence."""
    changed = {**SIGNED[style], **dict(headers)}
    try:
        check(read_claim(method, URL, changed), b"other body", public_pem(KEY), NOW)
    except BadSignature as error:
        assert len(error.reason) < 80  # noqa: PT017 - a claim may also be read
    else:
        raise AssertionError("another body passed")


@given(st.data())
def test_no_letter_of_a_signed_request_can_be_changed(data: st.DataObject) -> None:
    style = data.draw(st.sampled_from(list(Style)))
    name = data.draw(st.sampled_from(sorted(SIGNED[style])))
    value = SIGNED[style][name]
    at = data.draw(st.integers(0, len(value) - 1))
    letter = data.draw(st.characters(min_codepoint=33, max_codepoint=126))
    changed = value[:at] + letter + value[at + 1 :]
    headers = {**SIGNED[style], name: changed}
    try:
        claim = read_claim("POST", URL, headers)
        check(claim, b"{}", public_pem(KEY), NOW)
    except BadSignature:
        return
    # what passes says the same: case of names, of the host, or another spelling of the same base64
    assert claim.texts == read_claim("POST", URL, SIGNED[style]).texts
