"""Only public addresses are connected, and what the operator wrote down."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st
from yarl import URL

from leeward.model.errors import ConfigError, NotFetched
from leeward.net.guard import Guard, RefusedAddress, checked

PUBLIC = ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8", "192.0.1.1"]
INSIDE = [
    "127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "239.1.1.1",
    "240.0.0.1", "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1",
    "64:ff9b::127.0.0.1", "64:ff9b:1::1", "2002:7f00:1::", "2002:a00:1::1", "2001::1", "2001:db8::1",
    "fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "100::1", "no address", "",
]  # fmt: skip


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_admitted(address: str) -> None:
    assert Guard(()).admits(address, 443)


@pytest.mark.parametrize("address", INSIDE)
def test_addresses_inside_are_not(address: str) -> None:
    assert not Guard(()).admits(address, 443)


@given(st.ip_addresses(v=4))
def test_no_disguise_admits_an_address_that_is_not_admitted_bare(address: ipaddress.IPv4Address) -> None:
    guard = Guard(())
    for prefix in (0, 0xFFFF << 32, int(ipaddress.IPv6Address("64:ff9b::"))):
        disguised = ipaddress.IPv6Address(prefix + int(address))
        assert guard.admits(str(disguised), 80) <= guard.admits(str(address), 80)
    six_to_four = ipaddress.IPv6Address((0x2002 << 112) + (int(address) << 80))
    assert guard.admits(str(six_to_four), 80) <= guard.admits(str(address), 80)


ALLOWED = [
    ("10.0.0.0/8", "10.1.2.3", 80, True),
    ("10.0.0.0/8", "11.1.2.3", 80, True),  # public anyway
    ("10.0.0.0/8", "192.168.1.1", 80, False),
    ("10.0.0.0/8", "::ffff:10.1.2.3", 80, True),
    ("192.168.1.5", "192.168.1.5", 80, True),
    ("192.168.1.5", "192.168.1.6", 80, False),
    ("192.168.1.5:9000", "192.168.1.5", 9000, True),
    ("192.168.1.5:9000", "192.168.1.5", 9001, False),
    ("10.0.0.0/8:9000", "10.9.9.9", 9000, True),
    ("10.0.0.0/8:9000", "10.9.9.9", 80, False),
    ("::1", "::1", 80, True),
    ("[::1]:8080", "::1", 8080, True),
    ("[::1]:8080", "::1", 80, False),
    ("fd00::/8", "fd12::1", 80, True),
    (" 127.0.0.1 ", "127.0.0.1", 1, True),
    ("media.internal", "127.0.0.1", 80, False),  # a name is no address
]


@pytest.mark.parametrize(("entry", "address", "port", "is_admitted"), ALLOWED)
def test_the_operator_may_allow_networks_addresses_and_ports(
    entry: str, address: str, port: int, is_admitted: bool
) -> None:
    assert Guard((entry,)).admits(address, port) is is_admitted


NAMES = [
    ("media.internal", "http://media.internal/a", True),
    ("media.internal", "https://MEDIA.internal.:9/a", True),
    ("media.internal:9000", "http://media.internal:9000/a", True),
    ("media.internal:9000", "http://media.internal/a", False),
    ("media.internal", "http://a.media.internal/", False),
    ("media.internal", "http://internal/", False),
    ("bücher.example", "http://xn--bcher-kva.example/", True),
    ("under_score", "http://under_score/", True),
]


@pytest.mark.parametrize(("entry", "url", "is_trusted"), NAMES)
def test_the_operator_may_allow_a_host_by_its_name(entry: str, url: str, is_trusted: bool) -> None:
    assert Guard((entry,)).trusts(URL(url)) is is_trusted


@pytest.mark.parametrize(
    "entry",
    ["", "10.0.0.0/33", "a b", "host:0", "host:65536", "host:port", "http://a.example", "a/b", "-a", ":80"],
)
def test_what_cannot_be_allowed_is_told_at_the_start(entry: str) -> None:
    with pytest.raises(ConfigError) as error:
        Guard((entry,))
    assert error.value.hint


def test_a_socket_is_only_made_for_an_admitted_address() -> None:
    inside = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))
    with pytest.raises(RefusedAddress):
        Guard(()).socket(inside)
    with Guard(("127.0.0.1",)).socket(inside) as made:
        assert made.family is socket.AF_INET


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://Media.Example/a%2Fb?c=%2B#d", "https://media.example/a%2Fb?c=%2B"),
        ("http://bücher.example/ä", "http://xn--bcher-kva.example/%C3%A4"),
        ("http://example.org:8080", "http://example.org:8080"),
    ],
    ids=["escapes stay", "beyond ASCII", "a port"],
)
def test_an_address_keeps_what_it_says(text: str, url: str) -> None:
    assert str(checked(text)) == url


@pytest.mark.parametrize(
    "text",
    [
        "", "/a", "//host/a", "ftp://host/", "file:///etc/passwd", "javascript:alert(1)", "http://",
        "http://h:99999/", "http://h:0/", "http://[::1", "http://a@host/", "http://:b@host/", "http://h\\@x/",
        "http://xn--/", "http://h/" + "a" * 9000, "ws://host/", "data:,x", "\0", "http://\ud800/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(NotFetched) as error:
        checked(text)
    assert "host" not in error.value.reason


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    for url in (text, f"http://{text}", f"http://host/{text}", f"http://host:{text}"):
        try:
            assert checked(url).scheme in {"http", "https"}
        except NotFetched as error:
            assert error.reason  # noqa: PT017 - either is fine, anything else is not
