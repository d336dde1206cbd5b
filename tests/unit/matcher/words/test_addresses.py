"""Addresses and domains, however they are written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.matcher.words.addresses import Addresses, address, domain, spoken


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Bridges.Example", "bridges.example"),
        ("bridges.example.", "bridges.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
        (
            "\uff42\uff52\uff49\uff44\uff47\uff45\uff53。\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45",
            "bridges.example",
        ),
        ("192.0.2.7", "192.0.2.7"),
        ("[2001:DB8::1]", "[2001:db8::1]"),
        ("bridges..example", None),
        ("old bridge", None),
        ("", None),
        ("a" * 300 + ".example", None),
        ("\u0301" * 100_000, None),
    ],
)
def test_a_domain_has_one_form(written: str, name: str | None) -> None:
    assert domain(written) == name


@pytest.mark.parametrize(
    "written",
    [
        "https://bridges.example/a/b?q=1",
        "HTTP://user:word@Bridges.Example:80/a/./x/../b/?q=1#part",
        "https://bridges.example.:443//a/%62?q=1",
        "https://bridges.example\\a\\b?q=1",
        "https://%62ridges%2Eexample/a/b?q=1",
        "https:\\\\bridges.example/a/b?q=1",
        "https:/bridges.example/a/b?q=1",
        "https:///bridges.example/a/b?q=1",
    ],
)
def test_an_address_has_one_form(written: str) -> None:
    assert str(address(written)) == "bridges.example/a/b?q=1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x", "https://a.example/X"),
        ("https://a.example/x", "https://a.example:8443/x"),
        ("https://a.example/x?a=1", "https://a.example/x?a=2"),
        ("https://a.example/%2F", "https://a.example/"),
    ],
)
def test_other_addresses_stay_apart(one: str, other: str) -> None:
    assert address(one) != address(other)


@pytest.mark.parametrize(
    "written", ["", "ftp://a.example", "bridges.example", "https://", "https:// /", "javascript:x"]
)
def test_what_is_no_address_is_none(written: str) -> None:
    assert address(written) is None


@given(st.text(st.characters(exclude_categories=[]), max_size=80))
def test_the_normal_form_is_its_own(text: str) -> None:
    for written in (text, f"https://{text}", f"https://a.example/{text}"):
        read = address(written)
        assert read is None or address(f"https://{read}") == read


FOUND = Addresses(["bridges.example", "xn--bcher-kva.example"], ["a.example/x"])


@pytest.mark.parametrize(
    ("link", "places"),
    [
        ("https://bridges.example/", [(0, "exact")]),
        ("https://old.stone.bridges.example:99/x", [(0, "folded")]),
        ("https://notbridges.example/", []),
        ("https://bücher.example", [(1, "exact")]),
        ("https://a.example/x", [(2, "exact")]),
        ("https://a.example/x/#top", [(2, "folded")]),
        ("https://a.example/y", []),
        ("no address", []),
    ],
)
def test_a_link_is_found_by_its_domain_those_above_and_itself(
    link: str, places: list[tuple[int, str]]
) -> None:
    assert [(one.term, str(one.how)) for one in FOUND.find(link)] == places


def test_addresses_in_a_text_are_read() -> None:
    text = "See https://a.example/x, or (HTTP://b.example)! Not c.example."
    assert list(spoken(text)) == ["https://a.example/x", "HTTP://b.example"]
