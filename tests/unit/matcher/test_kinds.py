"""Kinds are declared by whoever loads them."""

import pytest

from leeward.matcher.kinds import NEAR, WIDTHS, declare
from leeward.model.errors import ConfigError


def test_a_new_kind_is_compared_as_it_says() -> None:
    declare("stand-in-near", 256, near=True)
    declare("stand-in-near", 256, near=True)
    declare("stand-in-exact", 384, near=False)
    assert (WIDTHS["stand-in-near"], WIDTHS["stand-in-exact"]) == (32, 48)
    assert "stand-in-near" in NEAR
    assert "stand-in-exact" not in NEAR


@pytest.mark.parametrize(("bits", "near"), [(128, True), (12, False), (0, False), (8192, False)])
def test_what_cannot_be_compared_is_refused(bits: int, near: bool) -> None:
    with pytest.raises(ConfigError):
        declare("stand-in-strange", bits, near)


def test_two_kinds_of_one_name_and_other_lengths_are_refused() -> None:
    with pytest.raises(ConfigError, match="pdq"):
        declare("pdq", 128, near=False)
