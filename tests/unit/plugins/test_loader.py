"""Plug-ins are found by their file name."""

from collections.abc import Callable

import pytest

from leeward.model.errors import ConfigError
from leeward.plugins import loader


@pytest.mark.parametrize(
    ("family", "some"),
    [
        ("signals", {"md5", "sha1", "sha256", "pdq", "vpdq"}),
        ("exchanges", {"csv_list", "hash_lines", "ncmec_xml"}),
        ("connectors", {"folder", "bucket", "listing"}),
    ],
)
def test_every_file_of_a_family_is_found(family: str, some: set[str]) -> None:
    assert some <= set(loader.names(family))
    assert "protocol" not in loader.names(family)


def test_each_signal_is_named_like_its_file() -> None:
    assert [signal.name for signal in loader.signals()] == list(loader.names("signals"))


@pytest.mark.parametrize("load", [loader.signal, loader.exchange, loader.source])
def test_an_unknown_name_says_what_is_known(load: Callable[[str], object]) -> None:
    with pytest.raises(ConfigError) as error:
        load("no-such-thing")
    assert "no-such-thing" in error.value.message
    assert error.value.hint.startswith("known: ")
