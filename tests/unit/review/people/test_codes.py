"""Codes of an authenticator app."""

import base64
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest

from leeward.review.people.codes import Secret, in_terminal, picture

# RFC 6238, appendix B, for SHA-1: the last six of its eight digits
VECTORS = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (2000000000, "279037")]
SECRET = Secret(base64.b32encode(b"12345678901234567890").decode())


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert SECRET.step(code, datetime.fromtimestamp(at, UTC)) == at // 30
    assert SECRET.step(f"{code[:3]} {code[3:]}", datetime.fromtimestamp(at, UTC)) == at // 30


@pytest.mark.parametrize(("seconds", "fits"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_half_a_minute_wrong(seconds: int, fits: bool) -> None:
    now = datetime.fromtimestamp(1111111110, UTC) + timedelta(seconds=seconds)
    assert (SECRET.step("050471", now) is not None) is fits


@pytest.mark.parametrize("code", ["", "50471", "0050471", "ü" * 6, "\uff10" * 6, "\ud800"])
def test_what_is_no_code_is_of_no_time(code: str) -> None:
    assert SECRET.step(code, datetime.fromtimestamp(1111111111, UTC)) is None


def test_a_new_secret_has_160_bits_of_the_given_randomness() -> None:
    assert Secret.fresh(lambda size: bytes(range(size))).text == base64.b32encode(bytes(range(20))).decode()


def test_the_picture_is_one_element_without_any_style_or_script() -> None:
    drawn = picture(SECRET.address("ada <b>", 'a "desk"'))
    names = {name for one in ElementTree.fromstring(drawn).iter() for name in one.attrib}
    assert not names & {"style", "onload", "href"}
    assert SECRET.text not in drawn


def test_a_secret_shows_in_no_repr() -> None:
    assert SECRET.text not in repr(SECRET)
    assert in_terminal(SECRET.address("ada", "desk")).count("\n") > 10
